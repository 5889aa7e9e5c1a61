/** Erasures, as the backend asks for them. */

import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import type { Handlers } from "@cellwire/server-api/serve.ts";
import type { Erasures } from "./erasures.ts";

const PSEUDONYM_BYTES = 16;

export function erasureHandlers(options: {
  readonly erasures: Erasures;
  readonly onBegun: () => void;
  readonly clock: Clock;
  readonly random: Random;
}): Required<Pick<Handlers, "erase" | "getErasure">> {
  const { erasures, onBegun, clock, random } = options;
  return {
    erase: async ({ params: { user }, op }) => {
      const begun = await erasures.begin({ op, user, random: random.bytes(PSEUDONYM_BYTES), nowMs: clock.nowMs() });
      onBegun();
      return begun;
    },
    getErasure: async ({ params: { op } }) => {
      const status = await erasures.status(op);
      if (!status) throw new ServerApiError("UNKNOWN_ERASURE");
      return status;
    },
  };
}

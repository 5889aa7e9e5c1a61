/** Users whom the cell knows already, with tickets of its own: thousands of them cost the directory nothing. */

import { OwnKeys } from "@cellwire/cell/trust/own-keys.ts";
import { Tickets } from "@cellwire/cell/trust/tickets.ts";
import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import type { LoadClient } from "./load/job.ts";
import type { Stage } from "./stage.ts";

export const DEVICE = "phone";

export interface Returning {
  readonly cell: string;
  readonly users: readonly string[];
  readonly gatewayUrl: string;
}

/** Each sends to the next, if at all. */
export async function returningPeople(stage: Stage, { cell, users, gatewayUrl }: Returning): Promise<LoadClient[]> {
  const tickets = new Tickets({
    cell: cell as CellId,
    ownKeys: await OwnKeys.read(stage.keysFile(cell), systemClock),
    // Not asked for tickets that the cell itself issued.
    directoryKeys: { resolve: () => Promise.reject(new Error("no ticket of the directory is verified here")) },
    clock: systemClock,
    generation: () => 1,
  });
  return Promise.all(
    users.map(async (user, i) => {
      const bearer = { user: user as UserId, device: DEVICE as DeviceId, epoch: 1 };
      const { ticket } = await tickets.issue(bearer);
      return { user, device: DEVICE, peer: users[(i + 1) % users.length]!, gatewayUrl, ticket };
    }),
  );
}

export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${String(i).padStart(5, "0")}`);
}

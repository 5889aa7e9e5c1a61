/** The forwarders' inbox while the volume may run full: what other cells hold stays there until there is room. */

import type { Advance, ForwardInbox, Hole } from "./contract.ts";
import type { IngestOutcome } from "./outcomes.ts";
import { PostgresForwardInbox } from "./postgres-forward.ts";
import type { PostgresInboxOptions } from "./postgres-gateway.ts";

export class GuardedForwardInbox extends PostgresForwardInbox {
  readonly #hasRoom: () => boolean;

  constructor(options: PostgresInboxOptions & { readonly hasRoom: () => boolean }) {
    super(options);
    this.#hasRoom = options.hasRoom;
  }

  /** Answers what is stored already like anything else: it is asked for again, and answered then. */
  override async ingest(
    request: Parameters<ForwardInbox["ingest"]>[0],
  ): Promise<{ outcomes: readonly (IngestOutcome | Error)[]; advances: readonly Advance[] }> {
    if (this.#hasRoom()) return super.ingest(request);
    return { outcomes: request.envelopes.map(() => ({ kind: "full" })), advances: [] };
  }

  /** None are named, so none are filled. */
  override async holes(request: Parameters<ForwardInbox["holes"]>[0]): Promise<readonly Hole[]> {
    return this.#hasRoom() ? super.holes(request) : [];
  }
}

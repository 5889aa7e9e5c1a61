/** Emptying a gateway: hints to go elsewhere, spread so that the others are not stormed, then closing what stays. */

import { setTimeout as delay } from "node:timers/promises";
import type { CloseName } from "@cellwire/protocol";
import { encodeServerFrame } from "@cellwire/protocol";
import type { Random } from "@cellwire/runtime/random.ts";

export interface DrainedConnection {
  write(frame: Uint8Array): void;
  close(code: CloseName): void;
}

export interface DrainOptions {
  readonly connections: { readonly total: number; all(): Iterable<DrainedConnection> };
  readonly random: Pick<Random, "float">;
  /** Hints name times within this; who is still here then is closed. */
  readonly graceMs: number;
}

const CHECK_INTERVAL_MS = 50;

/** Resolves when all connections are closing. */
export async function drain({ connections, random, graceMs }: DrainOptions): Promise<void> {
  for (const connection of connections.all()) {
    const afterMs = Math.floor(random.float() * graceMs);
    connection.write(encodeServerFrame({ reconnectHint: { afterMs } }));
  }
  for (let waitedMs = 0; waitedMs < graceMs && connections.total > 0; waitedMs += CHECK_INTERVAL_MS)
    await delay(CHECK_INTERVAL_MS);
  for (const connection of connections.all()) connection.close("DRAINING");
}

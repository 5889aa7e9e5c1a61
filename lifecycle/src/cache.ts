/**
 * What a cell or a device remembers about where a user lives. It may be old, never wrong about an epoch, and never goes
 * back: answers overtake each other on the way, and the last to arrive is not the newest.
 *
 *   unknown ──statement(e)──▶ known(e) ──statement(e' > e)──▶ known(e')        anything else changes nothing
 *
 * The caller has verified the directory's signature of the statement.
 */

import type { CellId } from "@cellwire/protocol";

export interface KnownHome {
  readonly cell: CellId;
  readonly epoch: number;
}

/** The same object as `known` when there is nothing to write. */
export function takeHome(known: KnownHome | null, stated: KnownHome): KnownHome {
  return known === null || stated.epoch > known.epoch ? stated : known;
}

/**
 * When somebody who may not see that a user is online learns how far the user is: not before the next whole minute, and up to a minute after it, so
 * that the moment tells nothing.
 */

import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { Pool } from "pg";
import type { ReceiptState } from "./contract.ts";
import type { MarksRow } from "./rows.ts";
import { receiptFrom } from "./rows.ts";

const QUANTUM_MS = 60_000;
const RELEASE_ROWS_MAX = 1_000;

const RELEASE = { name: "release_marks", text: "select * from release_marks($1, $2, $3)" };

export function lateMs(nowMs: number, random: Random): number {
  return (Math.floor(nowMs / QUANTUM_MS) + 1) * QUANTUM_MS + Math.floor(random.float() * QUANTUM_MS);
}

/** Marks whose time has come, as they may be shown now; those for peers elsewhere are owed to their cells. */
export async function releaseMarks(parts: {
  readonly pool: Pool;
  readonly cell: CellId;
  readonly clock: Clock;
}): Promise<readonly ReceiptState[]> {
  const values = [parts.cell, parts.clock.nowMs(), RELEASE_ROWS_MAX];
  const { rows } = await parts.pool.query<MarksRow & { peer_here: boolean }>({ ...RELEASE, values });
  return rows.map((row) => receiptFrom(row, row.peer_here));
}

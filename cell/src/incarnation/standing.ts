/** What a row of `incarnation` and the server that it is on mean for the cell. Pure. */

import type { CellId } from "@cellwire/protocol";

export interface IncarnationRow {
  readonly cell: CellId;
  readonly generation: string;
  readonly op: string | null;
  readonly expected: string | null;
  readonly is_superseded: boolean;
  readonly granted_ms: string;
  readonly whole_until_ms: string;
  readonly taken_through: string | null;
  readonly is_current: boolean;
  readonly has_asked: boolean;
  readonly granted_on: string;
  readonly found: string;
}

export interface Ask {
  readonly op: string;
  /** The generation that is to be followed. */
  readonly expected: number;
}

export type Standing =
  | { readonly kind: "current"; readonly generation: number; readonly wholeUntilMs: number }
  /** The storage went back. `ask`: the request for the next generation that is under way. */
  | { readonly kind: "went-back"; readonly ask: Ask | undefined; readonly from: string; readonly to: string }
  /** It went back, and another incarnation was granted what this one asked for: it must never act. */
  | { readonly kind: "superseded"; readonly ask: Ask }
  /** The database is that of another cell. */
  | { readonly kind: "foreign"; readonly cell: CellId };

export function standingOf(row: IncarnationRow, cell: CellId): Standing {
  if (row.cell !== cell) return { kind: "foreign", cell: row.cell };
  if (row.is_current)
    return { kind: "current", generation: Number(row.generation), wholeUntilMs: Number(row.whole_until_ms) };
  const ask = row.has_asked ? { op: row.op!, expected: Number(row.expected) } : undefined;
  if (ask && row.is_superseded) return { kind: "superseded", ask };
  return { kind: "went-back", ask, from: row.granted_on, to: row.found };
}

/** For people, as /readyz says it. */
export function reasonOf(standing: Exclude<Standing, { kind: "current" }>): string {
  const { kind } = standing;
  if (kind === "foreign") return `incarnation: this is the database of cell ${standing.cell}`;
  if (kind === "superseded")
    return `incarnation: another incarnation of this cell was granted generation ${standing.ask.expected + 1}; this one is stopped for good`;
  return `incarnation: the storage was replaced (${standing.from} is ${standing.to} now); waits for the directory to grant the next generation`;
}

/**
 * Terms of one conversation. Its authority numbers 1, 2, 3 … in a term; a later authority numbers in a later term.
 *
 *   ASSEMBLING(term) ──all asked members answered, or are gone──▶ OPEN(term, last) ──placement moves on──▶ CLOSED
 *
 *   term   = the placement epoch of whoever has the numbering. The directory gives an epoch out once, so two cells that fail
 *            over one after the other never count to the same term, whatever either has heard of the other.
 *   (t, 1) = for every t after the first: the record opened{previous}, which says where the run before it ended. All
 *            keys between `previous` and (t, 1) are void: nothing is stored, served or pushed under them.
 *
 * A row that is void loses its number and is submitted again: it keeps its id, and whichever key it gets is higher.
 */

import { ORIGIN, compareKeys, follows } from "@cellwire/protocol";
import type { OrderKey } from "@cellwire/protocol";

export interface Opening {
  readonly term: number;
  readonly previous: OrderKey;
}

/** A stored row. `opened` is set exactly on the record (term, 1) of a later term. */
export interface HeldRow {
  readonly id: string;
  readonly key: OrderKey | null;
  readonly opened?: OrderKey;
}

export function termOf(epoch: number): number {
  return epoch;
}

/** The openings that count, latest first: one that a later one has voided closes nothing. */
export function openingsAmong(rows: readonly HeldRow[]): Opening[] {
  const counting: Opening[] = [];
  const all = rows.filter(
    (row): row is HeldRow & { key: OrderKey; opened: OrderKey } => row.key !== null && !!row.opened,
  );
  for (const { key, opened } of all.sort((a, b) => b.key.term - a.key.term)) {
    if (!isVoid(key, counting)) counting.push({ term: key.term, previous: opened });
  }
  return counting;
}

export function isVoid(key: OrderKey, openings: readonly Opening[]): boolean {
  return openings.some(({ term, previous }) => key.term < term && compareKeys(key, previous) > 0);
}

/** The key up to which every number is among `rows`: what may be served, and the answer to "how far are you?". */
export function completeAmong(rows: readonly HeldRow[]): OrderKey {
  const openings = openingsAmong(rows);
  const numbered = rows
    .filter((row): row is HeldRow & { key: OrderKey } => row.key !== null && !isVoid(row.key, openings))
    .sort((a, b) => compareKeys(a.key, b.key));
  let complete = ORIGIN;
  for (const { key, opened } of numbered) {
    const reaches = opened ? compareKeys(opened, complete) === 0 : key.term === (complete.term || 1);
    if (!follows(key, complete) || !reaches) break;
    complete = key;
  }
  return complete;
}

/**
 * What a new authority assembles from its own rows and the members' answers: the longest prefix that nobody can
 * show a hole in. A key that two rows claim belongs to neither beyond the prefix before it.
 */
export function assemble(holdings: readonly (readonly HeldRow[])[]): { rows: HeldRow[]; last: OrderKey } {
  const byId = new Map<string, HeldRow>();
  for (const row of holdings.flat()) byId.set(row.id, higherRow(byId.get(row.id), row));
  const rows = [...byId.values()];
  return { rows, last: completeAmong(rows) };
}

export type AssemblyDecision = "wait" | "open";

/**
 * When the former term's end is known. `members`: the cells that hold the conversation for somebody, without this
 * one. A member that is only unreachable is waited for, up to `boundMs` (null: as long as it takes; messages are
 * accepted meanwhile and numbered later). Opening without it takes the numbers of all rows that it alone holds.
 */
export function decideAssembly(view: {
  readonly members: readonly string[];
  readonly answered: readonly string[];
  readonly failed: readonly string[];
  readonly waitedMs: number;
  readonly boundMs: number | null;
}): AssemblyDecision {
  const missing = view.members.filter((cell) => !view.answered.includes(cell) && !view.failed.includes(cell));
  if (missing.length === 0) return "open";
  return view.boundMs !== null && view.waitedMs >= view.boundMs ? "open" : "wait";
}

/** The next number of an open term; in a later term without one, the record that opens it. */
export function nextNumber(rows: readonly HeldRow[], epoch: number): { key: OrderKey; opened?: OrderKey } {
  const complete = completeAmong(rows);
  const term = termOf(epoch);
  if (complete.term === term) return { key: { term, n: complete.n + 1 } };
  return term === 1 ? { key: { term, n: 1 } } : { key: { term, n: 1 }, opened: complete };
}

export type CopyDecision =
  /** Store it, or raise the row of this id to this key. */
  | "store"
  | "duplicate"
  /** The key is void, or lower than what the id has: nothing is stored under it. */
  | "closed"
  /** Another id has the key. A bug of somebody: parked, never overwritten. */
  | "conflict";

/** What to do with a numbered copy. */
export function decideCopy(rows: readonly HeldRow[], copy: HeldRow & { readonly key: OrderKey }): CopyDecision {
  if (isVoid(copy.key, openingsAmong(rows))) return "closed";
  const holder = rows.find(({ key }) => key !== null && compareKeys(key, copy.key) === 0);
  if (holder && holder.id !== copy.id) return "conflict";
  if (holder) return "duplicate";
  const held = rows.find(({ id }) => id === copy.id);
  return held?.key && compareKeys(held.key, copy.key) > 0 ? "closed" : "store";
}

/** Applies a row with or without a number. One row per id, at its highest key; `lost` are ids whose number is void now. */
export function storeRow(rows: readonly HeldRow[], incoming: HeldRow): { rows: HeldRow[]; lost: string[] } {
  const held = rows.find(({ id }) => id === incoming.id);
  const kept = higherRow(held, incoming);
  const merged = [...rows.filter(({ id }) => id !== incoming.id), kept];
  const openings = openingsAmong(merged);
  const lost: string[] = [];
  const valid = merged.flatMap((row): HeldRow[] => {
    if (row.key === null || !isVoid(row.key, openings)) return [row];
    // The record that opened a term which came to nothing is no message.
    if (row.opened) return [];
    lost.push(row.id);
    return [{ id: row.id, key: null }];
  });
  return { rows: valid, lost };
}

function higherRow(a: HeldRow | undefined, b: HeldRow): HeldRow {
  if (a?.key == null) return b.key === null && a ? a : b;
  return b.key !== null && compareKeys(b.key, a.key) > 0 ? b : a;
}

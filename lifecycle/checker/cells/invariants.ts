/** What must hold in every state of the model "cells". */

import { compareKeys, keyText } from "@cellwire/protocol";
import { mayAccept } from "../../src/ownership.ts";
import { isVoid, openingsAmong } from "../../src/terms.ts";
import type { HeldRow } from "../../src/terms.ts";
import { USERS } from "./state.ts";
import type { State } from "./state.ts";

type Invariant = (state: State) => string | null;

const INVARIANTS: readonly Invariant[] = [
  oneOwner,
  acknowledgedSurvives,
  numbersOnce,
  everyTermHasAnEnd,
  membersKeepTheirNumbers,
  cachesRise,
  ownsWhatWasFrozen,
  oneRowPerMessage,
  (state) => state.seen.fault,
];

export function broken(state: State): string | null {
  for (const invariant of INVARIANTS) {
    const found = invariant(state);
    if (found !== null) return found;
  }
  return null;
}

function oneOwner({ cells }: State): string | null {
  for (const user of USERS) {
    const owners = Object.entries(cells).filter(([, cell]) => cell.condition === "UP" && mayAccept(cell.owns[user]));
    if (owners.length > 1) return `${owners.map(([name]) => name).join(" and ")} can both acknowledge for ${user}`;
  }
  return null;
}

/** While all storage is what it was. After a loss, the devices of the sender hold it, and the end of the run is checked. */
function acknowledgedSurvives({ cells, seen }: State): string | null {
  if (seen.storageLost) return null;
  const held = new Set(Object.values(cells).flatMap((cell) => cell.rows.map(({ id }) => id)));
  const lost = seen.acknowledged.find((id) => !held.has(id));
  return lost ? `${lost} was acknowledged and is nowhere` : null;
}

/** No key for two messages, no gap in a term; without a loss of storage no two numbers for a message either. */
function numbersOnce({ seen }: State): string | null {
  const byKey = new Map<string, string>();
  const ids = new Set<string>();
  const last = new Map<string, number>();
  for (const given of seen.numbered) {
    const [key, id] = given.split("=") as [string, string];
    if (byKey.has(key) && (byKey.get(key) !== id || !seen.storageLost))
      return `${key} was given to ${byKey.get(key)} and to ${id}`;
    byKey.set(key, id);
    if (!seen.storageLost && ids.has(id)) return `${id} was numbered twice`;
    ids.add(id);
    const [term, n] = key.split(".") as [string, string];
    if (Number(n) > (last.get(term) ?? 0) + 1) return `${key} was given after ${term}.${last.get(term) ?? 0}`;
    last.set(term, Number(n));
  }
  return null;
}

/** n = 1 of a later term says where the former one ended; without a loss of storage, at its very last number. */
function everyTermHasAnEnd({ cells, seen }: State): string | null {
  for (const given of seen.numbered) {
    const [key, id] = given.split("=") as [string, string];
    if (key.endsWith(".1") && key !== "1.1" && !id.startsWith("opened"))
      return `${key} is ${id}: nobody knows where the term before it ended`;
  }
  const given = new Set(seen.numbered.map((one) => one.split("=")[0]));
  for (const [name, { rows }] of Object.entries(cells)) {
    for (const { key, opened } of rows) {
      if (!opened || seen.storageLost) continue;
      const after = { term: opened.term || 1, n: opened.n + 1 };
      if (given.has(keyText(after)) && key!.term > after.term)
        return `${name} closed term ${after.term} at ${keyText(opened)}, and ${keyText(after)} was given`;
    }
  }
  return null;
}

/** A failover takes the numbers of no row that a living member held when it began. */
function membersKeepTheirNumbers({ cells, seen }: State): string | null {
  const { mustKeep } = seen;
  if (mustKeep === null) return null;
  for (const { rows } of Object.values(cells)) {
    const opening = rows.find(({ key, opened }) => opened && key!.term >= mustKeep.term);
    if (opening && compareKeys(opening.opened!, mustKeep.key) < 0) {
      return `term ${opening.key!.term} was opened after ${keyText(opening.opened!)}, though ${mustKeep.holder} held all through ${keyText(mustKeep.key)}`;
    }
  }
  return null;
}

function cachesRise({ cells, seen }: State): string | null {
  for (const [at, epoch] of Object.entries(seen.highest)) {
    const [name, user] = at.split("/") as [string, "u" | "v"];
    const cell = cells[name]!;
    if (cell.condition === "UP" && cell.homes[user].epoch < epoch)
      return `${name} went back to epoch ${cell.homes[user].epoch} of ${user}`;
  }
  return null;
}

function ownsWhatWasFrozen({ cells, directory, seen }: State): string | null {
  for (const [op, rows] of Object.entries(seen.frozen)) {
    if (directory.outcomes[op] !== "COMMITTED") continue;
    const user = op[0] as "u" | "v";
    const target = Object.values(cells).find(({ owns, condition, generation }) => {
      const own = owns[user];
      return condition === "UP" && generation === 1 && own.kind === "COMMITTING" && own.op === op;
    });
    const missing = target && rows.find((row) => !holds(target.rows, row));
    if (missing) return `the target of ${op} does not hold ${missing.id}, which the source held at the freeze`;
  }
  return null;
}

/** With its number, or a higher one, unless the number is void by what the target has heard since. */
function holds(rows: readonly HeldRow[], wanted: HeldRow): boolean {
  if (wanted.key !== null && isVoid(wanted.key, openingsAmong(rows)))
    return wanted.opened !== undefined || rows.some(({ id }) => id === wanted.id);
  return rows.some(
    ({ id, key }) => id === wanted.id && (wanted.key === null || (key !== null && compareKeys(key, wanted.key) >= 0)),
  );
}

/** Nothing is stored under a closed term. */
function oneRowPerMessage({ cells }: State): string | null {
  for (const [name, { rows, condition }] of Object.entries(cells)) {
    if (condition === "LOST") continue;
    const openings = openingsAmong(rows);
    const stale = rows.find(({ key }) => key !== null && isVoid(key, openings));
    if (stale) return `${name} holds ${stale.id} under ${keyText(stale.key!)}, which is closed`;
  }
  return null;
}

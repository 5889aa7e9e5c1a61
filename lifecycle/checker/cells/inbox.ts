/** One cell's transactions on its rows, made of the decisions in src/. */

import { keyText } from "@cellwire/protocol";
import type { CellId, OrderKey } from "@cellwire/protocol";
import { owedTo, stepOwnership } from "../../src/ownership.ts";
import type { OwnershipEffect, OwnershipEvent } from "../../src/ownership.ts";
import { assemble, completeAmong, nextNumber, storeRow } from "../../src/terms.ts";
import type { HeldRow } from "../../src/terms.ts";
import { USERS, send, senderOf, withItem, without } from "./state.ts";
import type { Cell, Owed, Setting, State, User } from "./state.ts";

/** Where a transaction runs. */
export interface At {
  readonly state: State;
  readonly name: string;
  readonly setting: Setting;
}

/** Applies an event to what a cell believes of a user; answers the effects that are left to the caller. */
export function give(at: At, user: User, event: OwnershipEvent): readonly OwnershipEffect[] {
  const { state, name, setting } = at;
  const cell = state.cells[name]!;
  const before = cell.owns[user];
  const step = stepOwnership(before, event);
  if (step.kind !== "next") return [];
  cell.owns[user] = step.ownership;
  const { effects } = step;
  if (effects.includes("assemble") && user === "u") startAssembly(at);
  if (user === "u" && step.ownership.kind !== "OWNED" && step.ownership.kind !== "FROZEN") cell.assembling = null;
  if (effects.includes("submitUnnumbered") && !setting.on.has("sourceSubmitsAlone")) {
    const own = cell.rows.filter(({ id, key }) => key === null && senderOf(id) === user);
    for (const { id } of own) owe(cell, { id, key: null, to: "u" });
  }
  if ("source" in before) {
    const { op, source } = before;
    const asks = effects.includes("askAbort");
    if (effects.includes("tellAbandoned") || (asks && setting.on.has("restoredTargetAborts"))) {
      send(state, { t: "abandoned", op, user, from: name, to: source });
    } else if (asks) send(state, { t: "abort", op, user, from: name });
  }
  return effects;
}

function startAssembly({ state, name }: At): void {
  const cell = state.cells[name]!;
  const { epoch: term } = cell.owns.u as { epoch: number };
  const holder = state.directory.placements.v.cell as string;
  const other = state.cells[holder]!;
  cell.assembling = { term, answered: [], rows: [] };
  const isHeld = holder !== name && other.condition === "UP";
  state.seen.mustKeep = isHeld ? { term, holder, key: completeAmong(other.rows) } : null;
}

/** The cell to which something for a user goes, by what is known at `name`. */
export function destinationOf(cell: Cell, user: User): string | null {
  const own = cell.owns[user];
  if (own.kind === "OWNED") return null;
  return owedTo(own) ?? cell.homes[user].cell;
}

/** Stores a row. What the cell stores for a user who is leaving, or has left, is owed to where he goes. */
export function store({ state, name, setting }: At, row: HeldRow): void {
  const cell = state.cells[name]!;
  const before = cell.rows;
  const { rows, lost } = storeRow(before, row);
  cell.rows = setting.on.has("lostRowKeepsKey") ? merged(before, row) : sorted(rows);
  if (!setting.on.has("lostRowKeepsKey")) for (const id of lost) owe(cell, { id, key: null, to: "u", lost: true });
  if (row.key === null) return;
  for (const user of USERS) if (owedTo(cell.owns[user]) !== null) owe(cell, { ...row, to: user });
}

/** The bug: no row ever loses its number. */
function merged(rows: readonly HeldRow[], row: HeldRow): HeldRow[] {
  const held = rows.find(({ id }) => id === row.id);
  return held?.key ? [...rows] : sorted([...rows.filter(({ id }) => id !== row.id), row]);
}

export function owe(cell: Cell, owed: Owed): void {
  cell.owed = withItem(cell.owed, owed);
}

/** Gives a message its number, opening the term before if that has not been done, and owes copies to the other home. */
export function number(at: At, id: string): OrderKey {
  const { state, name, setting } = at;
  const cell = state.cells[name]!;
  const epoch = termFor(cell, setting);
  if (!setting.on.has("numberBeforeEnd")) openTerm(at);
  const { key } = nextNumber(cell.rows, epoch);
  place(at, { id, key });
  cell.owed = without(cell.owed, (owed) => owed.id === id && owed.key === null);
  return key;
}

/** Writes the record that opens the term, unless it is there or the term is the first. */
export function openTerm(at: At): void {
  const { state, name, setting } = at;
  const cell = state.cells[name]!;
  const epoch = termFor(cell, setting);
  const { key, opened } = nextNumber(cell.rows, epoch);
  if (opened) place(at, { id: `opened${epoch}`, key, opened });
}

function termFor(cell: Cell, setting: Setting): number {
  const own = cell.owns.u;
  if (own.kind !== "OWNED") throw new Error("numbers without owning");
  if (!setting.on.has("termCountedLocally") || own.epoch === 1) return own.epoch;
  // What the design said first: one more than the last term that this cell has heard of.
  const opened = cell.rows.find((row) => row.opened && row.id === `opened${own.epoch}`);
  return opened ? opened.key!.term : Math.max(completeAmong(cell.rows).term, 1) + 1;
}

function place(at: At, row: HeldRow & { key: OrderKey }): void {
  const { state, name } = at;
  const cell = state.cells[name]!;
  state.seen.numbered = [...state.seen.numbered, `${keyText(row.key)}=${row.id}`];
  store(at, row);
  for (const user of USERS) if (destinationOf(cell, user) !== null) owe(cell, { ...row, to: user });
}

/** The former term's end is known: take the rows over. */
export function open(at: At): void {
  const { state, name } = at;
  const cell = state.cells[name]!;
  const { rows } = assemble([cell.rows, cell.assembling!.rows]);
  cell.assembling = null;
  for (const row of rows) store(at, row);
}

export function sorted(rows: readonly HeldRow[]): HeldRow[] {
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function cellId(name: string): CellId {
  return name as CellId;
}

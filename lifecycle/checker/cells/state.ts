/**
 * The state of the model "cells": one direct conversation of the users u (who has the numbering) and v, in up to three
 * cells, and the directory. A message once sent stays in `messages` for ever and may be received never, once or again at
 * any later time: that is loss, duplication, delay and reordering in one.
 */

import type { OrderKey } from "@cellwire/protocol";
import type { KnownHome } from "../../src/cache.ts";
import type { MoveOutcome, Placement } from "../../src/placement.ts";
import type { Ownership } from "../../src/ownership.ts";
import type { HeldRow } from "../../src/terms.ts";

export type User = "u" | "v";
export const USERS: readonly User[] = ["u", "v"];

/** Sets and maps are sorted arrays or small records, so that equal states have equal JSON. Arrays are replaced, never changed. */
export interface State {
  directory: Directory;
  cells: Record<string, Cell>;
  messages: readonly string[];
  /** Sends that the device of the sender may still try, by message id. */
  attempts: Record<string, number>;
  budget: Budget;
  /** What only the checker knows. */
  seen: Seen;
}

export interface Directory {
  placements: Record<User, Placement>;
  outcomes: Record<string, MoveOutcome>;
  /** Every statement that was ever signed. */
  statements: readonly Statement[];
}

export interface Statement {
  readonly user: User;
  readonly placement: Placement;
}

export interface Cell {
  /** ZOMBIE: declared dead, and working all the same. LOST: gone with its storage. */
  condition: "UP" | "ZOMBIE" | "LOST";
  generation: number;
  owns: Record<User, Ownership>;
  homes: Record<User, KnownHome>;
  rows: readonly HeldRow[];
  owed: readonly Owed[];
  /** Term and answers of an authority that does not know yet where the former term ended. */
  assembling: { readonly term: number; readonly answered: readonly string[]; readonly rows: readonly HeldRow[] } | null;
  /** Volatile: the message whose transaction holds the conversation's lock. */
  running: string | null;
  /** With the fault "mark before the drain": rows read while a transaction was running. */
  earlyMark: { readonly op: string; readonly rows: readonly HeldRow[] } | null;
  backup: Omit<Cell, "backup"> | null;
}

/** An outbox row: a numbered copy, or (key null) a submission. */
export interface Owed {
  readonly id: string;
  readonly key: OrderKey | null;
  readonly opened?: OrderKey;
  readonly to: User;
  readonly lost?: boolean;
}

export interface Budget {
  moves: number;
  aborts: number;
  failures: number;
  backups: number;
}

export interface Seen {
  acknowledged: readonly string[];
  /** "term.n=id", in the order given. */
  numbered: readonly string[];
  /** What the source held when it froze, by operation. */
  frozen: Record<string, readonly HeldRow[]>;
  /** Highest epoch in each cache ("cell/user"), until the cell's storage went back. */
  highest: Record<string, number>;
  /** Storage was lost or went back: what nobody else held is up to the senders' devices. */
  storageLost: boolean;
  /** What a living member held when the last authority began to assemble: it must keep its numbers. */
  mustKeep: { readonly term: number; readonly holder: string; readonly key: OrderKey } | null;
  fault: string | null;
}

export type Message =
  | { t: "copied"; op: string; user: User; from: string; to: string; rows: readonly HeldRow[] }
  | { t: "freeze"; op: string; user: User; to: string; from: string }
  | { t: "frozen"; op: string; user: User; from: string; to: string; rows: readonly HeldRow[] }
  | { t: "commit"; op: string; user: User; from: string; generation: number }
  | { t: "abandoned"; op: string; user: User; from: string; to: string }
  | { t: "abort"; op: string; user: User; from: string }
  | { t: "ingest"; from: string; to: string; owed: Owed }
  | { t: "ack"; from: string; to: string; owed: Owed; key: OrderKey }
  | { t: "held"; from: string; to: string; term: number; rows: readonly HeldRow[] };

export type Switch =
  /** Bugs. */
  | "markBeforeDrain"
  | "stubsNotCopied"
  | "unconditionalRefresh"
  | "thawOnTimer"
  | "numberBeforeEnd"
  | "lostRowKeepsKey"
  /** The design as it was written first, where it left something open (docs/adr/0006). */
  | "markIsAKey"
  | "termCountedLocally"
  | "presentHomeOnly"
  | "restoredStillOwns"
  | "silenceMeansAborted"
  | "boundedAssembly"
  | "freezeBeforeAssembly"
  | "sourceSubmitsAlone"
  | "presentMembersOnly"
  | "restoredTargetAborts"
  | "restoredTargetImports";

export interface Setting {
  readonly name: string;
  readonly cells: readonly string[];
  readonly homes: Record<User, string>;
  /** Message ids; the first letter is the sender. */
  readonly sends: Readonly<Record<string, number>>;
  readonly budget: Budget;
  readonly movers: readonly User[];
  /** Rows are copied before the freeze, too. */
  readonly copies: boolean;
  /** Cells that may fail or whose storage may go back. */
  readonly fragile: readonly string[];
  /** Cells that users of a dead one may be re-placed at: the buddies. */
  readonly heirs: readonly string[];
  /** LOST: gone with its storage, while what it sent may still arrive; SILENT: that is lost as well. */
  readonly failure: readonly ("ZOMBIE" | "LOST" | "SILENT")[];
  readonly on: ReadonlySet<Switch>;
}

export function senderOf(id: string): User {
  return id.startsWith("u") ? "u" : "v";
}

export function initialState(setting: Setting): State {
  const placements = Object.fromEntries(
    USERS.map((user) => [
      user,
      {
        cell: setting.homes[user],
        epoch: 1,
        generation: 1,
        op: "first",
        state: "ACTIVE",
        target: null,
        targetGeneration: null,
      },
    ]),
  ) as Directory["placements"];
  return {
    directory: { placements, outcomes: {}, statements: USERS.map((user) => ({ user, placement: placements[user] })) },
    cells: Object.fromEntries(setting.cells.map((name) => [name, newCell(name, setting.homes)])),
    messages: [],
    attempts: { ...setting.sends },
    budget: { ...setting.budget },
    seen: { acknowledged: [], numbered: [], frozen: {}, highest: {}, storageLost: false, mustKeep: null, fault: null },
  };
}

export function newCell(name: string, homes: Record<User, string>): Cell {
  const own = (user: User): Ownership => (homes[user] === name ? { kind: "OWNED", epoch: 1 } : { kind: "NONE" });
  return {
    condition: "UP",
    generation: 1,
    owns: { u: own("u"), v: own("v") },
    homes: { u: { cell: homes.u as KnownHome["cell"], epoch: 1 }, v: { cell: homes.v as KnownHome["cell"], epoch: 1 } },
    rows: [],
    owed: [],
    assembling: null,
    running: null,
    earlyMark: null,
    backup: null,
  };
}

export function copyState(state: State): State {
  return {
    directory: {
      ...state.directory,
      placements: { ...state.directory.placements },
      outcomes: { ...state.directory.outcomes },
    },
    cells: Object.fromEntries(
      Object.entries(state.cells).map(([name, cell]) => [
        name,
        { ...cell, owns: { ...cell.owns }, homes: { ...cell.homes } },
      ]),
    ),
    messages: state.messages,
    attempts: { ...state.attempts },
    budget: { ...state.budget },
    seen: { ...state.seen, frozen: { ...state.seen.frozen }, highest: { ...state.seen.highest } },
  };
}

export function send(state: State, message: Message): void {
  const text = JSON.stringify(message);
  const { messages } = state;
  let at = 0;
  while (at < messages.length && messages[at]! < text) at += 1;
  if (messages[at] !== text) state.messages = [...messages.slice(0, at), text, ...messages.slice(at)];
}

export function withItem<T>(items: readonly T[], item: T): readonly T[] {
  const text = JSON.stringify(item);
  const texts = items.map((one) => JSON.stringify(one));
  if (texts.includes(text)) return items;
  return [...texts, text].sort().map((one) => JSON.parse(one) as T);
}

export function without<T>(items: readonly T[], drop: (item: T) => boolean): readonly T[] {
  return items.some(drop) ? items.filter((item) => !drop(item)) : items;
}

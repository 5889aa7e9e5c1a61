/** The model "cells" put together: its steps, its invariants, and what must have happened when all is quiet. */

import { compareKeys } from "@cellwire/protocol";
import type { OrderKey } from "@cellwire/protocol";
import { isVoid, openingsAmong } from "../../src/terms.ts";
import { Interner } from "../interner.ts";
import type { Step, World } from "../world.ts";
import { assemblySteps, catchUpSteps, faultSteps, homeOf, onHeld, pullSteps, replaceSteps } from "./failure-steps.ts";
import { acceptSteps, onAck, onIngest, settleDown } from "./message-steps.ts";
import { askAgain, change, directorySteps, isUp, learnSteps, moveSteps, onFreeze, onRows } from "./move-steps.ts";
import { forget } from "./forget.ts";
import { give } from "./inbox.ts";
import { keyOf } from "./key.ts";
import { broken } from "./invariants.ts";
import { USERS, copyState, initialState } from "./state.ts";
import type { Message, Setting, State } from "./state.ts";

/** Parsed messages kept; beyond it they are parsed each time. */
const PARSED_MAX = 100_000;

export function cellsWorld(setting: Setting): World<State> {
  const interner = new Interner();
  const parsed = new Map<string, Message>();
  const parse = (text: string): Message => {
    const message = parsed.get(text) ?? (JSON.parse(text) as Message);
    if (parsed.size < PARSED_MAX) parsed.set(text, message);
    return message;
  };
  return {
    name: setting.name,
    initial: () => initialState(setting),
    copy: copyState,
    keyOf: (state) => keyOf(state, interner),
    steps: (state) => stepsOf(state, setting, parse),
    broken: (state) => broken(state),
    unfinished: (state) => unfinished(state),
  };
}

function stepsOf(state: State, setting: Setting, parse: (text: string) => Message): Step<State>[] {
  const steps = [
    ...replaceSteps(state, setting),
    ...directorySteps(state, setting),
    ...learnSteps(state, setting),
    ...moveSteps(state, setting),
    ...receiveSteps(state, setting, parse),
    ...assemblySteps(state, setting),
    ...catchUpSteps(state, setting),
    ...pullSteps(state, setting),
    ...acceptSteps(state, setting),
    ...faultSteps(state, setting),
  ];
  return steps.map((step) => ({
    ...step,
    apply: (draft) => {
      step.apply(draft);
      askAgain(draft);
      settleDown(draft, setting);
      forget(draft, parse);
    },
  }));
}

function receiveSteps(state: State, setting: Setting, parse: (text: string) => Message): Step<State>[] {
  const steps: Step<State>[] = [];
  for (const text of state.messages) {
    const message = parse(text);
    if (!canMatter(state, message)) continue;
    if (message.t === "commit" || message.t === "abort" || message.t === "abandoned")
      steps.push({
        label: `directory receives ${labelOf(message)}`,
        apply: (draft) => atDirectory(draft, message, setting),
      });
    if (message.t === "commit" || message.t === "abort") continue;
    const { condition } = state.cells[message.to]!;
    const takes = condition === "UP" || (condition === "ZOMBIE" && message.t === "ack");
    if (takes)
      steps.push({
        label: `${message.to} receives ${labelOf(message)}`,
        apply: (draft) => atCell(draft, message, setting),
      });
  }
  return steps;
}

/** Leaves out, for speed, what plainly changes nothing. */
function canMatter({ directory, cells }: State, message: Message): boolean {
  switch (message.t) {
    case "copied":
    case "frozen":
      return cells[message.to]!.owns[message.user].kind === "IMPORTING";
    case "freeze":
      return cells[message.to]!.owns[message.user].kind === "OWNED";
    case "commit":
    case "abort":
      return directory.outcomes[message.op] === "PENDING";
    case "abandoned":
      return directory.outcomes[message.op] === "PENDING" || cells[message.to]!.owns[message.user].kind === "FROZEN";
    case "ack":
      return cells[message.to]!.owed.length > 0;
    case "held":
      return cells[message.to]!.assembling !== null;
    case "ingest":
      return true;
  }
}

function atDirectory(draft: State, message: Message & { t: "commit" | "abort" | "abandoned" }, setting: Setting): void {
  const { op, user } = message;
  if (message.t !== "commit") return change(draft, { user, setting }, { kind: "abort", op });
  change(draft, { user, setting }, { kind: "commit", op, by: message.from as never, generation: message.generation });
}

function atCell(draft: State, message: Exclude<Message, { t: "commit" | "abort" }>, setting: Setting): void {
  switch (message.t) {
    case "copied":
    case "frozen":
      return onRows(draft, message, setting);
    case "freeze":
      return onFreeze(draft, message, setting);
    case "abandoned":
      return void give({ state: draft, name: message.to, setting }, message.user, {
        kind: "abandoned",
        op: message.op,
      });
    case "ingest":
      return onIngest(draft, message, setting);
    case "ack":
      return onAck(draft, message, setting);
    case "held":
      return onHeld(draft, message);
  }
}

function labelOf(message: Message): string {
  switch (message.t) {
    case "copied":
      return `a copy of ${message.user} (${message.rows.map(({ id }) => id).join(", ")})`;
    case "freeze":
      return `freeze ${message.op} from ${message.from}`;
    case "frozen":
      return `frozen ${message.op} with the tail [${message.rows.map(rowText).join(", ")}]`;
    case "commit":
      return `commit ${message.op} from ${message.from}`;
    case "abort":
      return `that ${message.op} shall be aborted`;
    case "abandoned":
      return `that ${message.op} was given up`;
    case "ingest":
      return `${rowText(message.owed)} from ${message.from}`;
    case "ack":
      return `ack of ${message.owed.id} as ${message.key.term}.${message.key.n} from ${message.from}`;
    case "held":
      return `what ${message.from} holds [${message.rows.map(rowText).join(", ")}]`;
  }
}

function rowText({ id, key }: { id: string; key: OrderKey | null }): string {
  return key ? `${id} as ${key.term}.${key.n}` : id;
}

/** Everything that was accepted has its number at both homes, nothing is owed, nobody is half-way. */
function unfinished(state: State): string | null {
  const homes = [...new Set(USERS.map((user) => homeOf(state, user)))];
  for (const user of USERS) {
    const { placements } = state.directory;
    if (placements[user].state === "MIGRATING") return `${user} is still migrating`;
    if (state.cells[homeOf(state, user)]!.owns[user].kind !== "OWNED") return `nobody owns ${user}`;
  }
  for (const [name, cell] of Object.entries(state.cells)) {
    if (cell.condition !== "UP") continue;
    const halfway = USERS.find((user) => !["OWNED", "MOVED", "ABANDONED", "NONE"].includes(cell.owns[user].kind));
    if (halfway) return `${name} is ${cell.owns[halfway].kind} for ${halfway}`;
    if (cell.owed.length > 0) return `${name} still owes ${cell.owed.map(rowText).join(", ")}`;
    if (cell.assembling) return `${name} is still assembling`;
  }
  const ids = new Set([...state.seen.acknowledged, ...homes.flatMap((home) => accepted(state, home))]);
  for (const id of ids) {
    const keys = homes.map((home) => state.cells[home]!.rows.find((row) => row.id === id)?.key);
    if (keys.some((key) => !key)) return `${id} has no number at ${homes[keys.findIndex((key) => !key)]}`;
    if (compareKeys(keys[0]!, keys.at(-1)!) !== 0) return `${id} has two numbers`;
    if (isVoid(keys[0]!, openingsAmong(state.cells[homes[0]!]!.rows))) return `${id} has a void number`;
  }
  return null;
}

function accepted(state: State, home: string): string[] {
  return isUp(state, home) ? state.cells[home]!.rows.filter((row) => !row.opened).map(({ id }) => id) : [];
}

/** Accepting from devices, and what goes between cells through the outbox. */

import { mayAccept, mayNumber, mayStoreFor } from "../../src/ownership.ts";
import { maySubmit } from "../../src/outbox.ts";
import { decideCopy, isVoid, openingsAmong } from "../../src/terms.ts";
import type { Step } from "../world.ts";
import { destinationOf, number, owe, store } from "./inbox.ts";
import { senderOf, send, withItem, without } from "./state.ts";
import type { Cell, Message, Owed, Setting, State } from "./state.ts";

/** A device sends a message, or sends it again, to whichever cell takes it. */
export function acceptSteps(state: State, setting: Setting): Step<State>[] {
  const steps: Step<State>[] = [];
  for (const [name, cell] of Object.entries(state.cells)) {
    if (cell.condition !== "UP") continue;
    if (cell.running !== null) {
      const id = cell.running;
      const crash = (draft: State) => void (draft.cells[name]!.running = null);
      steps.push(
        {
          label: `${name} commits ${id} and acknowledges it`,
          apply: (draft) => acknowledge(draft, commit(draft, name, setting)),
        },
        {
          label: `${name} commits ${id}, and the acknowledgement is lost`,
          fault: true,
          apply: (draft) => void commit(draft, name, setting),
        },
        { label: `${name} crashes before it commits ${id}`, fault: true, apply: crash },
      );
      continue;
    }
    for (const id of Object.keys(state.attempts)) {
      if (!mayAccept(cell.owns[senderOf(id)])) continue;
      const lock = (draft: State) => void (draft.cells[name]!.running = id);
      const isLost =
        state.seen.storageLost && state.seen.acknowledged.includes(id) && !cell.rows.some((row) => row.id === id);
      if (isLost) steps.push({ label: `the device re-submits ${id} to ${name}`, apply: lock });
      else if (state.attempts[id]! > 0) steps.push(attempt(name, id));
    }
  }
  return steps;
}

function attempt(name: string, id: string): Step<State> {
  return {
    label: `a device sends ${id} to ${name}, which locks the conversation`,
    fault: true,
    apply: (draft) => {
      draft.attempts[id]! -= 1;
      draft.cells[name]!.running = id;
    },
  };
}

/** What the transaction found under its lock still holds: nothing else changes the rows or the ownership meanwhile. */
function commit(draft: State, name: string, setting: Setting): string {
  const cell = draft.cells[name]!;
  const id = cell.running!;
  cell.running = null;
  if (cell.rows.some((row) => row.id === id)) return id;
  if (numbers(cell, setting)) {
    number({ state: draft, name, setting }, id);
  } else {
    store({ state: draft, name, setting }, { id, key: null });
    owe(cell, { id, key: null, to: "u" });
  }
  return id;
}

function acknowledge(draft: State, id: string): void {
  draft.seen.acknowledged = withItem(draft.seen.acknowledged, id);
}

function numbers(cell: Cell, setting: Setting): boolean {
  return mayNumber(cell.owns.u) && (cell.assembling === null || setting.on.has("numberBeforeEnd"));
}

/**
 * What follows from the durable state at once: numbers for what waited, and whatever may be sent. A message that is
 * sent early may still arrive late, so that no order of events is missed by it.
 */
export function settleDown(draft: State, setting: Setting): void {
  for (const [name, cell] of Object.entries(draft.cells)) {
    if (cell.condition === "LOST") continue;
    if (cell.running === null && numbers(cell, setting)) {
      for (const { id } of cell.rows.filter(({ key }) => key === null)) number({ state: draft, name, setting }, id);
    }
    for (const owed of cell.owed) {
      const destination = destinationOf(cell, owed.to);
      if (destination !== null && destination !== name) send(draft, { t: "ingest", from: name, to: destination, owed });
      const isHome =
        destination === null && (owed.key !== null || cell.rows.some((row) => row.id === owed.id && row.key !== null));
      if (isHome) settle(draft, name, owed);
    }
  }
}

function settle(draft: State, name: string, owed: Owed): void {
  const cell = draft.cells[name]!;
  const text = JSON.stringify(owed);
  cell.owed = without(cell.owed, (one) => JSON.stringify(one) === text);
}

export function onIngest(draft: State, message: Message & { t: "ingest" }, setting: Setting): void {
  const { from, to, owed } = message;
  const cell = draft.cells[to]!;
  if (cell.running !== null) return;
  if (owed.key !== null) return takeCopy(draft, message, setting);
  if (!mayClaim(draft, message, setting)) return;
  const held = cell.rows.find(({ id }) => id === owed.id);
  if (held?.key) return send(draft, { t: "ack", from: to, to: from, owed, key: held.key });
  if (!numbers(cell, setting)) return;
  const key = number({ state: draft, name: to, setting }, owed.id);
  send(draft, { t: "ack", from: to, to: from, owed, key });
}

function mayClaim(draft: State, { from, to, owed }: Message & { t: "ingest" }, setting: Setting): boolean {
  const sender = senderOf(owed.id);
  const senderHome = draft.cells[to]!.homes[sender].cell;
  const lived = draft.directory.statements.some(({ user, placement }) => user === sender && placement.cell === from);
  const isStrict = setting.on.has("presentHomeOnly");
  return maySubmit({
    caller: from as typeof senderHome,
    senderHome,
    livedAtCaller: lived && !isStrict,
    lostItsNumber: owed.lost === true && !isStrict,
  });
}

function takeCopy(draft: State, { from, to, owed }: Message & { t: "ingest" }, setting: Setting): void {
  const cell = draft.cells[to]!;
  if (!mayStoreFor(cell.owns[owed.to])) return;
  const row = { id: owed.id, key: owed.key!, ...(owed.opened ? { opened: owed.opened } : {}) };
  const decision = decideCopy(cell.rows, row);
  if (decision === "conflict") draft.seen.fault = `${to} got two ids under one key`;
  if (decision === "store") store({ state: draft, name: to, setting }, row);
  if (decision !== "conflict") send(draft, { t: "ack", from: to, to: from, owed, key: owed.key! });
}

/** The answer to a submission carries its number; one that is void by now says nothing, and the message is submitted again. */
export function onAck(draft: State, { to, owed, key }: Message & { t: "ack" }, setting: Setting): void {
  const cell = draft.cells[to]!;
  const text = JSON.stringify(owed);
  if (cell.running !== null || !cell.owed.some((one) => JSON.stringify(one) === text)) return;
  if (owed.key !== null) return settle(draft, to, owed);
  if (isVoid(key, openingsAmong(cell.rows))) return;
  settle(draft, to, owed);
  if (decideCopy(cell.rows, { id: owed.id, key }) === "store")
    store({ state: draft, name: to, setting }, { id: owed.id, key });
}

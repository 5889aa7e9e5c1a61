/**
 * Drops from a state what can never matter again, so that histories which differ in it alone are one state. Each line says why
 * it cannot; a line that is wrong would hide behaviour, so there are few. Nothing is dropped while a backup could bring an older
 * cell back.
 */

import { compareKeys } from "@cellwire/protocol";
import { isVoid, openingsAmong } from "../../src/terms.ts";
import type { Cell, Message, Owed, State } from "./state.ts";

export function forget(draft: State, parse: (text: string) => Message): void {
  if (draft.budget.backups > 0 || Object.values(draft.cells).some(({ backup }) => backup !== null)) return;
  const kept = draft.messages.filter((text) => mayMatter(draft, parse(text)));
  if (kept.length < draft.messages.length) draft.messages = kept;
  for (const op of Object.keys(draft.seen.frozen)) {
    // Checked while the target has committed and does not know it; nothing to compare with later.
    const isOver =
      draft.directory.outcomes[op] !== "PENDING" && !Object.values(draft.cells).some((cell) => isImporting(cell, op));
    if (isOver) delete draft.seen.frozen[op];
  }
}

function mayMatter(state: State, message: Message): boolean {
  const { cells, directory } = state;
  if (message.t === "commit" || message.t === "abort") return directory.outcomes[message.op] === "PENDING";
  const to = cells[message.to]!;
  if (to.condition === "LOST") return message.t === "abandoned" && directory.outcomes[message.op] === "PENDING";
  switch (message.t) {
    case "abandoned":
      // The operation has ended, so nobody can be frozen for it anew.
      return directory.outcomes[message.op] === "PENDING" || isFrozen(to, message.op);
    case "freeze":
      return directory.outcomes[message.op] === "PENDING";
    case "copied":
    case "frozen":
      return directory.outcomes[message.op] === "PENDING" || isImporting(to, message.op);
    case "held":
      // A term is assembled once.
      return to.assembling?.term === message.term;
    case "ack":
      // An answer counts only while its batch holds the lane.
      return owes(to, message.owed);
    case "ingest":
      return owes(cells[message.from]!, message.owed) || !isSettled(to, message.owed);
  }
}

/** Rows never lose an id, and an id never goes to a lower key. */
function isSettled({ rows }: Cell, { id, key }: Owed): boolean {
  const held = rows.find((row) => row.id === id)?.key;
  if (key === null) return held != null;
  return (held != null && compareKeys(held, key) >= 0) || isVoid(key, openingsAmong(rows));
}

function owes(cell: Cell, owed: Owed): boolean {
  const text = JSON.stringify(owed);
  return cell.owed.some((one) => JSON.stringify(one) === text);
}

function isImporting({ owns }: Cell, op: string): boolean {
  return Object.values(owns).some(
    (own) => ["IMPORTING", "READY", "COMMITTING"].includes(own.kind) && "op" in own && own.op === op,
  );
}

function isFrozen({ owns }: Cell, op: string): boolean {
  return Object.values(owns).some((own) => own.kind === "FROZEN" && own.op === op);
}

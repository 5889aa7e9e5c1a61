/** A live move: the directory's changes, both cells, and everything that may be given up. */

import { stepOwnership } from "../../src/ownership.ts";
import { decidePlacement } from "../../src/placement.ts";
import type { PlacementChange } from "../../src/placement.ts";
import { takeHome } from "../../src/cache.ts";
import type { HeldRow } from "../../src/terms.ts";
import type { Step } from "../world.ts";
import { cellId, give, store } from "./inbox.ts";
import { USERS, senderOf, send } from "./state.ts";
import type { Cell, Message, Setting, State, Statement, User } from "./state.ts";

/** Writes a change as the directory does: placement and outcome in one transaction, and a signed statement. */
export function change(state: State, at: { user: User; setting: Setting }, wanted: PlacementChange): void {
  const { directory } = state;
  const { user, setting } = at;
  const record = {
    placement: directory.placements[user],
    outcome: directory.outcomes[wanted.op] ?? null,
    ...(wanted.kind === "commit" ? { generation: state.cells[wanted.by]!.generation } : {}),
  };
  if (wanted.kind === "commit" && setting.on.has("restoredTargetImports") && record.outcome === "PENDING") {
    record.placement = { ...record.placement, targetGeneration: wanted.generation };
  }
  const decision = decidePlacement(record, wanted);
  if (decision.kind !== "set") return;
  directory.placements[user] = decision.placement;
  for (const { op, outcome } of decision.outcomes) directory.outcomes[op] = outcome;
  directory.statements = [...directory.statements, { user, placement: decision.placement }];
}

export function directorySteps(state: State, setting: Setting): Step<State>[] {
  const { placements } = state.directory;
  return USERS.flatMap((user) => {
    const placement = placements[user];
    const steps: Step<State>[] = [];
    if (placement.state === "ACTIVE" && state.budget.moves > 0 && setting.movers.includes(user)) {
      for (const target of setting.cells.filter((name) => name !== placement.cell && isUp(state, name))) {
        steps.push(beginMove(state, { user, target, setting }));
      }
    }
    if (placement.state !== "MIGRATING") return steps;
    const abort = (draft: State) => change(draft, { user, setting }, { kind: "abort", op: placement.op });
    const target = state.cells[placement.target!]!;
    if (target.condition !== "UP" || target.generation !== placement.targetGeneration) {
      steps.push({ label: `directory aborts ${placement.op}: its target is gone`, apply: abort });
    }
    if (state.budget.aborts > 0) {
      const label = `directory aborts ${placement.op}`;
      steps.push({ label, fault: true, apply: (draft) => ((draft.budget.aborts -= 1), abort(draft)) });
    }
    return steps;
  });
}

function beginMove(state: State, move: { user: User; target: string; setting: Setting }): Step<State> {
  const { user, target, setting } = move;
  const { epoch, op: formerOp } = state.directory.placements[user];
  const op = `${user}-${state.budget.moves}-${target}`;
  return {
    label: `directory begins ${op}: ${user} to ${target}`,
    fault: true,
    apply: (draft) => {
      draft.budget.moves -= 1;
      change(
        draft,
        { user, setting },
        {
          kind: "begin",
          op,
          expected: { epoch, op: formerOp },
          target: cellId(target),
          generation: draft.cells[target]!.generation,
        },
      );
    },
  };
}

/** Old statements and outcomes reach any cell at any time. */
export function learnSteps(state: State, setting: Setting): Step<State>[] {
  const steps: Step<State>[] = [];
  for (const [name, cell] of Object.entries(state.cells)) {
    if (cell.condition !== "UP") continue;
    for (const user of USERS) {
      const own = cell.owns[user];
      const outcome = "op" in own ? state.directory.outcomes[own.op] : undefined;
      if ("op" in own && outcome !== undefined && outcome !== "PENDING" && own.kind !== "ABANDONED") {
        const event = { kind: "outcome", op: own.op, outcome } as const;
        steps.push({
          label: `${name} hears that ${own.op} is ${outcome}`,
          apply: (draft) => void give({ state: draft, name, setting }, user, event),
        });
      }
    }
    for (const statement of newest(state))
      if (isNews(cell, name, statement)) steps.push(learn(name, statement, setting));
  }
  return steps;
}

/** Newest first: the fair finish prefers them. */
function newest(state: State): Statement[] {
  return [...state.directory.statements].reverse();
}

function isNews(cell: Cell, name: string, { user, placement }: Statement): boolean {
  const { epoch, target } = placement;
  return epoch > cell.homes[user].epoch || target === name || "epoch" in cell.owns[user];
}

function learn(name: string, { user, placement }: Statement, setting: Setting): Step<State> {
  const { cell: home, epoch, generation, op, state } = placement;
  return {
    label: `${name} hears: ${user} lives at ${home}, epoch ${epoch}${state === "MIGRATING" ? `, ${op} to ${placement.target}` : ""}`,
    apply: (draft) => {
      const cell = draft.cells[name]!;
      const stated = { cell: home, epoch };
      cell.homes[user] = setting.on.has("unconditionalRefresh") ? stated : takeHome(cell.homes[user], stated);
      const seen = `${name}/${user}`;
      draft.seen.highest[seen] = Math.max(draft.seen.highest[seen] ?? 1, epoch);
      const here = home !== name ? "no" : generation === cell.generation ? "thisGeneration" : "earlierGeneration";
      give({ state: draft, name, setting }, user, { kind: "placed", cell: home, epoch, here });
      if (state === "MIGRATING" && placement.target === name) {
        const outcome = draft.directory.outcomes[op] ?? "PENDING";
        const forThisGeneration =
          placement.targetGeneration === cell.generation || setting.on.has("restoredTargetImports");
        give({ state: draft, name, setting }, user, {
          kind: "import",
          op,
          source: home,
          epoch,
          outcome,
          forThisGeneration,
        });
      }
      const own = cell.owns[user];
      if (
        setting.on.has("silenceMeansAborted") &&
        own.kind === "FROZEN" &&
        home === name &&
        epoch === own.epoch &&
        op !== own.op
      ) {
        give({ state: draft, name, setting }, user, { kind: "outcome", op: own.op, outcome: "ABORTED" });
      }
    },
  };
}

/** Of the target: import, freeze, commit, give up. Of the source: only the bug. */
export function moveSteps(state: State, setting: Setting): Step<State>[] {
  const steps: Step<State>[] = [];
  for (const [name, cell] of Object.entries(state.cells)) {
    if (cell.condition !== "UP") continue;
    for (const user of USERS) {
      const own = cell.owns[user];
      if (own.kind === "IMPORTING" && setting.copies)
        steps.push(copy(state, { op: own.op, user, source: own.source, target: name }));
      if (own.kind === "READY") {
        const { op } = own;
        steps.push({
          label: `${name} makes COMMITTING durable and commits ${op}`,
          apply: (draft) => void give({ state: draft, name, setting }, user, { kind: "commit", op }),
        });
      }
      if ((own.kind === "IMPORTING" || own.kind === "READY") && state.budget.aborts > 0) {
        const { op } = own;
        steps.push({
          label: `${name} gives ${op} up`,
          fault: true,
          apply: (draft) => (
            (draft.budget.aborts -= 1),
            give({ state: draft, name, setting }, user, { kind: "abandon", op })
          ),
        });
      }
      if (own.kind === "FROZEN" && setting.on.has("thawOnTimer")) {
        const { epoch } = own;
        steps.push({
          label: `${name} thaws ${user} on a timer`,
          fault: true,
          apply: (draft) => void (draft.cells[name]!.owns[user] = { kind: "OWNED", epoch }),
        });
      }
    }
  }
  return steps;
}

function copy(
  state: State,
  { op, user, source, target }: { op: string; user: User; source: string; target: string },
): Step<State> {
  const rows = state.cells[source]!.rows;
  const label = `${source} copies what it has of ${user} to ${target}`;
  // Only a copy that differs from nothing matters.
  const apply = (draft: State) =>
    rows.length > 0 && isUp(state, source)
      ? send(draft, { t: "copied", op, user, from: source, to: target, rows })
      : undefined;
  return { label, fault: true, apply };
}

/** The source is asked to freeze: the transaction waits for the conversation's lock, and reads the mark after FROZEN is written. */
export function onFreeze(draft: State, message: Message & { t: "freeze" }, setting: Setting): void {
  const { op, user, to, from } = message;
  const cell = draft.cells[to]!;
  const outcome = draft.directory.outcomes[op] ?? "PENDING";
  const assembling = cell.assembling !== null && user === "u" && !setting.on.has("freezeBeforeAssembly");
  const event = { kind: "freeze", op, target: cellId(from), outcome, answerAgeMs: 0, assembling } as const;
  const early = setting.on.has("markBeforeDrain");
  if (early && cell.earlyMark?.op !== op && stepOwnership(cell.owns[user], event).kind === "next") {
    cell.earlyMark = { op, rows: cell.rows };
  }
  // A second reading of the mark holds more; what it holds more is owed to the target anyway.
  if (cell.running !== null || cell.owns[user].kind === "FROZEN") return;
  if (!give({ state: draft, name: to, setting }, user, event).includes("readMark")) return;
  draft.seen.frozen[op] ??= cell.rows;
  const rows = early ? cell.earlyMark!.rows : cell.rows;
  send(draft, { t: "frozen", op, user, from: to, to: from, rows: tail(rows, user, setting) });
}

function tail(rows: readonly HeldRow[], user: User, setting: Setting): readonly HeldRow[] {
  if (setting.on.has("stubsNotCopied")) return rows.filter(({ id }) => senderOf(id) !== user);
  return setting.on.has("markIsAKey") ? rows.filter(({ key }) => key !== null) : rows;
}

/** What importing cells ask for, over and over, until it is answered. */
export function askAgain(draft: State): void {
  for (const [name, cell] of Object.entries(draft.cells)) {
    if (cell.condition !== "UP") continue;
    for (const user of USERS) {
      const own = cell.owns[user];
      if (own.kind === "IMPORTING") send(draft, { t: "freeze", op: own.op, user, from: name, to: own.source });
      if (own.kind === "COMMITTING")
        send(draft, { t: "commit", op: own.op, user, from: name, generation: cell.generation });
    }
  }
}

export function onRows(draft: State, message: Message & { t: "copied" | "frozen" }, setting: Setting): void {
  const { op, user, to, rows } = message;
  const own = draft.cells[to]!.owns[user];
  if (own.kind !== "IMPORTING" || own.op !== op) return;
  for (const row of rows) store({ state: draft, name: to, setting }, row);
  if (message.t === "frozen") give({ state: draft, name: to, setting }, user, { kind: "ready", op });
}

export function isUp(state: State, name: string): boolean {
  return state.cells[name]!.condition === "UP";
}

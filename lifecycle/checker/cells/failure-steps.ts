/** Dead cells, storage that goes back; and how the users of such a cell get a home and their conversations a term. */

import { completeAmong, decideAssembly, isVoid, openingsAmong } from "../../src/terms.ts";
import { compareKeys } from "@cellwire/protocol";
import type { Step } from "../world.ts";
import { cellId, give, open, openTerm, sorted, store } from "./inbox.ts";
import { change, isUp } from "./move-steps.ts";
import { USERS, newCell, send } from "./state.ts";
import type { Cell, Message, Setting, State, User } from "./state.ts";

export function faultSteps(state: State, setting: Setting): Step<State>[] {
  const steps: Step<State>[] = [];
  for (const [name, cell] of Object.entries(state.cells)) {
    if (cell.condition !== "UP") continue;
    if (!setting.fragile.includes(name)) continue;
    if (state.budget.failures > 0) for (const how of setting.failure) steps.push(fail(name, how));
    if (state.budget.backups > 0 && cell.backup === null) steps.push(backUp(name));
    if (cell.backup !== null) steps.push(goBack(name, setting, false), goBack(name, setting, true));
  }
  return steps;
}

function forgetVolatile(cell: Cell): void {
  cell.running = null;
  cell.earlyMark = null;
}

function fail(name: string, how: "ZOMBIE" | "LOST" | "SILENT"): Step<State> {
  const labels = {
    ZOMBIE: `${name} is declared dead, and works on`,
    LOST: `${name} burns, with its storage`,
    SILENT: `${name} burns, with its storage and what it was sending`,
  };
  return {
    label: labels[how],
    fault: true,
    apply: (draft) => {
      draft.budget.failures -= 1;
      const cell = draft.cells[name]!;
      if (how === "SILENT") silence(draft, name);
      if (how !== "ZOMBIE") draft.cells[name] = { ...newCell(name, { u: "", v: "" }), homes: cell.homes };
      forgetVolatile(draft.cells[name]!);
      draft.cells[name]!.condition = how === "ZOMBIE" ? "ZOMBIE" : "LOST";
      draft.cells[name]!.backup = null;
      if (draft.seen.mustKeep?.holder === name) draft.seen.mustKeep = null;
      draft.seen.storageLost = true;
    },
  };
}

/** What was on its way is lost: nobody will send it again. */
function silence(draft: State, name: string): void {
  draft.messages = draft.messages.filter((text) => (JSON.parse(text) as Message).from !== name);
}

function backUp(name: string): Step<State> {
  return {
    label: `${name} is backed up`,
    fault: true,
    apply: (draft) => {
      draft.budget.backups -= 1;
      const { backup: _, ...cell } = draft.cells[name]!;
      draft.cells[name]!.backup = { ...cell, owns: { ...cell.owns }, homes: { ...cell.homes }, running: null };
    },
  };
}

function goBack(name: string, setting: Setting, isSilent: boolean): Step<State> {
  return {
    label: `${name} is restored from its backup, as a new generation${isSilent ? ", and what it was sending is lost" : ""}`,
    fault: true,
    apply: (draft) => {
      if (isSilent) silence(draft, name);
      const now = draft.cells[name]!;
      const then = now.backup!;
      draft.cells[name] = {
        ...then,
        owns: { ...then.owns },
        homes: { ...then.homes },
        generation: now.generation + 1,
        assembling: null,
        backup: null,
      };
      if (draft.seen.mustKeep?.holder === name) draft.seen.mustKeep = null;
      draft.seen.storageLost = true;
      for (const user of USERS) {
        draft.seen.highest[`${name}/${user}`] = then.homes[user].epoch;
        if (!setting.on.has("restoredStillOwns"))
          give({ state: draft, name, setting }, user, { kind: "storageWentBack" });
      }
    },
  };
}

/** The directory gives the users of a dead cell a home, and those of a restored one an epoch of the new generation. */
export function replaceSteps(state: State, setting: Setting): Step<State>[] {
  return USERS.flatMap((user) => {
    const { cell: home, epoch, op, generation } = state.directory.placements[user];
    const isRestored = isUp(state, home) && state.cells[home]!.generation > generation;
    if (isUp(state, home) && !isRestored) return [];
    const candidates = isRestored ? [home] : setting.heirs.filter((name) => isUp(state, name));
    return candidates.map((name) => ({
      label: `directory re-places ${user} at ${name}, epoch ${epoch + 1}`,
      apply: (draft: State) =>
        change(
          draft,
          { user, setting },
          {
            kind: "replace",
            op: `re-${user}-${epoch + 1}`,
            expected: { epoch, op },
            cell: cellId(name),
            generation: draft.cells[name]!.generation,
          },
        ),
    }));
  });
}

export function assemblySteps(state: State, setting: Setting): Step<State>[] {
  return Object.entries(state.cells).flatMap(([name, cell]) => {
    if (cell.condition !== "UP" || cell.assembling === null) return [];
    const { term, answered } = cell.assembling;
    const members = membersOf(state, setting).filter((member) => member !== name);
    const steps: Step<State>[] = members
      .filter((member) => isUp(state, member) && state.cells[member]!.running === null)
      .map((member) => ({
        label: `${member} tells ${name} what it holds`,
        apply: (draft) => send(draft, { t: "held", from: member, to: name, term, rows: draft.cells[member]!.rows }),
      }));
    const failed = members.filter((member) => !isUp(state, member));
    const apply = (draft: State) => open({ state: draft, name, setting });
    const view = { members, answered, failed, waitedMs: 10_000 };
    if (decideAssembly({ ...view, boundMs: null }) === "open") {
      steps.push({ label: `${name} knows where the former term ended`, apply });
    } else if (setting.on.has("boundedAssembly")) {
      steps.push({ label: `${name} waits no longer for ${members.join(", ")}`, fault: true, apply });
    }
    return steps;
  });
}

/**
 * Cells that hold the conversation for somebody, by the directory: the homes of its members, and the cells that were their
 * homes lately (the tombstone is kept), which may hold what they still owe to the present one.
 */
function membersOf(state: State, setting: Setting): string[] {
  const { placements, statements } = state.directory;
  const homes = setting.on.has("presentMembersOnly")
    ? USERS.map((user) => placements[user])
    : statements.map(({ placement }) => placement);
  return [...new Set(homes.map(({ cell }) => cell as string))];
}

export function onHeld(draft: State, { from, to, term, rows }: Message & { t: "held" }): void {
  const { assembling } = draft.cells[to]!;
  if (assembling?.term !== term || assembling.answered.includes(from)) return;
  const seen = new Set(assembling.rows.map((row) => JSON.stringify(row)));
  const added = rows.filter((row) => !seen.has(JSON.stringify(row)));
  draft.cells[to]!.assembling = {
    term,
    answered: [...assembling.answered, from].sort(),
    rows: sorted([...assembling.rows, ...added]),
  };
}

/** The record that opens a term is written at the first send, or when a device catches up. */
export function catchUpSteps(state: State, setting: Setting): Step<State>[] {
  if (!state.seen.storageLost) return [];
  return Object.entries(state.cells).flatMap(([name, cell]) => {
    const own = cell.owns.u;
    if (cell.condition !== "UP" || own.kind !== "OWNED" || cell.assembling !== null || cell.running !== null) return [];
    if (completeAmong(cell.rows).term >= own.epoch) return [];
    return [
      {
        label: `a device catches up at ${name}, which opens its term`,
        apply: (draft) => openTerm({ state: draft, name, setting }),
      },
    ];
  });
}

/** A home that lacks numbers pulls the range from the authority. */
export function pullSteps(state: State, setting: Setting): Step<State>[] {
  if (!state.seen.storageLost) return [];
  const steps: Step<State>[] = [];
  for (const [name, cell] of Object.entries(state.cells)) {
    if (cell.condition !== "UP" || cell.running !== null || cell.owns.v.kind !== "OWNED") continue;
    const authority = cell.homes.u.cell as string;
    const other = state.cells[authority]!;
    if (authority === name || !isUp(state, authority) || !servesRange(other)) continue;
    const complete = completeAmong(other.rows);
    const range = other.rows.filter(({ key }) => key !== null && compareKeys(key, complete) <= 0);
    const openings = openingsAmong(cell.rows);
    const missing = range.filter(
      ({ id, key }) =>
        !isVoid(key!, openings) &&
        !cell.rows.some((row) => row.id === id && row.key && compareKeys(row.key, key!) >= 0),
    );
    if (missing.length === 0) continue;
    const apply = (draft: State) => {
      for (const row of missing) store({ state: draft, name, setting }, row);
    };
    steps.push({ label: `${name} pulls ${missing.map(({ id }) => id).join(", ")} from ${authority}`, apply });
  }
  return steps;
}

function servesRange(cell: Cell): boolean {
  return (cell.owns.u.kind === "OWNED" || cell.owns.u.kind === "FROZEN") && cell.assembling === null;
}

export function homeOf(state: State, user: User): string {
  return state.directory.placements[user].cell;
}

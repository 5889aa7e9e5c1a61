/** The sizes at which the model "cells" is explored, and the bugs that must be found in it. */

import type { Budget, Setting, Switch } from "./state.ts";

const NOTHING: Budget = { moves: 0, aborts: 0, failures: 0, backups: 0 };

const CORRECT: ReadonlySet<Switch> = new Set();

/** u lives at a and has the numbering, v at b; c is their buddy. */
const BASE: Setting = {
  name: "",
  cells: ["a", "b"],
  homes: { u: "a", v: "b" },
  sends: { u1: 1 },
  budget: NOTHING,
  movers: [],
  copies: false,
  fragile: [],
  heirs: ["c"],
  failure: [],
  on: CORRECT,
};

const MOVE: Setting = {
  ...BASE,
  name: "move of the numbering user",
  budget: { ...NOTHING, moves: 1, aborts: 1 },
  movers: ["u"],
  copies: true,
};

const MOVE_OTHER: Setting = {
  ...BASE,
  name: "move of the other user",
  sends: { v1: 1 },
  budget: { ...NOTHING, moves: 1 },
  movers: ["v"],
};

const LOST: Setting = {
  ...BASE,
  name: "numbering cell burns",
  cells: ["a", "b", "c"],
  budget: { ...NOTHING, failures: 1 },
  fragile: ["a"],
  failure: ["LOST"],
};

const ZOMBIE: Setting = { ...LOST, name: "numbering cell is declared dead and works on", failure: ["ZOMBIE"] };

const LOST_OTHER: Setting = {
  ...LOST,
  name: "the other user's cell burns, or is declared dead",
  sends: { v1: 1 },
  fragile: ["b"],
  failure: ["LOST", "SILENT", "ZOMBIE"],
};

const RESTORED: Setting = {
  ...BASE,
  name: "numbering cell is restored from a backup",
  budget: { ...NOTHING, backups: 1 },
  fragile: ["a"],
};

/** Nobody sends: who owns is all that matters. */
const RESTORED_MOVE: Setting = {
  ...RESTORED,
  name: "target of a move is restored from a backup",
  sends: {},
  budget: { ...NOTHING, moves: 1, aborts: 1, backups: 1 },
  movers: ["u"],
  fragile: ["b"],
};

const LOST_MOVE: Setting = {
  ...LOST,
  name: "numbering cell burns, and its user moves on",
  cells: ["a", "b", "c", "d"],
  budget: { ...NOTHING, moves: 1, failures: 1 },
  movers: ["u"],
};

const LOST_OTHER_MOVES: Setting = {
  ...LOST_MOVE,
  name: "numbering cell burns while the other user moves",
  cells: ["a", "b", "c"],
  movers: ["v"],
};

const SOURCE_BURNS: Setting = {
  ...MOVE_OTHER,
  name: "source of a move burns",
  cells: ["a", "b", "c"],
  budget: { ...NOTHING, moves: 1, failures: 1 },
  fragile: ["b"],
  failure: ["SILENT"],
};

const LOST_TWICE: Setting = {
  ...LOST,
  name: "two numbering cells burn, one after the other",
  sends: { u1: 1, u2: 1 },
  budget: { ...NOTHING, failures: 2 },
  fragile: ["a", "c"],
  heirs: ["c", "b"],
};

/** In the unit suite. */
export const SMALL: readonly Setting[] = [MOVE, MOVE_OTHER, LOST_OTHER, RESTORED];

/** `npm run -w @cellwire/lifecycle check -- --deep`. */
export const DEEP: readonly Setting[] = [
  { ...MOVE, name: "move of the numbering user, both send", sends: { u1: 1, v1: 1 }, copies: false },
  { ...MOVE, name: "move of the numbering user, two sends each tried twice", sends: { u1: 2, u2: 1 }, copies: false },
  { ...MOVE_OTHER, name: "move of the other user, both send", sends: { u1: 1, v1: 1 }, cells: ["a", "b"] },
  { ...MOVE, name: "both users move", movers: ["u", "v"], budget: { ...NOTHING, moves: 2 }, copies: false },
  LOST,
  ZOMBIE,
  {
    ...RESTORED,
    name: "numbering cell is restored while its user moves",
    budget: { ...NOTHING, moves: 1, backups: 1 },
    movers: ["u"],
  },
];

/** For random runs: everything at once, two of most things. */
export const EVERYTHING: Setting = {
  ...BASE,
  name: "everything",
  cells: ["a", "b", "c"],
  sends: { u1: 2, u2: 1, v1: 2, v2: 1 },
  budget: { moves: 2, aborts: 2, failures: 1, backups: 1 },
  movers: ["u", "v"],
  copies: true,
  fragile: ["a", "b", "c"],
  heirs: ["a", "b", "c"],
  failure: ["LOST", "SILENT", "ZOMBIE"],
};

export const EVERYTHING_WIDE: Setting = {
  ...EVERYTHING,
  name: "everything, in four cells",
  cells: ["a", "b", "c", "d"],
  budget: { moves: 3, aborts: 1, failures: 2, backups: 1 },
};

/** A bug, where it shows, and by which words of the fault it is known. */
export interface Bug {
  readonly bug: Switch;
  readonly setting: Setting;
  readonly found: RegExp;
  /** Steps that lead to where the search begins. */
  readonly after?: readonly string[];
  /** Explored for a broken invariant alone, or also for ends that are never reached. */
  readonly by: "invariants" | "ends";
}

export const BUGS: readonly Bug[] = [
  { bug: "markBeforeDrain", setting: MOVE, found: /does not hold u1/, by: "invariants" },
  { bug: "stubsNotCopied", setting: { ...MOVE, copies: false }, found: /does not hold u1/, by: "invariants" },
  { bug: "unconditionalRefresh", setting: MOVE, found: /went back to epoch 1/, by: "invariants" },
  { bug: "thawOnTimer", setting: MOVE, found: /can both acknowledge for u/, by: "invariants" },
  { bug: "numberBeforeEnd", setting: LOST, found: /nobody knows where the term before it ended/, by: "invariants" },
  { bug: "lostRowKeepsKey", setting: LOST, found: /which is closed/, by: "invariants" },
];

/** What the design left open at first: docs/adr/0006. */
export const HOLES: readonly Bug[] = [
  { bug: "markIsAKey", setting: MOVE_OTHER, found: /does not hold v1/, by: "invariants" },
  { bug: "silenceMeansAborted", setting: MOVE, found: /can both acknowledge for u/, by: "invariants" },
  { bug: "presentHomeOnly", setting: MOVE_OTHER, found: /still owes v1/, by: "ends" },
  { bug: "boundedAssembly", setting: LOST, found: /though b held all/, by: "invariants" },
  {
    bug: "restoredStillOwns",
    setting: { ...RESTORED_MOVE, fragile: ["a"] },
    found: /can both acknowledge/,
    by: "invariants",
  },
  { bug: "restoredTargetAborts", setting: RESTORED_MOVE, found: /can both acknowledge/, by: "invariants" },
  { bug: "restoredTargetImports", setting: RESTORED_MOVE, found: /can both acknowledge/, by: "invariants" },
  {
    bug: "freezeBeforeAssembly",
    setting: LOST_MOVE,
    found: /though b held all/,
    by: "invariants",
    after: [
      "a device sends u1 to a, which locks the conversation",
      "a commits u1 and acknowledges it",
      "b receives u1 as 1.1 from a",
      "a burns, with its storage",
      "directory re-places u at c, epoch 2",
      "c hears: u lives at c, epoch 2",
    ],
  },
  {
    bug: "presentMembersOnly",
    setting: LOST_OTHER_MOVES,
    found: /though b held all/,
    by: "invariants",
    after: [
      "directory begins v-1-c: v to c",
      "c hears: v lives at b, epoch 1, v-1-c to c",
      "b receives freeze v-1-c from c",
      "a device sends u1 to a, which locks the conversation",
      "a commits u1 and acknowledges it",
      "b receives u1 as 1.1 from a",
    ],
  },
  { bug: "sourceSubmitsAlone", setting: SOURCE_BURNS, found: /v1 has no number/, by: "ends" },
  {
    bug: "termCountedLocally",
    setting: LOST_TWICE,
    found: /2.2 was given to/,
    by: "invariants",
    after: [
      "a burns, with its storage",
      "directory re-places u at c, epoch 2",
      "c hears: u lives at c, epoch 2",
      "b tells c what it holds",
      "c receives what b holds []",
      "c knows where the former term ended",
    ],
  },
];

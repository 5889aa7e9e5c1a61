import { describe, expect, test } from "vitest";
import { explore } from "../explorer.ts";
import { walk } from "../random-walk.ts";
import { startingAfter } from "../starting-after.ts";
import { cellsWorld } from "./cells-world.ts";
import { BUGS, EVERYTHING, HOLES, SMALL } from "./settings.ts";
import type { Bug } from "./settings.ts";

const STATES_MAX = 100_000;
/** The machine may be busy. */
const TIMEOUT_MS = 120_000;
const STEPS_MAX = 150;

const nowMs = () => performance.now();

function faultOf({ bug, setting, by, after = [] }: Bug) {
  const world = startingAfter(cellsWorld({ ...setting, on: new Set([bug]) }), after);
  return explore(world, { statesMax: STATES_MAX, finishes: by === "ends" }, nowMs).fault;
}

describe("the protocols hold in every state of", { timeout: TIMEOUT_MS }, () => {
  test.each(SMALL)("$name", (setting) => {
    const { exhaustive, fault } = explore(cellsWorld(setting), { statesMax: STATES_MAX, finishes: true }, nowMs);
    expect(fault).toBeNull();
    expect(exhaustive).toBe(true);
  });
});

test(
  "the protocols hold in random runs with moves, dead cells and restored storage at once",
  { timeout: TIMEOUT_MS },
  () => {
    expect(walk(cellsWorld(EVERYTHING), { seed: 1, runs: 200, stepsMax: STEPS_MAX }, nowMs).fault).toBeNull();
  },
);

describe("the checker catches", { timeout: TIMEOUT_MS }, () => {
  test.each([...BUGS, ...HOLES])("$bug", (bug) => {
    expect(faultOf(bug)?.what).toMatch(bug.found);
  });
});

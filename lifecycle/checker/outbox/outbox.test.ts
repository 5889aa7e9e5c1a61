import { describe, expect, test } from "vitest";
import { explore } from "../explorer.ts";
import { outboxWorld } from "./outbox-world.ts";
import { OUTBOX, OUTBOX_BUGS, OUTBOX_ENDS } from "./settings.ts";

const BOUNDS = { statesMax: 100_000, finishes: true };
/** The machine may be busy. */
const TIMEOUT_MS = 120_000;

const nowMs = () => performance.now();

describe("every row comes to its end, once and in order, in", { timeout: TIMEOUT_MS }, () => {
  test.each([OUTBOX, OUTBOX_ENDS])("$name", (setting) => {
    expect(explore(outboxWorld(setting), BOUNDS, nowMs)).toMatchObject({ fault: null, exhaustive: true });
  });
});

describe("the checker catches", () => {
  test.each(OUTBOX_BUGS)("$bug", ({ bug, setting, found }) => {
    expect(explore(outboxWorld({ ...setting, on: new Set([bug]) }), BOUNDS, nowMs).fault?.what).toMatch(found);
  });
});

import { describe, expect, test } from "vitest";
import { explore } from "../explorer.ts";
import { leaseWorld } from "./lease-world.ts";
import { LEASE, LEASE_BUGS } from "./settings.ts";

const BOUNDS = { statesMax: 200_000, finishes: false };
/** The machine may be busy. */
const TIMEOUT_MS = 120_000;

const nowMs = () => performance.now();

test("no cell that was declared dead can acknowledge", { timeout: TIMEOUT_MS }, () => {
  expect(explore(leaseWorld(LEASE), BOUNDS, nowMs)).toMatchObject({ fault: null, exhaustive: true });
});

describe("the checker catches", { timeout: TIMEOUT_MS }, () => {
  test.each(LEASE_BUGS)("$bug", ({ bug, setting }) => {
    const { fault } = explore(leaseWorld({ ...setting, on: new Set([bug]) }), BOUNDS, nowMs);
    expect(fault?.what).toBe("a cell that was declared dead acknowledges");
  });
});

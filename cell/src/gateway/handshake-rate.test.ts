import { expect, test } from "vitest";
import { HandshakeRate } from "./handshake-rate.ts";

function setup(perSecondMax: number) {
  const clock = { time: 5_000, nowMs: () => clock.time, monotonicMs: () => clock.time };
  return { clock, rate: new HandshakeRate({ perSecondMax, clock }) };
}

test("one address has its bound, others have theirs, and the next second begins anew", () => {
  const { clock, rate } = setup(2);
  expect(["a", "a", "a", "b"].map((address) => rate.allows(address))).toEqual([true, true, false, true]);
  clock.time += 1_000;
  expect(rate.allows("a")).toBe(true);
});

test("no bound means none", () => {
  const { rate } = setup(0);
  expect(Array.from({ length: 1000 }, () => rate.allows("a"))).not.toContain(false);
});

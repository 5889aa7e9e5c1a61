import { expect, test } from "vitest";
import { retryDelayMs } from "./retry.ts";

test("waits twice as long each time, up to six hours, and up to a half longer", () => {
  expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts, 0))).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect(retryDelayMs(1_000, 0)).toBe(6 * 3_600_000);
  expect(retryDelayMs(1, 0.5)).toBe(6_250);
});

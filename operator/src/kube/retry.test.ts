import { expect, test } from "vitest";
import { KubeError } from "./contract.ts";
import { backOffMs, retryDelayMs } from "./retry.ts";

const most = { bytes: (count: number) => new Uint8Array(count), float: () => 1 };
const least = { ...most, float: () => 0 };
const CALL = { attempts: 1, idempotent: true, remainingMs: 10_000, random: most };

function failure(retryable: boolean, mayHaveActed: boolean, retryAfterMs?: number) {
  const error = new KubeError("no", { reason: "no", status: 503, retryable });
  return { error, mayHaveActed, retryAfterMs };
}

test("pauses double up to a bound, and spread over half of it", () => {
  const bounds = { firstMs: 100, maxMs: 1_000, random: most };
  expect([1, 2, 3, 4, 5, 1_000].map((failures) => backOffMs(failures, bounds))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
  expect(backOffMs(3, { ...bounds, random: least })).toBe(200);
});

test("the server's wish is the least pause", () => {
  expect(retryDelayMs(failure(true, true, 3_000), CALL)).toBe(3_100);
});

test("there is no other attempt where it would not help, could act twice, or comes too late", () => {
  expect(retryDelayMs(failure(false, false), CALL)).toBeUndefined();
  expect(retryDelayMs(failure(true, true), { ...CALL, idempotent: false })).toBeUndefined();
  expect(retryDelayMs(failure(true, false), { ...CALL, idempotent: false })).toBe(100);
  expect(retryDelayMs(failure(true, true, 9_900), CALL)).toBeUndefined();
  expect(retryDelayMs(failure(true, true), { ...CALL, attempts: 6 })).toBeUndefined();
});

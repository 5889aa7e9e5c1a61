import { expect, test } from "vitest";
import { isExpired, RETENTION_MS } from "./retention.ts";

const WEEK_MS = 7 * 24 * 3_600_000;

test("a partition expires 44 days after its newest possible id, not a millisecond before", () => {
  const endMs = 2_900 * WEEK_MS;
  expect(isExpired("message_w2899", endMs + RETENTION_MS - 1)).toBe(false);
  expect(isExpired("message_w2899", endMs + RETENTION_MS)).toBe(true);
});

test("tables of other names are never taken for partitions", () => {
  expect(isExpired("message", Number.MAX_SAFE_INTEGER)).toBe(false);
  expect(isExpired("message_w12; drop table device", Number.MAX_SAFE_INTEGER)).toBe(false);
});

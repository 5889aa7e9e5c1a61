import { expect, test } from "vitest";
import { quantityValue } from "./quantity.ts";

test.each([
  ["500m", 0.5],
  ["2", 2],
  ["1.5k", 1_500],
  ["10Gi", 10 * 2 ** 30],
  ["1G", 1e9],
])("%s is %d", (quantity, value) => {
  expect(quantityValue(quantity)).toBe(value);
});

test.each(["", "ten", "1GB", "-1", "1 Gi"])("%j is no quantity", (text) => {
  expect(() => quantityValue(text)).toThrow(RangeError);
});

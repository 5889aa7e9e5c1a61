import { expect, test } from "vitest";
import { decideGeneration } from "./generation.ts";

const FIRST = { generation: 1, op: null };
const SECOND = { generation: 2, op: "restore" };

test("the next generation is granted to whoever knows the present one", () => {
  expect(decideGeneration(FIRST, { op: "restore", expected: 1 })).toEqual({ kind: "set", next: SECOND });
});

test("a grant that is repeated changes nothing", () => {
  expect(decideGeneration(SECOND, { op: "restore", expected: 1 })).toEqual({ kind: "repeated" });
});

test("of two incarnations that ask, one learns that it is the older one", () => {
  expect(decideGeneration(SECOND, { op: "other", expected: 1 }).kind).toBe("conflict");
});

test("one operation id grants one generation", () => {
  expect(decideGeneration(SECOND, { op: "restore", expected: 2 }).kind).toBe("conflict");
});

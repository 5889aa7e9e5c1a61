import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ORIGIN, compareKeys, follows, keyOf, keyText, maxKey } from "./order-key.ts";

const part = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
const key = fc.record({ term: part, n: part });

describe("order keys", () => {
  test("have a total order", () => {
    fc.assert(
      fc.property(key, key, key, (a, b, c) => {
        expect(Math.sign(compareKeys(a, b)) + Math.sign(compareKeys(b, a))).toBe(0);
        expect(compareKeys(a, b) === 0).toBe(a.term === b.term && a.n === b.n);
        if (compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0) expect(compareKeys(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test("compare the term first", () => {
    expect(compareKeys({ term: 1, n: 900 }, { term: 2, n: 1 })).toBeLessThan(0);
    expect(compareKeys({ term: 1, n: 9 }, { term: 1, n: 10 })).toBeLessThan(0);
  });

  test("the greater of two is one of them, and neither is above it", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const max = maxKey(a, b);
        expect([a, b]).toContain(max);
        expect(compareKeys(max, a)).toBeGreaterThanOrEqual(0);
        expect(compareKeys(max, b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("what follows is greater", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        if (follows(b, a)) expect(compareKeys(b, a)).toBeGreaterThan(0);
      }),
    );
  });

  test("follow without a gap inside a term, and from a term to the start of any later one", () => {
    const at = { term: 2, n: 5 };
    expect(follows({ term: 2, n: 6 }, at)).toBe(true);
    expect(follows({ term: 3, n: 1 }, at)).toBe(true);
    expect(follows({ term: 7, n: 1 }, at)).toBe(true);
    expect(follows({ term: 1, n: 1 }, ORIGIN)).toBe(true);
  });

  test("do not follow across a hole, backwards, or themselves", () => {
    const at = { term: 2, n: 5 };
    for (const next of [
      at,
      { term: 2, n: 7 },
      { term: 2, n: 4 },
      { term: 3, n: 2 },
      { term: 3, n: 0 },
      { term: 1, n: 1 },
    ])
      expect(follows(next, at)).toBe(false);
  });

  test("that the wire leaves out, whole or in part, read as zeros", () => {
    for (const absent of [undefined, null, {}, { term: null, n: null }]) expect(keyOf(absent)).toEqual(ORIGIN);
    expect(keyOf({ term: 4 })).toEqual({ term: 4, n: 0 });
    expect(keyOf({ term: 4, n: 2 })).toEqual({ term: 4, n: 2 });
  });

  test("print as term.n", () => {
    expect(keyText({ term: 3, n: 17 })).toBe("3.17");
  });
});

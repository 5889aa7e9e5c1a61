import { describe, expect, test } from "vitest";
import {
  assemble,
  completeAmong,
  decideAssembly,
  decideCopy,
  isVoid,
  nextNumber,
  openingsAmong,
  storeRow,
} from "./terms.ts";
import type { HeldRow } from "./terms.ts";

const row = (id: string, term: number, n: number) => ({ id, key: { term, n } });
const opening = (
  term: number,
  previous: readonly [number, number],
): HeldRow & { key: { term: number; n: number } } => ({
  id: `opened${term}`,
  key: { term, n: 1 },
  opened: { term: previous[0], n: previous[1] },
});

describe("complete", () => {
  test("ends before the first hole", () => {
    expect(completeAmong([row("a", 1, 1), row("b", 1, 2), row("d", 1, 4)])).toEqual({ term: 1, n: 2 });
  });

  test("goes on into a term that was opened at its end, and into no other", () => {
    expect(completeAmong([row("a", 1, 1), opening(3, [1, 1]), row("b", 3, 2)])).toEqual({ term: 3, n: 2 });
    expect(completeAmong([row("a", 1, 1), opening(3, [1, 2]), row("b", 3, 2)])).toEqual({ term: 1, n: 1 });
  });
});

describe("an opening", () => {
  test("voids what lies above the end of the former term", () => {
    const openings = openingsAmong([opening(2, [1, 5])]);
    expect(isVoid({ term: 1, n: 5 }, openings)).toBe(false);
    expect(isVoid({ term: 1, n: 6 }, openings)).toBe(true);
    expect(isVoid({ term: 2, n: 9 }, openings)).toBe(false);
  });

  test("of a term that came to nothing closes nothing", () => {
    const openings = openingsAmong([opening(2, [1, 3]), opening(3, [1, 5])]);
    expect(openings).toEqual([{ term: 3, previous: { term: 1, n: 5 } }]);
    expect(isVoid({ term: 1, n: 4 }, openings)).toBe(false);
    expect(isVoid({ term: 2, n: 1 }, openings)).toBe(true);
  });

  test("takes the numbers of the rows above it, and they keep their ids", () => {
    const { rows, lost } = storeRow([row("a", 1, 1), row("b", 1, 2)], opening(2, [1, 1]));
    expect(lost).toEqual(["b"]);
    expect(rows.find(({ id }) => id === "b")).toEqual({ id: "b", key: null });
  });
});

describe("a numbered copy", () => {
  const held = [row("a", 1, 1), opening(2, [1, 1]), row("b", 2, 2)];

  test.each([
    ["is stored", "store", row("c", 2, 3)],
    ["that is there is a duplicate", "duplicate", row("b", 2, 2)],
    ["under a closed term is not stored", "closed", row("c", 1, 2)],
    ["lower than what its id has is not stored", "closed", row("b", 1, 1)],
    ["of another message under the same key is a fault", "conflict", row("c", 2, 2)],
  ] as const)("%s", (_name, decision, copy) => {
    expect(decideCopy(decision === "closed" && copy.id === "b" ? [row("b", 2, 2)] : held, copy)).toBe(decision);
  });

  test("raises the row of its id", () => {
    expect(storeRow([{ id: "a", key: null }], row("a", 1, 1)).rows).toEqual([row("a", 1, 1)]);
    expect(storeRow([row("a", 2, 2)], { id: "a", key: null }).rows).toEqual([row("a", 2, 2)]);
  });
});

describe("a new authority", () => {
  test("assembles the longest prefix from what several members hold", () => {
    const { last } = assemble([[row("a", 1, 1), row("c", 1, 3)], [row("b", 1, 2)], [row("e", 1, 5)]]);
    expect(last).toEqual({ term: 1, n: 3 });
  });

  test("waits for members that live, and not for those that failed", () => {
    const view = { members: ["eu", "us"], answered: ["eu"], failed: [], waitedMs: 60_000, boundMs: null };
    expect(decideAssembly(view)).toBe("wait");
    expect(decideAssembly({ ...view, failed: ["us"] })).toBe("open");
    expect(decideAssembly({ ...view, answered: ["eu", "us"] })).toBe("open");
  });

  test("waits no longer than its bound where there is one", () => {
    const view = { members: ["us"], answered: [], failed: [], waitedMs: 9_999, boundMs: 10_000 };
    expect(decideAssembly(view)).toBe("wait");
    expect(decideAssembly({ ...view, waitedMs: 10_000 })).toBe("open");
  });

  test("opens its term with the first number, unless it is the first term", () => {
    expect(nextNumber([], 1)).toEqual({ key: { term: 1, n: 1 } });
    expect(nextNumber([row("a", 1, 1)], 3)).toEqual({ key: { term: 3, n: 1 }, opened: { term: 1, n: 1 } });
    expect(nextNumber([row("a", 1, 1), opening(3, [1, 1])], 3)).toEqual({ key: { term: 3, n: 2 } });
  });
});

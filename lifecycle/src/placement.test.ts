import type { CellId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { decidePlacement } from "./placement.ts";
import type { MoveOutcome, Placement, PlacementChange } from "./placement.ts";

const EU = "eu" as CellId;
const US = "us" as CellId;
const SETTLED: Placement = {
  cell: EU,
  epoch: 1,
  generation: 1,
  op: "first",
  state: "ACTIVE",
  target: null,
  targetGeneration: null,
};
const MIGRATING: Placement = { ...SETTLED, op: "move", state: "MIGRATING", target: US, targetGeneration: 1 };
const BEGIN = { kind: "begin", op: "move", expected: { epoch: 1, op: "first" }, target: US, generation: 1 } as const;
const COMMIT = { kind: "commit", op: "move", by: US, generation: 1 } as const;

function decide(placement: Placement, outcome: MoveOutcome | null, change: PlacementChange) {
  return decidePlacement({ placement, outcome, generation: 1 }, change);
}

describe("a move", () => {
  test("begins where nothing is pending, and keeps the epoch", () => {
    expect(decide(SETTLED, null, BEGIN)).toEqual({
      kind: "set",
      placement: MIGRATING,
      outcomes: [{ op: "move", outcome: "PENDING" }],
    });
  });

  test("is committed by its target, at the next epoch", () => {
    expect(decide(MIGRATING, "PENDING", COMMIT)).toEqual({
      kind: "set",
      placement: { ...SETTLED, cell: US, epoch: 2, op: "move" },
      outcomes: [{ op: "move", outcome: "COMMITTED" }],
    });
  });

  test("is committed by nobody else, nor by a target whose storage went back", () => {
    expect(decide(MIGRATING, "PENDING", { ...COMMIT, by: EU }).kind).toBe("conflict");
    expect(decide(MIGRATING, "PENDING", { ...COMMIT, generation: 2 }).kind).toBe("conflict");
    const record = { placement: MIGRATING, outcome: "PENDING", generation: 2 } as const;
    expect(decidePlacement(record, COMMIT).kind).toBe("conflict");
    expect(decidePlacement(record, { ...COMMIT, generation: 2 }).kind).toBe("conflict");
  });

  test("that was aborted is neither committed nor begun again, however late the request comes", () => {
    const aborted = decide(MIGRATING, "PENDING", { kind: "abort", op: "move" });
    expect(aborted).toMatchObject({ kind: "set", placement: { cell: EU, epoch: 1, state: "ACTIVE", target: null } });
    const placement = (aborted as { placement: Placement }).placement;
    expect(decide(placement, "ABORTED", COMMIT).kind).toBe("conflict");
    expect(decide(placement, "ABORTED", BEGIN).kind).toBe("conflict");
  });

  test("is not aborted after its commit", () => {
    expect(
      decide({ ...SETTLED, cell: US, epoch: 2, op: "move" }, "COMMITTED", { kind: "abort", op: "move" }).kind,
    ).toBe("conflict");
  });

  test("does not begin beside another, from an old placement, or to where the user lives", () => {
    expect(decide(MIGRATING, null, { ...BEGIN, op: "other", expected: { epoch: 1, op: "move" } }).kind).toBe(
      "conflict",
    );
    expect(decide(SETTLED, null, { ...BEGIN, expected: { epoch: 1, op: "older" } }).kind).toBe("conflict");
    expect(decide(SETTLED, null, { ...BEGIN, target: EU }).kind).toBe("conflict");
    expect(decide(SETTLED, null, { ...BEGIN, op: "first" }).kind).toBe("conflict");
  });

  test.each([
    ["begin", MIGRATING, "PENDING", BEGIN],
    ["commit", { ...SETTLED, cell: US, epoch: 2, op: "move" }, "COMMITTED", COMMIT],
    ["abort", { ...SETTLED, op: "move" }, "ABORTED", { kind: "abort", op: "move" }],
  ] as const)("%s that is repeated changes nothing", (_name, placement, outcome, change) => {
    expect(decide(placement, outcome, change)).toEqual({ kind: "repeated" });
  });
});

describe("a replacement", () => {
  const REPLACE = { kind: "replace", op: "fail", expected: { epoch: 1, op: "move" }, cell: US, generation: 3 } as const;

  test("aborts the move that is pending and grants the next epoch to a generation", () => {
    expect(decide(MIGRATING, null, REPLACE)).toEqual({
      kind: "set",
      placement: { ...SETTLED, cell: US, epoch: 2, generation: 3, op: "fail" },
      outcomes: [
        { op: "move", outcome: "ABORTED" },
        { op: "fail", outcome: "COMMITTED" },
      ],
    });
  });

  test("of a restored cell keeps the cell and raises the epoch", () => {
    const decision = decide(SETTLED, null, { ...REPLACE, expected: { epoch: 1, op: "first" }, cell: EU });
    expect(decision).toMatchObject({ kind: "set", placement: { cell: EU, epoch: 2, generation: 3 } });
  });

  test("needs the placement that it was decided on, and happens once", () => {
    expect(decide(SETTLED, null, REPLACE).kind).toBe("conflict");
    expect(decide({ ...SETTLED, cell: US, epoch: 2, op: "fail" }, "COMMITTED", REPLACE)).toEqual({ kind: "repeated" });
    expect(decide({ ...SETTLED, epoch: 3, op: "later" }, "COMMITTED", REPLACE)).toEqual({ kind: "repeated" });
  });

  test("is not taken for made because a move had its id", () => {
    const replace = { ...REPLACE, op: "move" };
    expect(decide(MIGRATING, "PENDING", replace).kind).toBe("conflict");
    expect(decide({ ...SETTLED, op: "move" }, "ABORTED", replace).kind).toBe("conflict");
  });
});

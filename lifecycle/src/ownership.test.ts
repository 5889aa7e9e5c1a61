import type { CellId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { FREEZE_ANSWER_AGE_MS_MAX, mayAccept, mayStoreFor, owedTo, stepOwnership } from "./ownership.ts";
import type { Ownership, OwnershipEvent } from "./ownership.ts";

const EU = "eu" as CellId;
const US = "us" as CellId;
const OWNED: Ownership = { kind: "OWNED", epoch: 1 };
const FROZEN: Ownership = { kind: "FROZEN", epoch: 1, op: "move", target: US };
const IMPORTING: Ownership = { kind: "IMPORTING", epoch: 2, op: "move", source: EU };
const READY: Ownership = { ...IMPORTING, kind: "READY" };
const COMMITTING: Ownership = { ...IMPORTING, kind: "COMMITTING" };
const ABANDONED: Ownership = { kind: "ABANDONED", epoch: 1, cell: EU, op: "move" };
const FREEZE = {
  kind: "freeze",
  op: "move",
  target: US,
  outcome: "PENDING",
  answerAgeMs: 0,
  assembling: false,
} as const;
const IMPORT = {
  kind: "import",
  op: "move",
  source: EU,
  epoch: 1,
  outcome: "PENDING",
  forThisGeneration: true,
} as const;
const ABORTED = { kind: "outcome", op: "move", outcome: "ABORTED" } as const;
const COMMITTED = { kind: "outcome", op: "move", outcome: "COMMITTED" } as const;

function next(from: Ownership, event: OwnershipEvent): Ownership {
  const step = stepOwnership(from, event);
  if (step.kind !== "next") throw new Error(JSON.stringify(step));
  return step.ownership;
}

test("a new user is owned at once, with nothing to find out", () => {
  const here = { kind: "placed", cell: EU, epoch: 1, here: "thisGeneration" } as const;
  expect(stepOwnership({ kind: "NONE" }, here)).toEqual({ kind: "next", ownership: OWNED, effects: [] });
});

describe("the source of a move", () => {
  test("freezes, and reads the mark after that", () => {
    expect(stepOwnership(OWNED, FREEZE)).toEqual({ kind: "next", ownership: FROZEN, effects: ["readMark"] });
  });

  test.each([
    ["the directory has not answered for a second", { ...FREEZE, answerAgeMs: FREEZE_ANSWER_AGE_MS_MAX }],
    ["the move has ended", { ...FREEZE, outcome: "ABORTED" as const }],
    ["a former term's end is not known", { ...FREEZE, assembling: true }],
  ])("does not freeze when %s", (_why, event) => {
    expect(stepOwnership(OWNED, event).kind).toBe("refused");
  });

  test("reads the mark again for the same operation only", () => {
    expect(stepOwnership(FROZEN, FREEZE)).toMatchObject({ kind: "next", effects: ["readMark"] });
    expect(stepOwnership(FROZEN, { ...FREEZE, op: "other" }).kind).toBe("refused");
  });

  test("thaws on the word of the target or of the directory about this operation", () => {
    expect(next(FROZEN, { kind: "abandoned", op: "move" })).toEqual(OWNED);
    expect(next(FROZEN, ABORTED)).toEqual(OWNED);
    expect(stepOwnership(FROZEN, { kind: "abandoned", op: "other" }).kind).toBe("unchanged");
    expect(stepOwnership(FROZEN, { ...ABORTED, op: "other" }).kind).toBe("unchanged");
  });

  test("does not thaw because a placement does not name the operation", () => {
    const old = { kind: "placed", cell: EU, epoch: 1, here: "thisGeneration" } as const;
    expect(stepOwnership(FROZEN, old).kind).toBe("unchanged");
  });

  test("keeps a tombstone after the commit, and owes to the target until then and after", () => {
    expect(next(FROZEN, COMMITTED)).toEqual({ kind: "MOVED", cell: US, epoch: 2 });
    expect([FROZEN, next(FROZEN, COMMITTED)].map(owedTo)).toEqual([US, US]);
  });

  test("refuses the user's own sends while frozen, and stores what others send", () => {
    expect([mayAccept(OWNED), mayAccept(FROZEN)]).toEqual([true, false]);
    expect(mayStoreFor(FROZEN)).toBe(true);
  });
});

describe("the target of a move", () => {
  test("imports, is ready, commits, and owns when the directory says so", () => {
    const importing = next({ kind: "NONE" }, IMPORT);
    expect(importing).toEqual(IMPORTING);
    expect(next(importing, { kind: "ready", op: "move" })).toEqual(READY);
    expect(stepOwnership(READY, { kind: "commit", op: "move" })).toEqual({
      kind: "next",
      ownership: COMMITTING,
      effects: ["sendCommit"],
    });
    expect(stepOwnership(COMMITTING, COMMITTED)).toMatchObject({
      kind: "next",
      ownership: { kind: "OWNED", epoch: 2 },
    });
  });

  test("may give up by itself before it commits, not after", () => {
    expect(next(READY, { kind: "abandon", op: "move" })).toEqual(ABANDONED);
    expect(stepOwnership(COMMITTING, { kind: "abandon", op: "move" }).kind).toBe("refused");
    expect(next(COMMITTING, ABORTED)).toEqual(ABANDONED);
  });

  test("does not take up a move that it gave up, that has ended, or that was meant for an earlier generation", () => {
    expect(stepOwnership(ABANDONED, IMPORT).kind).toBe("refused");
    expect(stepOwnership({ kind: "NONE" }, { ...IMPORT, outcome: "ABORTED" }).kind).toBe("refused");
    expect(stepOwnership({ kind: "NONE" }, { ...IMPORT, forThisGeneration: false }).kind).toBe("refused");
  });

  test("does not take a statement for its commit: the user may have been re-placed here after an abort", () => {
    const here = { kind: "placed", cell: US, epoch: 2, here: "thisGeneration" } as const;
    expect(stepOwnership(COMMITTING, here).kind).toBe("refused");
    expect(stepOwnership(ABANDONED, here)).toMatchObject({
      ownership: { kind: "OWNED", epoch: 2 },
      effects: ["assemble", "submitUnnumbered"],
    });
  });
});

describe("a cell whose storage went back", () => {
  test("owns nobody until the directory grants it the user again", () => {
    const uncertain = next(OWNED, { kind: "storageWentBack" });
    expect(uncertain).toEqual({ kind: "UNCERTAIN", epoch: 1 });
    expect(stepOwnership(uncertain, { kind: "placed", cell: EU, epoch: 1, here: "thisGeneration" }).kind).toBe(
      "unchanged",
    );
    expect(stepOwnership(uncertain, { kind: "placed", cell: EU, epoch: 3, here: "earlierGeneration" }).kind).toBe(
      "refused",
    );
    expect(next(uncertain, { kind: "placed", cell: EU, epoch: 3, here: "thisGeneration" })).toEqual({
      kind: "OWNED",
      epoch: 3,
    });
    expect(next(uncertain, { kind: "placed", cell: US, epoch: 2, here: "no" })).toMatchObject({
      kind: "MOVED",
      cell: US,
    });
  });

  test("asks the directory to abort an import, and does not tell the source: it may have committed", () => {
    expect(stepOwnership(READY, { kind: "storageWentBack" })).toEqual({
      kind: "next",
      ownership: ABANDONED,
      effects: ["askAbort"],
    });
  });
});

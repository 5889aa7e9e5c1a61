import type { CellId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { answerToDevice, freezeObstacle, holdsMark, nextMoveAction } from "./move.ts";
import type { Ownership } from "./ownership.ts";

const EU = "eu" as CellId;
const US = "us" as CellId;
const IMPORTING: Ownership = { kind: "IMPORTING", epoch: 2, op: "move", source: EU };
const MARK = { rows: 2, digest: "d2" };

describe("the target's next step follows from what is durable", () => {
  const view = { ownership: IMPORTING, copied: true, mark: MARK, applied: MARK };

  test.each([
    ["copy", { ...view, copied: false, mark: null }],
    ["askFreeze", { ...view, mark: null }],
    ["pullTail", { ...view, applied: { rows: 1, digest: "d1" } }],
    ["markReady", view],
    ["commit", { ...view, ownership: { ...IMPORTING, kind: "READY" as const } }],
    ["askOutcome", { ...view, ownership: { ...IMPORTING, kind: "COMMITTING" as const } }],
    ["done", { ...view, ownership: { kind: "OWNED" as const, epoch: 2 } }],
  ] as const)("%s", (action, at) => {
    expect(nextMoveAction(at)).toBe(action);
  });
});

test("the mark is held only by count and digest together", () => {
  expect(holdsMark(MARK, { ...MARK, rows: 3 })).toBe(false);
  expect(holdsMark(MARK, { ...MARK, digest: "other" })).toBe(false);
});

test("a freeze needs the target's request, a pending move and room among the frozen", () => {
  const view = { outcome: "PENDING", target: US, asking: US, frozen: 0, frozenMax: 1 } as const;
  expect(freezeObstacle(view)).toBeNull();
  expect(freezeObstacle({ ...view, asking: EU })).not.toBeNull();
  expect(freezeObstacle({ ...view, outcome: "ABORTED" })).not.toBeNull();
  expect(freezeObstacle({ ...view, frozen: 1 })).not.toBeNull();
});

test("devices are served by the owner alone, and told what to do by everyone else", () => {
  expect(answerToDevice({ kind: "OWNED", epoch: 1 })).toBe("serve");
  expect(answerToDevice({ kind: "FROZEN", epoch: 1, op: "move", target: US })).toBe("retryLater");
  expect(answerToDevice({ kind: "MOVED", epoch: 2, cell: US })).toBe("moved");
  expect(answerToDevice(IMPORTING)).toBe("notHome");
});

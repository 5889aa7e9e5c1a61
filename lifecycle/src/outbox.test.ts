import type { CellId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { FREE_LANE, claim, inOrder, mayClaim, maySubmit, settle, stepRow } from "./outbox.ts";
import type { Answer, RowState } from "./outbox.ts";

const EU = "eu" as CellId;
const US = "us" as CellId;
const PENDING: RowState = { kind: "PENDING", destination: US };
const KEY = { term: 1, n: 1 };

describe("a row", () => {
  test.each([
    ["ack", { kind: "ack", key: KEY }, { kind: "DONE", key: KEY }],
    ["duplicate", { kind: "duplicate", key: KEY }, { kind: "DONE", key: KEY }],
    ["moved", { kind: "moved", cell: EU }, { kind: "PENDING", destination: EU }],
    ["retry", { kind: "retry" }, PENDING],
    ["refused", { kind: "refused", code: "BLOCKED" }, { kind: "REFUSED", code: "BLOCKED" }],
    ["reject", { kind: "reject", code: "MALFORMED" }, { kind: "PARKED", destination: US, code: "MALFORMED" }],
  ] as const)("after %s", (_kind, answer, expected) => {
    expect(stepRow(PENDING, { kind: "answered", answer: answer as Answer })).toEqual(expected);
  });

  test("waits for its destination, and for an operator when it is parked", () => {
    expect(stepRow({ kind: "WAITING" }, { kind: "resolved", cell: US })).toEqual(PENDING);
    const parked: RowState = { kind: "PARKED", destination: US, code: "MALFORMED" };
    expect(stepRow(parked, { kind: "answered", answer: { kind: "ack", key: KEY } })).toBe(parked);
    expect(stepRow(parked, { kind: "redriven" })).toEqual(PENDING);
  });

  test("expires with its partition unless it has ended, and an end is final", () => {
    expect(stepRow(PENDING, { kind: "partitionDropped" })).toEqual({ kind: "EXPIRED" });
    const done: RowState = { kind: "DONE", key: KEY };
    expect(stepRow(done, { kind: "partitionDropped" })).toBe(done);
  });
});

describe("a lane", () => {
  test("is claimed by one batch until it settles or its deadline passes", () => {
    const claimed = claim("batch-1", 100);
    expect([mayClaim(FREE_LANE, 0), mayClaim(claimed, 100), mayClaim(claimed, 101)]).toEqual([true, false, true]);
  });

  test("is freed by the batch that holds it, and not by an earlier one", () => {
    expect(settle(claim("batch-2", 100), "batch-1")).toBeNull();
    expect(settle(claim("batch-2", 100), "batch-2")).toBe(FREE_LANE);
  });
});

test("no message of a conversation overtakes one that has to come again", () => {
  const ack = { kind: "ack" };
  const answers = [
    { conversation: "a", answer: ack },
    { conversation: "a", answer: { kind: "retry" } },
    { conversation: "b", answer: ack },
    { conversation: "a", answer: ack },
  ];
  expect(inOrder(answers).map(({ kind }) => kind)).toEqual(["ack", "retry", "ack", "retry"]);
});

test("a message is submitted by its sender's home, by a former home, or by who holds it without its number", () => {
  const claimed = { caller: EU, senderHome: EU, livedAtCaller: false, lostItsNumber: false };
  expect(maySubmit(claimed)).toBe(true);
  expect(maySubmit({ ...claimed, senderHome: US })).toBe(false);
  expect(maySubmit({ ...claimed, senderHome: US, livedAtCaller: true })).toBe(true);
  expect(maySubmit({ ...claimed, senderHome: US, lostItsNumber: true })).toBe(true);
});

import { describe, expect, test } from "vitest";
import { ALIVE, VOUCHING, mayAcknowledge, mayVouch, stepLiveness, stepVoter, storageWentBack } from "./lease.ts";
import type { Liveness, LivenessEvent } from "./lease.ts";

const VOTERS = ["directory", "us", "eu"];
const at = (ms: number) => ({ monotonicMs: ms, wallMs: ms });

describe("a cell acknowledges", () => {
  const vouches = { eu: at(0), us: at(0) };

  test("while a majority vouches, itself included", () => {
    expect(mayAcknowledge({ voters: VOTERS, vouches, now: at(7_999) })).toBe(true);
    expect(mayAcknowledge({ voters: VOTERS, vouches: { eu: at(0) }, now: at(0) })).toBe(false);
  });

  test("no longer than the lease on either clock, nor after one went back", () => {
    expect(mayAcknowledge({ voters: VOTERS, vouches, now: at(8_000) })).toBe(false);
    expect(mayAcknowledge({ voters: VOTERS, vouches, now: { monotonicMs: 10, wallMs: 8_000 } })).toBe(false);
    expect(mayAcknowledge({ voters: VOTERS, vouches, now: { monotonicMs: 8_000, wallMs: 10 } })).toBe(false);
    expect(mayAcknowledge({ voters: VOTERS, vouches, now: { monotonicMs: 10, wallMs: -1 } })).toBe(false);
  });
});

describe("a voter", () => {
  test("vouches again only when this withdrawal is lifted", () => {
    const first = stepVoter(VOUCHING, { kind: "withdraw" });
    expect(mayVouch(first)).toBe(false);
    const again = stepVoter(stepVoter(first, { kind: "lifted", round: 1 }), { kind: "withdraw" });
    expect(again).toEqual({ withdrawn: true, round: 2 });
    expect(stepVoter(again, { kind: "lifted", round: 1 })).toEqual(again);
  });
});

describe("the directory", () => {
  const steps = (...events: LivenessEvent[]): Liveness =>
    events.reduce<Liveness>((current, event) => stepLiveness(current, event, { voters: VOTERS }), ALIVE);
  const withdrawn = (voter: string, round = 1): LivenessEvent => ({ kind: "withdrawn", voter, round, nowMs: 100 });

  test("suspects at the first withdrawal, and lets go when it is lifted", () => {
    expect(steps(withdrawn("us")).state).toBe("SUSPECT");
    expect(steps(withdrawn("us"), { kind: "lift", voter: "us", round: 1 }).state).toBe("ACTIVE");
  });

  test("fences when no majority is possible, and nothing leads back", () => {
    const fenced = [withdrawn("us"), withdrawn("directory")];
    expect(steps(...fenced).state).toBe("FENCED");
    expect(steps(...fenced, { kind: "lift", voter: "us", round: 1 }).state).toBe("FENCED");
  });

  test("waits for lease and drift before it calls the cell dead", () => {
    const fenced = [withdrawn("us"), withdrawn("directory")];
    expect(steps(...fenced, { kind: "tick", nowMs: 9_099 }).state).toBe("FENCED");
    expect(steps(...fenced, { kind: "tick", nowMs: 9_100 }).state).toBe("FAILED");
  });

  test("takes no withdrawal that was lifted, nor one of a stranger", () => {
    expect(steps(withdrawn("us"), { kind: "lift", voter: "us", round: 1 }, withdrawn("us")).state).toBe("ACTIVE");
    expect(steps(withdrawn("stranger")).state).toBe("ACTIVE");
  });
});

describe("storage went back", () => {
  const reported = { systemIdentifier: "s", timeline: 1, position: 10n };

  test.each([
    ["another system", { ...reported, systemIdentifier: "t" }, true],
    ["another timeline", { ...reported, timeline: 2 }, true],
    ["an earlier position", { ...reported, position: 9n }, true],
    ["a later position", { ...reported, position: 11n }, false],
  ])("%s", (_what, found, wentBack) => {
    expect(storageWentBack(reported, found)).toBe(wentBack);
  });
});

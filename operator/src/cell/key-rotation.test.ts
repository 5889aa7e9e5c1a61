import { expect, test } from "vitest";
import { newPrivateKey } from "../resources/key-set.ts";
import { isPending, nextRotationStep, OVERLAP_MS, type RotationState } from "./key-rotation.ts";

const key = (seed: number) => newPrivateKey({ bytes: (count) => new Uint8Array(count).fill(seed) });
const [first, second] = [key(1), key(2)];
const IDLE: RotationState = {
  keys: { active: first.kid, keys: [first] },
  asked: undefined,
  begun: undefined,
  activeSinceMs: Number.NaN,
  nowMs: 1_000_000_000,
  isSpread: true,
  makeKey: () => second,
};
const both = [first, second];

test("begins when it is asked for anew, and not again for the same word", () => {
  expect(nextRotationStep(IDLE)).toBeUndefined();
  expect(nextRotationStep({ ...IDLE, asked: "may" })).toEqual({ kind: "add", keys: { active: first.kid, keys: both } });
  expect(nextRotationStep({ ...IDLE, asked: "may", begun: "may" })).toBeUndefined();
});

test("lets the new key sign when everybody has it", () => {
  const pending = { ...IDLE, keys: { active: first.kid, keys: both }, asked: "may", begun: "may" };
  expect(isPending(pending.keys)).toBe(true);
  expect(nextRotationStep({ ...pending, isSpread: false })).toBeUndefined();
  expect(nextRotationStep(pending)).toEqual({ kind: "activate", keys: { active: second.kid, keys: both } });
});

test("drops the old key one overlap later", () => {
  const keys = { active: second.kid, keys: both };
  const active = { ...IDLE, keys, begun: "may", asked: "june", activeSinceMs: IDLE.nowMs - OVERLAP_MS };
  expect(nextRotationStep({ ...active, activeSinceMs: active.activeSinceMs + 1 })).toBeUndefined();
  expect(nextRotationStep(active)).toEqual({ kind: "retire", keys: { active: second.kid, keys: [second] } });
});

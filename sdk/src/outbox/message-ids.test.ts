import { messageIdTimeMs, messageIdToBytes } from "@cellwire/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { countingRandom } from "../../test/scripted-client.ts";
import { systemRandom } from "../random.ts";
import { MessageIds } from "./message-ids.ts";

test("each id is above the one before, whatever the clock does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 100 }), (times) => {
      const ids = new MessageIds(systemRandom);
      const made = times.map((timeMs) => ids.next(1_000_000 + timeMs));
      expect(made).toEqual([...new Set(made)].toSorted());
    }),
  );
});

test("when the random part of a millisecond is used up, the next millisecond is taken", () => {
  const ids = new MessageIds({ ...countingRandom(), bytes: (count) => new Uint8Array(count).fill(0xff) });
  const [first, second] = [ids.next(1_000), ids.next(1_000)];
  expect(second > first).toBe(true);
  expect(messageIdTimeMs(messageIdToBytes(second))).toBe(1_001);
});

test("the ids of a later run continue above those of the former", () => {
  const former = new MessageIds(systemRandom).next(9_000);
  const ids = new MessageIds(systemRandom);
  ids.continueAfter(former);
  expect(ids.next(1_000) > former).toBe(true);
});

test("ids that a wrong clock made can be left behind", () => {
  const ids = new MessageIds(systemRandom);
  ids.next(9_000_000);
  ids.leaveFuture(1_000);
  expect(messageIdTimeMs(messageIdToBytes(ids.next(1_000)))).toBe(1_000);
});

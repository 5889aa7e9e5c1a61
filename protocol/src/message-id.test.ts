import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageIdFromBytes, messageIdToBytes, toHex } from "./hex.ts";
import { isMessageId } from "./ids.ts";
import { isMessageIdBytes, messageIdAt, messageIdTimeMs } from "./message-id.ts";

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe("message ids", () => {
  test("carry the millisecond in which they were made, and survive text and bytes", () => {
    fc.assert(
      fc.property(time, random, (timeMs, entropy) => {
        const id = messageIdAt(timeMs, entropy);
        const bytes = messageIdToBytes(id);
        expect(isMessageId(id)).toBe(true);
        expect(isMessageIdBytes(bytes)).toBe(true);
        expect(messageIdTimeMs(bytes)).toBe(timeMs);
        expect(messageIdFromBytes(bytes)).toBe(id);
      }),
    );
  });

  test("sort by time, as text and as bytes", () => {
    fc.assert(
      fc.property(time, time, random, random, (a, b, one, other) => {
        fc.pre(a < b);
        expect(messageIdAt(a, one) < messageIdAt(b, other)).toBe(true);
      }),
    );
  });

  test("need exactly ten random bytes", () => {
    for (const length of [0, 9, 11]) expect(() => messageIdAt(0, new Uint8Array(length))).toThrow(RangeError);
  });

  test("of other lengths, versions and variants are not taken", () => {
    const good = messageIdToBytes(messageIdAt(1, new Uint8Array(10)));
    const changed = (at: number, byte: number) => good.with(at, byte);
    for (const bad of [
      good.slice(1),
      new Uint8Array(17),
      changed(6, 0x40),
      changed(6, 0x80),
      changed(8, 0x40),
      changed(8, 0xc0),
    ]) {
      expect(isMessageIdBytes(bad)).toBe(false);
      expect(() => messageIdFromBytes(bad), toHex(bad)).toThrow(RangeError);
    }
  });
});

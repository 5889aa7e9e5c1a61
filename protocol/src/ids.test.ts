import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  channelId,
  groupId,
  isCellId,
  isChannelId,
  isConversationId,
  isDeviceId,
  isGroupId,
  isMessageId,
  isUserId,
  parseCellId,
  parseChannelId,
  parseConversationId,
  parseDeviceId,
  parseGroupId,
  parseMessageId,
  parseUserId,
} from "./ids.ts";

const UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-".split("");
const unreserved = (maxLength: number) => fc.string({ unit: fc.constantFrom(...UNRESERVED), minLength: 1, maxLength });

describe("user ids", () => {
  test("are 1 to 64 unreserved characters", () => {
    fc.assert(
      fc.property(unreserved(64), (text) => {
        expect(parseUserId(text)).toBe(text);
      }),
    );
  });

  test.each(["", "a".repeat(65), "a b", "a/b", "a\0", "a\n", "ä", "a@b", "a:b", "a%20", "\u{1F600}"])(
    "are not %j",
    (text) => {
      expect(isUserId(text)).toBe(false);
      expect(() => parseUserId(text)).toThrow(RangeError);
    },
  );

  test("keep their case", () => {
    expect(parseUserId("Alice")).toBe("Alice");
  });
});

describe("device ids", () => {
  test("are 1 to 32 unreserved characters", () => {
    fc.assert(
      fc.property(unreserved(32), (text) => {
        expect(parseDeviceId(text)).toBe(text);
      }),
    );
  });

  test.each(["", "a".repeat(33), "a b", "a\n"])("are not %j", (text) => {
    expect(isDeviceId(text)).toBe(false);
    expect(() => parseDeviceId(text)).toThrow(RangeError);
  });
});

describe("cell ids", () => {
  test.each(["eu", "us", "a", "eu-west-1", "0", "a".repeat(32)])("may be %s", (text) => {
    expect(parseCellId(text)).toBe(text);
  });

  test.each(["", "EU", "-eu", "eu-", "eu_1", "eu.1", "eu\n", "a".repeat(33)])("are not %j", (text) => {
    expect(isCellId(text)).toBe(false);
    expect(() => parseCellId(text)).toThrow(RangeError);
  });
});

describe("group and channel ids", () => {
  test("are 128 random bits, and no two draws give the same one", () => {
    const draws = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(draws, draws, (a, b) => {
        expect(parseGroupId(groupId(a))).toBe(parseChannelId(channelId(a)));
        expect(groupId(a) === groupId(b)).toBe(a.every((byte, n) => byte === b[n]));
      }),
    );
  });

  test.each([
    ["00".repeat(16), "0".repeat(26)],
    ["ff".repeat(16), `7${"z".repeat(25)}`],
    ["0123456789abcdef0123456789abcdef", "014d2pf2dbsqqg28t5cy4tqkff"],
  ])("of the bytes %s are %s", (bytes, text) => {
    expect(groupId(Uint8Array.from(bytes.match(/../g)!, (hex) => Number.parseInt(hex, 16)))).toBe(text);
  });

  test.each([
    "",
    "0".repeat(25),
    "0".repeat(27),
    "8".repeat(26),
    "0".repeat(25) + "u",
    "0".repeat(25) + "A",
    `${"0".repeat(26)}\n`,
  ])("are not %j", (text) => {
    expect([isGroupId(text), isChannelId(text)]).toEqual([false, false]);
    expect(() => parseGroupId(text)).toThrow(RangeError);
  });

  test("are not made of too few bytes", () => {
    expect(() => groupId(new Uint8Array(15))).toThrow(RangeError);
  });
});

describe("conversation ids", () => {
  test("are 64 lower-case hexadecimal digits", () => {
    expect(parseConversationId("0a".repeat(32))).toBe("0a".repeat(32));
  });

  test.each(["", "0a".repeat(31), "0A".repeat(32), "0g".repeat(32), `${"0a".repeat(32)}\n`])("are not %j", (text) => {
    expect(isConversationId(text)).toBe(false);
    expect(() => parseConversationId(text)).toThrow(RangeError);
  });
});

describe("message ids", () => {
  test("are UUIDv7 in lower case", () => {
    const text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
    expect(parseMessageId(text)).toBe(text);
  });

  test.each([
    "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
    "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
    "017f22e279b07cc398c4dc0c0c07398f",
    "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n",
    "",
  ])("are not %j", (text) => {
    expect(isMessageId(text)).toBe(false);
    expect(() => parseMessageId(text)).toThrow(RangeError);
  });
});

test("an error names the grammar and quotes no more than the start of the text", () => {
  expect(() => parseUserId(`${"x".repeat(10_000)} `)).toThrow(/^not a user id \(1 to 64 characters .{100,200}$/);
});

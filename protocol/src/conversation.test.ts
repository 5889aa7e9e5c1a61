import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directConversationId, numberingUser } from "./conversation.ts";
import type { UserId } from "./ids.ts";

const user = fc.stringMatching(/^[A-Za-z0-9._~-]{1,64}$/).map((text) => text as UserId);
const pair = fc.tuple(user, user).filter(([a, b]) => a !== b);
const native = (data: Uint8Array) => createHash("sha256").update(data).digest();

describe("a direct conversation", () => {
  test("has one id and one numbering user, whoever asks", () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const id = directConversationId(a, b);
        expect(directConversationId(b, a)).toEqual(id);
        expect(numberingUser(id, [a, b])).toBe(numberingUser(id, [b, a]));
        expect([a, b]).toContain(numberingUser(id, [a, b]));
      }),
    );
  });

  test("is the same with a native digest", () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const id = directConversationId(a, b);
        expect([...directConversationId(a, b, native)]).toEqual([...id]);
        expect(numberingUser(id, [a, b], native)).toBe(numberingUser(id, [a, b]));
      }),
    );
  });

  test("of other users has another id, also when the names run together", () => {
    const ids = [
      ["ab", "c"],
      ["a", "bc"],
      ["abc", "d"],
      ["AB", "c"],
    ].map(([a, b]) => directConversationId(a as UserId, b as UserId).join());
    expect(new Set(ids).size).toBe(ids.length);
  });
});

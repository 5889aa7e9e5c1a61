import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeGroupChange, encodeGroupChange, namedUsers, type GroupChange } from "./group-change.ts";
import { wire } from "./frames.ts";
import type { UserId } from "./ids.ts";
import { LIMITS } from "./limits.ts";

const user = fc.stringMatching(/^[A-Za-z0-9._~-]{1,64}$/).map((text) => text as UserId);
const users = fc.uniqueArray(user, { minLength: 1, maxLength: 20 });
const title = fc.uint8Array({ maxLength: LIMITS.groupTitleBytesMax });
const change: fc.Arbitrary<GroupChange> = fc.oneof(
  fc.record({ kind: fc.constant("create" as const), title, members: fc.oneof(users, fc.constant([])) }),
  fc.record({ kind: fc.constant("add" as const), users }),
  fc.record({ kind: fc.constant("remove" as const), users }),
  fc.record({ kind: fc.constant("rename" as const), title }),
  fc.record({ kind: fc.constant("role" as const), user, isAdmin: fc.boolean() }),
);

describe("a group change", () => {
  test("comes out as it went in", () => {
    fc.assert(
      fc.property(change, (one) => {
        expect(decodeGroupChange(encodeGroupChange(one))).toEqual(one);
      }),
    );
  });

  test("names the users it is about", () => {
    expect(namedUsers({ kind: "role", user: "bob" as UserId, isAdmin: true })).toEqual(["bob"]);
    expect(namedUsers({ kind: "rename", title: new Uint8Array(1) })).toEqual([]);
  });

  test.each<[string, Parameters<typeof wire.GroupChange.encode>[0]]>([
    ["nothing", {}],
    ["nobody to add", { add: {} }],
    ["nobody to remove", { remove: { users: [] } }],
    ["no user id", { add: { users: ["not a user"] } }],
    ["a group as a user", { add: { users: ["group:01h455vb4pex5vsknk084sn02q"] } }],
    ["somebody twice", { add: { users: ["bob", "bob"] } }],
    ["a role for nobody", { role: { role: wire.GroupRole.ADMIN } }],
    ["too many", { add: { users: Array.from({ length: LIMITS.groupChangeUsersMax + 1 }, (_, n) => `u${n}`) } }],
    ["a long title", { rename: { title: new Uint8Array(LIMITS.groupTitleBytesMax + 1) } }],
  ])("with %s is none", (_name, wireChange) => {
    expect(decodeGroupChange(wire.GroupChange.encode(wireChange).finish())).toBeUndefined();
  });

  test("of bytes that do not parse is none", () => {
    expect(decodeGroupChange(new Uint8Array([255, 255, 255]))).toBeUndefined();
  });
});

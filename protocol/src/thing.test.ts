import { describe, expect, test } from "vitest";
import { channelId, groupId, parseUserId } from "./ids.ts";
import { isThingKey, thingKey, thingOf, type Thing } from "./thing.ts";

const RANDOM = new Uint8Array(16);
const ID = "0".repeat(26);

describe("keys of things", () => {
  test.each<[Thing, string]>([
    [{ kind: "user", id: parseUserId("alice") }, "alice"],
    [{ kind: "user", id: parseUserId("group") }, "group"],
    [{ kind: "group", id: groupId(RANDOM) }, `group:${ID}`],
    [{ kind: "channel", id: channelId(RANDOM) }, `channel:${ID}`],
  ])("of %j are %s and lead back", (thing, key) => {
    expect(thingKey(thing)).toBe(key);
    expect(thingOf(key)).toEqual(thing);
  });

  test.each(["", ":", ":alice", "user:alice", "group:", "group:alice", `Group:${ID}`, `group:${ID}:`, `group::${ID}`])(
    "are not %j",
    (text) => {
      expect(isThingKey(text)).toBe(false);
    },
  );
});

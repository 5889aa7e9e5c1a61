/** The golden vectors hold: nobody can change the wire without changing a file that other implementations read. */

import { join } from "node:path";
import {
  directConversationId,
  fromHex,
  groupConversationId,
  isMessageIdBytes,
  messageIdAt,
  messageIdFromBytes,
  messageIdTimeMs,
  messageIdToBytes,
  numberingUser,
  parseGroupId,
  parseUserId,
  toHex,
  wire,
} from "@cellwire/protocol";
import type { MessageId } from "@cellwire/protocol";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { plain, readVectors, revive } from "./vector-file.ts";

interface AuthorityVector {
  readonly pair: readonly [string, string];
  readonly conversation: string;
  readonly numberingUser: string;
}

interface MessageIdVector {
  readonly timeMs: number;
  readonly random: string;
  readonly bytes: string;
  readonly text: MessageId;
}

interface FrameVector {
  readonly name: string;
  readonly type: "ClientMessage" | "ServerMessage" | "MeshMessage";
  readonly value: object;
  readonly hex: string;
}

describe("authority", () => {
  test.each(readVectors<AuthorityVector>("authority.json"))("of $pair", ({ pair, conversation, ...vector }) => {
    const users = [parseUserId(pair[0]), parseUserId(pair[1])] as const;
    const id = directConversationId(...users);
    expect(toHex(id)).toBe(conversation);
    expect(numberingUser(id, users)).toBe(vector.numberingUser);
  });

  test("the vectors do not favour one side of a pair", () => {
    const vectors = readVectors<AuthorityVector>("authority.json");
    const firsts = vectors.filter(({ pair, numberingUser: user }) => user === pair[0]).length;
    expect(firsts).toBeGreaterThan(vectors.length / 4);
    expect(firsts).toBeLessThan((vectors.length * 3) / 4);
  });
});

describe("a group's conversation", () => {
  test.each(readVectors<{ group: string; conversation: string }>("group.json"))("$group", ({ group, conversation }) => {
    expect(toHex(groupConversationId(parseGroupId(group)))).toBe(conversation);
  });
});

describe("message id", () => {
  test.each(readVectors<MessageIdVector>("message-id.json"))("$text", ({ timeMs, random, bytes, text }) => {
    expect(messageIdAt(timeMs, fromHex(random))).toBe(text);
    expect(toHex(messageIdToBytes(text))).toBe(bytes);
    expect(messageIdFromBytes(fromHex(bytes))).toBe(text);
    expect(isMessageIdBytes(fromHex(bytes))).toBe(true);
    expect(messageIdTimeMs(fromHex(bytes))).toBe(timeMs);
  });
});

describe("frames", () => {
  const vectors = readVectors<FrameVector>("frames.json");

  test.each(vectors)("$name", ({ type, value, hex }) => {
    const bytes = wire[type].encode(revive(value) as object).finish();
    expect(toHex(bytes)).toBe(hex);
    expect(plain(wire[type].decode(fromHex(hex)))).toEqual(value);
  });

  test("every field of every message is in a vector", () => {
    const root = protobuf.loadSync(join(import.meta.dirname, "../proto/cellwire.proto"));
    const seen = new Set<string>();
    for (const { type, value } of vectors) mark(root.lookupType(`cellwire.v1.${type}`), value, seen);
    const fields = root.lookup("cellwire.v1") as protobuf.Namespace;
    const missing = fields.nestedArray
      .filter((type) => type instanceof protobuf.Type)
      .flatMap((type) => type.fieldsArray.map((field) => `${type.name}.${field.name}`))
      .filter((name) => !seen.has(name));
    expect(missing).toEqual([]);
  });

  function mark(type: protobuf.Type, value: object, seen: Set<string>): void {
    for (const [name, item] of Object.entries(value)) {
      seen.add(`${type.name}.${name}`);
      const field = type.fields[name]!.resolve();
      if (!(field.resolvedType instanceof protobuf.Type)) continue;
      const nested = field.resolvedType;
      for (const one of Array.isArray(item) ? item : [item]) mark(nested, one as object, seen);
    }
  }
});

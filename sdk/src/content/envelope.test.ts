import { messageIdAt, parseUserId, wire } from "@cellwire/protocol";
import { expect, test } from "vitest";
import {
  encodeDeletion,
  encodeEdit,
  encodeErased,
  encodePlain,
  encodeReaction,
  isQuiet,
  isQuietContent,
  parseContent,
} from "./envelope.ts";

const MESSAGE = { messageId: messageIdAt(1_000, new Uint8Array(10)), sender: parseUserId("alice") };
const BYTES = new TextEncoder().encode("hello");
const MARK = Uint8Array.of(0, 0x63, 0x77, 1);

function enveloped(content: Parameters<typeof wire.Content.encode>[0], mark = MARK): Uint8Array {
  return Uint8Array.of(...mark, ...wire.Content.encode(content).finish());
}

test("the application's bytes are sent as they are", () => {
  expect(encodePlain(BYTES)).toBe(BYTES);
  expect(parseContent(BYTES)).toEqual({ kind: "plain", bytes: BYTES, replyTo: undefined });
  expect(parseContent(new Uint8Array(0))).toEqual({ kind: "plain", bytes: new Uint8Array(0), replyTo: undefined });
});

test("bytes that begin like an envelope come out as they went in", () => {
  for (const bytes of [MARK, Uint8Array.of(0, 0x63, 0x77), encodeReaction(MESSAGE, "👍")]) {
    expect(parseContent(encodePlain(bytes))).toEqual({ kind: "plain", bytes, replyTo: undefined });
  }
});

test("each kind comes out as it went in", () => {
  expect(parseContent(encodePlain(BYTES, MESSAGE))).toEqual({ kind: "plain", bytes: BYTES, replyTo: MESSAGE });
  expect(parseContent(encodeEdit(MESSAGE, BYTES))).toEqual({ kind: "edit", message: MESSAGE, bytes: BYTES });
  expect(parseContent(encodeDeletion(MESSAGE))).toEqual({ kind: "deletion", message: MESSAGE });
  expect(parseContent(encodeReaction(MESSAGE, "👍"))).toEqual({ kind: "reaction", message: MESSAGE, emoji: "👍" });
  expect(parseContent(encodeReaction(MESSAGE, undefined))).toMatchObject({ kind: "reaction", emoji: undefined });
  expect(parseContent(encodeErased())).toEqual({ kind: "erased" });
  expect(() => encodeReaction(MESSAGE, "x".repeat(65))).toThrow(RangeError);
});

test("what changes another message is quiet, whatever it says of itself", () => {
  const quiet = [encodeEdit(MESSAGE, BYTES), encodeDeletion(MESSAGE), encodeReaction(MESSAGE, "👍")];
  for (const content of quiet) expect(isQuietContent(content)).toBe(true);
  const loud = [BYTES, encodePlain(BYTES, MESSAGE), encodeErased(), enveloped({ quiet: true, plain: BYTES })];
  for (const content of loud) expect(isQuietContent(content)).toBe(false);
});

test("a kind of a later version is unknown, and is as quiet as it says", () => {
  const later = Uint8Array.of(0xa2, 0x06, 0); // an empty message in field 100
  for (const isQuietOne of [true, false]) {
    const content = Uint8Array.of(...enveloped({ quiet: isQuietOne }), ...later);
    expect(parseContent(content)).toEqual({ kind: "unknown", isQuiet: isQuietOne });
    expect(isQuiet(parseContent(content))).toBe(isQuietOne);
  }
  expect(parseContent(enveloped({ plain: BYTES }, Uint8Array.of(0, 0x63, 0x77, 2)))).toMatchObject({ kind: "unknown" });
});

test("what does not parse, or names no message, is unknown", () => {
  const reference = { messageId: new Uint8Array(16), sender: "alice" };
  for (const broken of [
    Uint8Array.of(...MARK, 0xff),
    enveloped({ deletion: {} }),
    enveloped({ deletion: reference }),
    enveloped({ reaction: { message: { ...reference, sender: "no user" }, emoji: "👍" } }),
    enveloped({ reaction: { emoji: "👍" } }),
  ])
    expect(parseContent(broken)).toEqual({ kind: "unknown", isQuiet: false });
});

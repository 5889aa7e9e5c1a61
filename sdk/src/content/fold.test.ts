import {
  conversationIdFromBytes,
  directConversationId,
  messageIdAt,
  parseDeviceId,
  parseUserId,
} from "@cellwire/protocol";
import { expect, test } from "vitest";
import { peerCounterpart } from "../counterpart.ts";
import { textOf, type Message } from "../message.ts";
import { encodeDeletion, encodeEdit, encodePlain, encodeReaction } from "./envelope.ts";
import { DELETE_WITHIN_MS, EDIT_WITHIN_MS, fold } from "./fold.ts";

const [ALICE, BOB] = [parseUserId("alice"), parseUserId("bob")];
const CONVERSATION = conversationIdFromBytes(directConversationId(ALICE, BOB));
const MADE_MS = 1_750_000_000_000;
const bytes = (text: string) => new TextEncoder().encode(text);

function message(n: number, by: typeof ALICE, content: Uint8Array): Message {
  return {
    conversation: CONVERSATION,
    ...peerCounterpart(BOB),
    key: { term: 1, n },
    ...madeAt(MADE_MS + n),
    sender: by,
    senderDevice: parseDeviceId("phone"),
    own: by === ALICE,
    acceptedAtMs: MADE_MS + n,
    content,
    change: undefined,
  };
}

function madeAt(timeMs: number): Pick<Message, "messageId"> {
  return { messageId: messageIdAt(timeMs, new Uint8Array(10)) };
}

const HELLO = message(1, ALICE, bytes("hello"));
const edit = (n: number, by: typeof ALICE, text: string) => message(n, by, encodeEdit(HELLO, bytes(text)));
const react = (n: number, by: typeof ALICE, emoji: string | undefined) => message(n, by, encodeReaction(HELLO, emoji));

test("a message that nothing happened to is itself", () => {
  expect(fold(HELLO, [])).toEqual({
    ...HELLO,
    isEdited: false,
    isDeleted: false,
    isUnknown: false,
    reactions: [],
    replyTo: undefined,
  });
});

test("the last edit of the author counts, in the order of the conversation", () => {
  const folded = fold(HELLO, [edit(2, ALICE, "two"), edit(3, ALICE, "three"), edit(4, BOB, "bob's")]);
  expect([textOf(folded), folded.isEdited]).toEqual(["three", true]);
});

test("nobody but the author edits or deletes", () => {
  const folded = fold(HELLO, [edit(2, BOB, "bob's"), message(3, BOB, encodeDeletion(HELLO))]);
  expect(folded).toEqual(fold(HELLO, []));
});

test("an edit or a deletion that was made too late does not count", () => {
  const changedAt = (change: Message, afterMs: number) =>
    fold(HELLO, [{ ...change, ...madeAt(MADE_MS + 1 + afterMs) }]);
  const editing = edit(2, ALICE, "edited");
  expect(changedAt(editing, EDIT_WITHIN_MS).isEdited).toBe(true);
  expect(changedAt(editing, EDIT_WITHIN_MS + 1).isEdited).toBe(false);
  const deletion = message(2, ALICE, encodeDeletion(HELLO));
  expect(changedAt(deletion, DELETE_WITHIN_MS).isDeleted).toBe(true);
  expect(changedAt(deletion, DELETE_WITHIN_MS + 1).isDeleted).toBe(false);
});

test("what was deleted stays deleted, without what was said of it", () => {
  const deletion = message(3, ALICE, encodeDeletion(HELLO));
  const folded = fold(HELLO, [react(2, BOB, "👍"), deletion, edit(4, ALICE, "again"), react(5, BOB, "👎")]);
  expect(folded).toMatchObject({ isDeleted: true, isEdited: false, reactions: [], content: new Uint8Array(0) });
});

test("a user has one reaction, the last one", () => {
  const all = [react(2, BOB, "👍"), react(3, ALICE, "🎉"), react(4, BOB, "❤️"), react(5, ALICE, undefined)];
  expect(fold(HELLO, all).reactions).toEqual([{ user: BOB, emoji: "❤️" }]);
});

test("a change names its message by both, the id and who made it", () => {
  const bobs = { messageId: HELLO.messageId, sender: BOB };
  const changes = [message(2, BOB, encodeEdit(bobs, bytes("bob's"))), message(3, BOB, encodeReaction(bobs, "👍"))];
  expect(fold(HELLO, changes)).toEqual(fold(HELLO, []));
});

test("changes of a group and changes of other messages cannot be changed", () => {
  const change = { ...HELLO, content: new Uint8Array(0), change: { kind: "rename", title: "x" } as const };
  for (const target of [change, react(1, ALICE, "👍")])
    expect(fold(target, [message(2, ALICE, encodeEdit(target, bytes("x")))]).isEdited).toBe(false);
});

test("a reply can be edited, and still answers", () => {
  const reply = message(2, BOB, encodePlain(bytes("yes"), HELLO));
  const folded = fold(reply, [message(3, BOB, encodeEdit(reply, bytes("no")))]);
  expect(textOf(folded)).toBe("no");
  expect(folded.replyTo).toEqual({ messageId: HELLO.messageId, sender: ALICE });
});

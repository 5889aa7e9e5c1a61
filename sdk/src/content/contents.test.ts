import { messageIdFromBytes, parseUserId, type ServerBody } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { CONVERSATION, fromBob, setupScripted } from "../../test/scripted-client.ts";
import { at } from "../../test/scripted-gateway.ts";
import { textOf } from "../message.ts";
import { encodeDeletion, encodeEdit, encodeReaction, type MessageReference } from "./envelope.ts";

const BOB = parseUserId("bob");

function referenceTo(n: number, term = 1): MessageReference {
  const { deliver } = fromBob(n, "", term);
  return { messageId: messageIdFromBytes(deliver!.messageId!), sender: BOB };
}

function withContent(n: number, content: Uint8Array): ServerBody {
  return { deliver: { ...fromBob(n).deliver!, content } };
}

const edit = (n: number, of: MessageReference, text: string) =>
  withContent(n, encodeEdit(of, new TextEncoder().encode(text)));

test("what changes a message that never came is kept, and applied when it comes", async () => {
  const { client, clock, events, online } = setupScripted();
  const socket = await online();
  socket.say(fromBob(1), edit(2, referenceTo(1, 2), "edited before"), fromBob(3));
  await clock.settle();
  expect(events.changed).toEqual([]);
  // It comes again in a later term, where it was placed anew.
  const opened = { conversation: CONVERSATION, from: at(4), to: at(1, 2), reason: "opened" };
  const late = fromBob(1, "late", 2).deliver!;
  socket.say(
    { skip: opened },
    { deliver: { ...late, key: at(2, 2) } },
    { fetched: { conversation: CONVERSATION, after: at(3), through: at(2, 2), head: at(2, 2) } },
  );
  await clock.settle();
  expect(events.changed.map(textOf)).toEqual(["edited before"]);
  expect((await client.timeline("bob")).map(textOf)).toEqual(["message 1", "message 3", "edited before"]);
});

test("changes of one message are told after what changed it", async () => {
  const { client, clock, online } = setupScripted();
  const told: string[] = [];
  client.on("message", ({ key }) => told.push(`message ${key.n}`));
  client.on("changed", (item) => told.push(`changed ${item.key.n} ${textOf(item)}`));
  const socket = await online();
  socket.say(fromBob(1), edit(2, referenceTo(1), "a"));
  await clock.settle();
  socket.say(edit(3, referenceTo(1), "b"));
  await clock.settle();
  expect(told).toEqual(["message 1", "message 2", "changed 1 a", "message 3", "changed 1 b"]);
});

test("the server's count of unread messages is without what changes others, before and after it came", async () => {
  const { client, clock, gateway } = setupScripted();
  client.connect().catch(() => undefined);
  const socket = await gateway.online([{ conversation: CONVERSATION, peer: "bob", head: at(4), unread: 4 }]);
  const unread = async () => (await client.conversations())[0]!.unread;
  expect(await unread()).toBe(4);
  const reaction = (n: number) => withContent(n, encodeReaction(referenceTo(1), "👍"));
  socket.say(fromBob(1), reaction(2), fromBob(3), reaction(4));
  await clock.settle();
  expect(await unread()).toBe(2);
  socket.say(reaction(5));
  await clock.settle();
  expect(await unread()).toBe(2);
  socket.say({
    heads: { heads: [{ conversation: CONVERSATION, peer: "bob", head: at(6), delivered: at(5), unread: 6 }] },
  });
  await clock.settle();
  expect(await unread()).toBe(3);
  socket.say(fromBob(6));
  await clock.settle();
  expect(await unread()).toBe(3);
  const marked = client.markRead("bob", at(3));
  await clock.settle();
  await marked;
  expect(await unread()).toBe(1);
});

test("nothing that a deleted message said stays on the device", async () => {
  const { client, clock, online } = setupScripted();
  const socket = await online();
  socket.say(fromBob(1, "secret"), withContent(2, encodeDeletion(referenceTo(1))));
  await clock.settle();
  const [item] = await client.timeline("bob");
  expect(item).toMatchObject({ isDeleted: true });
  const kept = (await client.messages("bob")).map(({ content }) => new TextDecoder().decode(content));
  expect(kept.join()).not.toContain("secret");
});

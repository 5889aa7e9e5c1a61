import {
  decodeGroupChange,
  groupConversationId,
  messageIdAt,
  messageIdToBytes,
  parseDeviceId,
  parseGroupId,
  type cellwire,
} from "@cellwire/protocol";
import { expect, test } from "vitest";
import { createFakeNetwork } from "../testing/fake-network.ts";
import { setupScripted } from "../../test/scripted-client.ts";
import { at } from "../../test/scripted-gateway.ts";
import { textOf } from "../client.ts";
import type { ContentCodec, ContentContext } from "../content-codec.ts";
import type { SendHandle } from "../outbox/send-handle.ts";
import { encodeChange } from "./group-change.ts";

const GROUP = parseGroupId("0123456789abcdefghjkmnpqrs");
const CONVERSATION = groupConversationId(GROUP);
const RENAMED = { kind: "rename", title: "Ours" } as const;

/** From bob, at place `n` of the group. */
function deliver(n: number, { kind, content }: { kind: number; content: Uint8Array }): cellwire.v1.Deliver.$Properties {
  const messageId = messageIdToBytes(messageIdAt(1_767_225_600_000 + n, new Uint8Array(10)));
  const from = { sender: "bob", senderDevice: "bobs-phone", acceptedAtMs: 1 };
  return { conversation: CONVERSATION, group: GROUP, key: at(n), messageId, ...from, kind, content };
}

async function outcomeOf(sending: Promise<SendHandle>): Promise<unknown> {
  return (await sending).sequenced;
}

test("a change goes out with the group and its kind, past the codec; content goes through it and names the group", async () => {
  const contexts: ContentContext[] = [];
  const codec: ContentCodec = {
    encode: (plain, context) => (contexts.push(context), plain.map((byte) => byte ^ 1)),
    decode: (bytes) => bytes,
  };
  const scripted = setupScripted({ codec });
  const socket = await scripted.online();
  const sending = [scripted.client.renameGroup(GROUP, "Ours"), scripted.client.send({ group: GROUP }, "A")];
  await scripted.clock.settle();
  await Promise.all(sending);
  const [change, content] = socket.take("send");
  for (const { conversation, group, peer } of [change!, content!])
    expect({ conversation, group, peer }).toEqual({ conversation: CONVERSATION, group: GROUP, peer: "" });
  expect([change!.kind, content!.kind]).toEqual([1, 0]);
  expect(decodeGroupChange(change!.content!)).toEqual({ kind: "rename", title: new TextEncoder().encode("Ours") });
  expect(content!.content).toEqual(Uint8Array.of(64));
  expect(contexts).toMatchObject([{ sender: "alice", group: GROUP, recipient: undefined }]);
});

test("what this version does not know of a group is skipped, and what follows is handed over", async () => {
  const scripted = setupScripted();
  const socket = await scripted.online();
  const content = new TextEncoder().encode("hello");
  socket.say({ deliver: deliver(1, { kind: 7, content }) });
  socket.say({ deliver: deliver(2, { kind: 1, content: Uint8Array.of(255) }) });
  socket.say({ deliver: deliver(3, { kind: 1, content: encodeChange(RENAMED) }) });
  socket.say({ deliver: deliver(4, { kind: 0, content }) });
  await scripted.clock.settle();
  const skipped = { group: GROUP, reason: "undecodable" };
  expect(scripted.events.skip).toMatchObject([
    { ...skipped, from: at(1), to: at(1) },
    { ...skipped, from: at(2), to: at(2) },
  ]);
  expect(scripted.events.message.map(({ change }) => change)).toEqual([RENAMED, undefined]);
  expect(scripted.events.message.map(textOf)).toEqual(["", "hello"]);
  expect(scripted.events.error).toEqual([]);
  expect(await scripted.client.conversations()).toMatchObject([{ group: GROUP, unread: 1 }]);
});

test("a receipt of a member makes no direct conversation of a group, and marks nothing", async () => {
  const scripted = setupScripted();
  const socket = await scripted.online();
  const receipt = { conversation: CONVERSATION, user: "bob", delivered: at(1), read: at(1) };
  socket.say({ receipt });
  socket.say({ deliver: deliver(1, { kind: 0, content: new Uint8Array(1) }) });
  socket.say({ receipt });
  await scripted.clock.settle();
  expect(scripted.events.receipt).toEqual([]);
  expect(scripted.events.error).toEqual([]);
  const [view] = await scripted.client.conversations();
  expect(view).toMatchObject({ group: GROUP, peerDelivered: { term: 0, n: 0 }, peerRead: { term: 0, n: 0 } });
});

test("a group of as many as fit is created by several changes, and takes nobody more", async () => {
  const network = createFakeNetwork();
  const alice = network.client("alice");
  const users = Array.from({ length: 1024 }, (_, i) => `user-${i}`);
  for (const user of users) network.client(user);
  await alice.connect();
  const members = [...users.slice(1), "alice", users[1]!];
  const { group, handle } = await alice.createGroup({ title: "Crowd", members });
  expect(await handle.sequenced).toMatchObject({ state: "sequenced", key: at(1) });
  expect(await outcomeOf(alice.addMembers(group, users.slice(0, 2)))).toEqual({ state: "refused", code: "GROUP_FULL" });
  const view = await alice.group(group);
  expect(view.members).toHaveLength(1024);
  expect(view.changed).toEqual(at(4));
  await alice.close();
});

test("a group id that was used before is refused", async () => {
  const network = createFakeNetwork();
  const same = { bytes: (length: number) => new Uint8Array(length), float: () => 0.5 };
  const [first, second] = ["carol", "dave"].map((user) =>
    network.client(user, { random: same, device: parseDeviceId(user) }),
  );
  await Promise.all([first!.connect(), second!.connect()]);
  const { handle } = await first!.createGroup({ title: "First", members: [] });
  await handle.sequenced;
  const late = await second!.createGroup({ title: "Second", members: [] });
  expect(await late.handle.sequenced).toEqual({ state: "refused", code: "GROUP_EXISTS" });
  await Promise.all([first!.close(), second!.close()]);
});

import { directConversationId, parseUserId, type ServerBody } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { CONVERSATION, fromBob, setupScripted } from "../../test/scripted-client.ts";
import { at } from "../../test/scripted-gateway.ts";

const bobs = (from: number, to: number): ServerBody[] =>
  Array.from({ length: to - from + 1 }, (_, i) => fromBob(from + i));
const headOf = (peer: string, head: number) => ({
  conversation: directConversationId(parseUserId("alice"), parseUserId(peer)),
  peer,
  head: at(head),
});

describe("receipts and unread counts", () => {
  test("tell how far the peer is, once per change", async () => {
    const { client, clock, events, online } = setupScripted();
    const socket = await online();
    socket.say(fromBob(1));
    const receipt = { receipt: { conversation: CONVERSATION, user: "bob", delivered: at(1), read: at(1) } };
    socket.say(receipt, receipt, { receipt: { conversation: CONVERSATION, user: "bob", delivered: at(1) } });
    await clock.settle();
    expect(events.receipt).toMatchObject([{ user: "bob", peer: "bob", delivered: at(1), read: at(1) }]);
    expect(await client.conversations()).toMatchObject([{ peerDelivered: at(1), peerRead: at(1) }]);
  });

  test("count what others sent above the read mark, and what another device read not", async () => {
    const { client, clock, events, online } = setupScripted();
    const socket = await online();
    socket.say(...bobs(1, 5));
    await clock.settle();
    expect(await client.conversations()).toMatchObject([{ unread: 5 }]);
    socket.say({ receipt: { conversation: CONVERSATION, user: "alice", read: at(3) } });
    await clock.settle();
    expect(events.receipt).toMatchObject([{ user: "alice", read: at(3) }]);
    expect(await client.conversations()).toMatchObject([{ unread: 2, read: at(3) }]);
  });

  test("take the server's count for what is not fetched yet, and do not count it twice", async () => {
    const { client, clock, gateway } = setupScripted();
    client.connect().catch(() => undefined);
    const socket = await gateway.online([{ ...headOf("bob", 2), unread: 2 }]);
    expect(await client.conversations()).toMatchObject([{ unread: 2 }]);
    socket.say(...bobs(1, 2), { fetched: { conversation: CONVERSATION, through: at(2), head: at(2) } }, fromBob(3));
    await clock.settle();
    expect(await client.conversations()).toMatchObject([{ unread: 3, head: at(3), lastMessage: { key: at(3) } }]);
  });
});

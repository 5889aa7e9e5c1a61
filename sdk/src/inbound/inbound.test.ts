import {
  conversationIdFromBytes,
  directConversationId,
  messageIdToBytes,
  parseUserId,
  type ServerBody,
} from "@cellwire/protocol";
import { describe, expect, test, vi } from "vitest";
import { textOf } from "../client.ts";
import { createMemoryStore } from "../store/memory.ts";
import { CONVERSATION, CONVERSATION_ID, fromBob, setupScripted } from "../../test/scripted-client.ts";
import { afterOf, at } from "../../test/scripted-gateway.ts";

const bobs = (from: number, to: number): ServerBody[] =>
  Array.from({ length: to - from + 1 }, (_, i) => fromBob(from + i));
const fetched = (after: number, through: number, head = through): ServerBody => ({
  fetched: { conversation: CONVERSATION, after: at(after), through: at(through), head: at(head) },
});
const headOf = (peer: string, head: number) => ({
  conversation: directConversationId(parseUserId("alice"), parseUserId(peer)),
  peer,
  head: at(head),
});

describe("catching up", () => {
  test("fetches what heads name from the own cursor, page by page, and then says that it is caught up", async () => {
    const { clock, events, gateway, client } = setupScripted();
    client.connect().catch(() => undefined);
    const socket = await gateway.online([headOf("bob", 3)]);
    expect(events["caught-up"]).toEqual([]);
    expect(socket.take("fetch").map(afterOf)).toEqual([at(0, 0)]);
    socket.say(...bobs(1, 2), { fetched: { conversation: CONVERSATION, through: at(2), head: at(3) } });
    await clock.settle();
    expect(socket.take("fetch").map(afterOf)).toEqual([at(2)]);
    expect(client.connection).toBe("connected");
    socket.say(fromBob(3), fetched(2, 3));
    await clock.settle();
    expect(events.message.map(({ key }) => key.n)).toEqual([1, 2, 3]);
    expect(events["caught-up"]).toHaveLength(1);
    expect(client.connection).toBe("caught-up");
  });

  test("fetches eight conversations at a time, the newest first", async () => {
    const { clock, gateway, client } = setupScripted();
    client.connect().catch(() => undefined);
    const heads = Array.from({ length: 20 }, (_, i) => headOf(`peer-${i}`, 1));
    const socket = await gateway.online(heads);
    const asked = socket.take("fetch").map(({ conversation }) => conversationIdFromBytes(conversation!));
    expect(asked).toEqual(heads.slice(0, 8).map(({ conversation }) => conversationIdFromBytes(conversation)));
    socket.say({ fetched: { conversation: heads[3]!.conversation, through: at(1), head: at(1) } });
    await clock.settle();
    expect(socket.take("fetch").map(({ conversation }) => conversation)).toEqual([heads[8]!.conversation]);
  });

  test("starts where the server has this device, when that is further, and tells what is left out", async () => {
    const { clock, events, gateway, client } = setupScripted();
    client.connect().catch(() => undefined);
    const socket = await gateway.online([{ ...headOf("bob", 56), delivered: at(56) }]);
    socket.say(fromBob(57));
    await clock.settle();
    expect(socket.take("fetch")).toEqual([]);
    expect(events.skip).toMatchObject([{ from: at(1), to: at(56), reason: "server_cursor" }]);
    expect(events.message.map(({ key }) => key.n)).toEqual([57]);
  });

  test("waits longer each time when a fetch brings nothing although there should be something", async () => {
    const { clock, gateway, client } = setupScripted();
    client.connect().catch(() => undefined);
    const socket = await gateway.online([headOf("bob", 5)]);
    let asked = 0;
    for (let i = 0; i < 60; i++) {
      for (const fetch of socket.take("fetch")) {
        asked++;
        socket.say({
          fetched: { conversation: CONVERSATION, after: afterOf(fetch), through: afterOf(fetch), head: at(5) },
        });
      }
      await clock.advance(100);
    }
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(10);
  });

  test("looks at a fresh hole in time, although it waits long for an older one", async () => {
    const { clock, gateway, client } = setupScripted();
    client.connect().catch(() => undefined);
    const carol = headOf("carol", 1);
    const socket = await gateway.online([carol]);
    const nothing = { fetched: { conversation: carol.conversation, after: at(0), through: at(0), head: at(1) } };
    for (const waitMs of [0, 200, 400, 800, 1_600, 3_200]) {
      await clock.advance(waitMs);
      expect(socket.take("fetch")).toHaveLength(1);
      socket.say(nothing);
      await clock.settle();
    }
    socket.say(fromBob(1), fromBob(3));
    await clock.advance(200);
    expect(socket.take("fetch").map(({ conversation }) => conversation)).toEqual([CONVERSATION]);
  });

  test("leaves a conversation that cannot be fetched, and reports it", async () => {
    const { clock, events, gateway, client } = setupScripted();
    client.connect().catch(() => undefined);
    const socket = await gateway.online([headOf("bob", 5)]);
    socket.take("fetch");
    socket.say({ error: { code: "FETCH_INVALID", conversation: CONVERSATION } });
    await clock.advance(20_000);
    expect(socket.take("fetch")).toEqual([]);
    expect(events.error).toMatchObject([{ code: "SERVER_ERROR", reason: "FETCH_INVALID" }]);
    expect(events["caught-up"]).toHaveLength(1);
  });

  test("asks again for what a lost connection left open", async () => {
    const { clock, gateway, client, events } = setupScripted();
    client.connect().catch(() => undefined);
    const socket = await gateway.online([headOf("bob", 2)]);
    socket.drop(1006);
    await clock.advance(1_000);
    const again = await gateway.online();
    expect(again.take("fetch").map(afterOf)).toEqual([at(0, 0)]);
    again.say(...bobs(1, 2), { fetched: { conversation: CONVERSATION, through: at(2), head: at(2) } });
    await clock.settle();
    expect(events.message).toHaveLength(2);
  });
});

describe("skips", () => {
  test("take their place in the order, and are told", async () => {
    const { clock, events, online } = setupScripted();
    const socket = await online();
    socket.say(fromBob(1), fromBob(4));
    socket.say({ skip: { conversation: CONVERSATION, from: at(2), to: at(3), reason: "expired" } });
    await clock.settle();
    expect(events.message.map(({ key }) => key.n)).toEqual([1, 4]);
    expect(events.skip).toMatchObject([{ peer: "bob", from: at(2), to: at(3), reason: "expired" }]);
  });

  test("stand for what the codec could not decode", async () => {
    const decode = (bytes: Uint8Array) => {
      if (new TextDecoder().decode(bytes) === "message 2") throw new Error("no key");
      return bytes;
    };
    const { clock, events, online } = setupScripted({ codec: { encode: (plain) => plain, decode } });
    const socket = await online();
    socket.say(...bobs(1, 3));
    await clock.settle();
    expect(events.message.map(({ key }) => key.n)).toEqual([1, 3]);
    expect(events.skip).toMatchObject([{ from: at(2), to: at(2), reason: "undecodable" }]);
    expect(events.error).toMatchObject([{ code: "CODEC_FAILED" }]);
  });
});

describe("cursors", () => {
  test("are reported only once the messages are stored", async () => {
    const store = createMemoryStore();
    const { clock, events, online } = setupScripted({ store });
    const socket = await online();
    const failing = vi.spyOn(store, "commit").mockRejectedValue(new Error("disk full"));
    socket.say(fromBob(1));
    await clock.advance(5_000);
    expect(events.message).toEqual([]);
    expect(socket.take("cursors").flatMap(({ cursors }) => cursors ?? [])).toEqual([]);
    expect(events.error[0]).toMatchObject({ code: "STORE_FAILED" });
    failing.mockRestore();
    await clock.advance(2_000);
    expect(events.message).toHaveLength(1);
    expect(socket.take("cursors")).toMatchObject([{ cursors: [{ delivered: at(1) }] }]);
  });

  test("come in one transaction with all that arrived together", async () => {
    const store = createMemoryStore();
    const { clock, online } = setupScripted({ store });
    const socket = await online();
    const commit = vi.spyOn(store, "commit");
    socket.say(...bobs(1, 50));
    await clock.settle();
    expect(commit.mock.calls.filter(([batch]) => batch.messages?.length)).toHaveLength(1);
    expect(commit.mock.calls[0]![0]).toMatchObject({ cursors: [{ delivered: at(50) }] });
  });

  test("count what was received every 256 messages, without a wait", async () => {
    const { clock, online } = setupScripted();
    const socket = await online();
    socket.say(...bobs(1, 300));
    await clock.settle();
    const [report] = socket.take("cursors");
    expect(report!.received).toBeGreaterThanOrEqual(256);
  });

  test("are repeated on the next connection, since a report is not answered", async () => {
    const { clock, gateway, online } = setupScripted();
    const socket = await online();
    socket.say(fromBob(1));
    await clock.advance(200);
    expect(socket.take("cursors")).toHaveLength(1);
    socket.drop(1006);
    await clock.advance(1_000);
    const again = await gateway.online();
    await clock.advance(200);
    expect(again.take("cursors")).toMatchObject([{ received: 0, cursors: [{ delivered: at(1) }] }]);
  });

  test("of reading never go beyond what is held, and never back", async () => {
    const { client, clock, online } = setupScripted();
    const socket = await online();
    socket.say(...bobs(1, 3));
    await clock.advance(200);
    socket.take("cursors");
    const reading = [
      client.markRead("bob", at(2)),
      client.markRead(CONVERSATION_ID, at(1)),
      client.markRead("bob", at(99)),
    ];
    await clock.advance(200);
    await Promise.all(reading);
    expect(socket.take("cursors").flatMap(({ cursors }) => cursors ?? [])).toMatchObject([{ read: at(3) }]);
  });
});

test("a listener that throws stops neither the others nor the client", async () => {
  const { client, clock, events, online } = setupScripted();
  const socket = await online();
  client.on("message", () => {
    throw new Error("application bug");
  });
  const others: string[] = [];
  client.on("message", (message) => others.push(textOf(message)));
  socket.say(...bobs(1, 2));
  await clock.settle();
  expect(others).toEqual(["message 1", "message 2"]);
  expect(events.error).toMatchObject([{ code: "LISTENER_FAILED" }, { code: "LISTENER_FAILED" }]);
});

test("content is a copy, so that it does not keep the whole network message alive", async () => {
  const { clock, events, online } = setupScripted();
  const socket = await online();
  socket.say(fromBob(1));
  await clock.settle();
  const { content, messageId } = events.message[0]!;
  expect(content.buffer.byteLength).toBe(content.length);
  expect(messageIdToBytes(messageId)).toHaveLength(16);
});

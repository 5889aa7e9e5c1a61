import { describe, expect, test } from "vitest";
import { keyText, messageIdFromBytes } from "@cellwire/protocol";
import { textOf } from "./client.ts";
import { createMemoryStore } from "./store/memory.ts";
import { CONVERSATION, CONVERSATION_ID, fromBob, setupScripted } from "../test/scripted-client.ts";
import { afterOf, at } from "../test/scripted-gateway.ts";

describe("receiving", () => {
  test("hands messages over in key order, once, however they arrive", async () => {
    const { clock, events, online } = setupScripted();
    const socket = await online();
    socket.say(fromBob(2), fromBob(1), fromBob(1), fromBob(3), fromBob(2));
    await clock.settle();
    expect(events.message.map(textOf)).toEqual(["message 1", "message 2", "message 3"]);
    expect(events.error).toEqual([]);
  });

  test("fetches what is missing below a message after a short while, from the own cursor", async () => {
    const { clock, events, online } = setupScripted();
    const socket = await online();
    socket.say(fromBob(1), fromBob(4));
    await clock.advance(199);
    expect(socket.take("fetch")).toEqual([]);
    await clock.advance(1);
    const [fetch] = socket.take("fetch");
    expect(keyText(afterOf(fetch!))).toBe("1.1");
    socket.say(fromBob(2), fromBob(3), fromBob(4));
    socket.say({ fetched: { conversation: CONVERSATION, after: at(1), through: at(4), head: at(4) } });
    await clock.settle();
    expect(events.message.map(({ key }) => key.n)).toEqual([1, 2, 3, 4]);
    await clock.advance(10_000);
    expect(socket.take("fetch")).toEqual([]);
  });

  test("reports how far it holds the messages durably, soon after", async () => {
    const { clock, online } = setupScripted();
    const socket = await online();
    socket.say(fromBob(1), fromBob(2));
    await clock.advance(200);
    const [report] = socket.take("cursors");
    expect(report).toMatchObject({ received: 2, cursors: [{ delivered: { term: 1, n: 2 } }] });
  });
});

describe("sending", () => {
  test("resolves when the message is in the store, and sends it once online", async () => {
    const { client, clock, gateway } = setupScripted();
    const sending = client.send("bob", "hello");
    await clock.settle();
    const handle = await sending;
    expect(await client.outbox()).toMatchObject([{ messageId: handle.messageId, state: "waiting" }]);
    void client.connect();
    const socket = await gateway.online();
    expect(socket.take("send").map(({ messageId }) => messageIdFromBytes(messageId!))).toEqual([handle.messageId]);
  });

  test("fills the place of an own message from the outbox", async () => {
    const { client, clock, events, online } = setupScripted();
    const socket = await online();
    const sending = client.send("bob", "hello");
    await clock.settle();
    const handle = await sending;
    const [send] = socket.take("send");
    socket.say(fromBob(1), { accepted: { messageId: send!.messageId!, key: at(2), acceptedAtMs: 77 } });
    await clock.settle();
    expect(await handle.sequenced).toEqual({ state: "sequenced", key: at(2) });
    expect(events.message.map((message) => [message.own, textOf(message)])).toEqual([
      [false, "message 1"],
      [true, "hello"],
    ]);
  });
});

test("starts again where it was, with the same store", async () => {
  const store = createMemoryStore();
  const first = setupScripted({ store });
  const socket = await first.online();
  socket.say(fromBob(1));
  await first.clock.settle();
  const closing = first.client.close();
  await first.clock.settle();
  await closing;
  const second = setupScripted({ store, clock: first.clock });
  const again = await second.online();
  expect(second.client.device).toBe(first.client.device);
  again.say(fromBob(1), fromBob(2));
  await second.clock.settle();
  expect(second.events.message.map(({ key }) => key.n)).toEqual([2]);
  expect(await second.client.conversations()).toMatchObject([{ id: CONVERSATION_ID, peer: "bob", unread: 2 }]);
});

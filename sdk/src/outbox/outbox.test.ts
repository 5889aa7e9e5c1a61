import { messageIdFromBytes, messageIdTimeMs, messageIdToBytes } from "@cellwire/protocol";
import { describe, expect, test, vi } from "vitest";
import { createMemoryStore } from "../store/memory.ts";
import { CONVERSATION, setupScripted } from "../../test/scripted-client.ts";
import { at } from "../../test/scripted-gateway.ts";
import { accept, fail, sendTexts, takeTexts } from "../../test/sends.ts";

describe("a lost answer", () => {
  test("is asked for again under the same id, in order, before new messages", async () => {
    const scripted = setupScripted();
    const first = await scripted.online();
    const handles = await sendTexts(scripted, ["1", "2", "3"]);
    first.say(accept(handles[1]!.messageId, at(2)));
    first.drop("DRAINING");
    await sendTexts(scripted, ["4"]);
    await scripted.clock.advance(1_000);
    const again = await scripted.gateway.online();
    const sends = again.take("send");
    expect(sends.map(({ content }) => new TextDecoder().decode(content!))).toEqual(["1", "3", "4"]);
    expect(messageIdFromBytes(sends[0]!.messageId!)).toBe(handles[0]!.messageId);
  });

  test("is asked for again by the next run on the same store", async () => {
    const store = createMemoryStore();
    const first = setupScripted({ store });
    await first.online();
    const [handle] = await sendTexts(first, ["1"]);
    const closing = first.client.close();
    await first.clock.settle();
    await closing;
    await expect(handle!.accepted).rejects.toMatchObject({ code: "CLOSED" });
    const second = setupScripted({ store });
    const socket = await second.online();
    expect(socket.take("send").map(({ messageId }) => messageIdFromBytes(messageId!))).toEqual([handle!.messageId]);
  });

  test("that never comes ends the connection", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    await sendTexts(scripted, ["1"]);
    for (let i = 0; i < 6; i++) {
      await scripted.clock.advance(15_000);
      const pings = socket.take("ping");
      socket.say(...pings.map(({ nonce }) => ({ pong: { nonce: nonce!, serverTimeMs: scripted.clock.trueMs() } })));
    }
    expect(socket.closedByClient).toBe(true);
  });
});

describe("an accepted message", () => {
  test("is not sent again, and is sequenced by a hint", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [handle] = await sendTexts(scripted, ["1"]);
    socket.say(accept(handle!.messageId));
    await scripted.clock.settle();
    expect(await handle!.accepted).toEqual({ state: "accepted" });
    socket.drop(1006);
    await scripted.clock.advance(1_000);
    const again = await scripted.gateway.online();
    expect(again.take("send")).toEqual([]);
    again.say({
      sequenced: { messageId: messageIdToBytes(handle!.messageId), conversation: CONVERSATION, key: at(1) },
    });
    await scripted.clock.settle();
    expect(await handle!.sequenced).toEqual({ state: "sequenced", key: at(1) });
    expect(scripted.events.message).toMatchObject([{ own: true, key: at(1), acceptedAtMs: 5 }]);
    expect(scripted.events.outbox.map(({ state }) => state)).toEqual(["waiting", "accepted", "sequenced"]);
  });

  test("is sequenced by its own delivery in a fetch when the hint was lost, and is handed over once", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [handle] = await sendTexts(scripted, ["1"]);
    socket.say(accept(handle!.messageId));
    const head = { conversation: CONVERSATION, peer: "bob", head: at(1) };
    socket.say({ heads: { heads: [head] } });
    await scripted.clock.settle();
    expect(socket.take("fetch")).toHaveLength(1);
    const { device } = scripted.client;
    const own = {
      sender: "alice",
      senderDevice: device!,
      recipient: "bob",
      messageId: messageIdToBytes(handle!.messageId),
    };
    socket.say({
      deliver: { ...own, conversation: CONVERSATION, key: at(1), content: Uint8Array.of(1), acceptedAtMs: 6 },
    });
    socket.say({ fetched: { conversation: CONVERSATION, through: at(1), head: at(1) } });
    socket.say({ sequenced: { messageId: own.messageId, conversation: CONVERSATION, key: at(1) } });
    await scripted.clock.settle();
    expect(await handle!.sequenced).toEqual({ state: "sequenced", key: at(1) });
    expect(scripted.events.message).toMatchObject([{ own: true, messageId: handle!.messageId }]);
  });

  test("that is refused is told to the application, and acknowledged to the server once stored", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [handle] = await sendTexts(scripted, ["1"]);
    const messageId = messageIdToBytes(handle!.messageId);
    const refused = { refused: { messageId, conversation: CONVERSATION, code: "UNKNOWN_USER", revision: 1 } };
    socket.say(accept(handle!.messageId), refused, refused);
    await scripted.clock.advance(200);
    expect(await handle!.sequenced).toEqual({ state: "refused", code: "UNKNOWN_USER" });
    expect(socket.take("cursors")).toMatchObject([{ refusalsThrough: 1 }]);
    expect(scripted.events.outbox.filter(({ state }) => state === "refused")).toHaveLength(1);
    socket.drop(1006);
    await scripted.clock.advance(1_000);
    const again = await scripted.gateway.welcome();
    expect(again.take("hello")).toMatchObject([{ refusalsThrough: 1 }]);
  });
});

test("a message that expired on its way is unknown, not refused: it may have arrived", async () => {
  const scripted = setupScripted();
  const socket = await scripted.online();
  const [handle] = await sendTexts(scripted, ["1"]);
  const messageId = messageIdToBytes(handle!.messageId);
  socket.say(accept(handle!.messageId));
  socket.say({ refused: { messageId, conversation: CONVERSATION, code: "EXPIRED", revision: 1 } });
  await scripted.clock.settle();
  expect(await handle!.sequenced).toEqual({ state: "unknown" });
});

test("a refusal that was pushed past a lost one is not acknowledged, so that both are told again", async () => {
  const scripted = setupScripted();
  const socket = await scripted.online();
  const handles = await sendTexts(scripted, ["1", "2"]);
  const refused = (i: number) => {
    const messageId = messageIdToBytes(handles[i]!.messageId);
    return { refused: { messageId, conversation: CONVERSATION, code: "UNKNOWN_USER", revision: i + 1 } };
  };
  socket.say(...handles.map(({ messageId }) => accept(messageId)), refused(1));
  await scripted.clock.advance(200);
  expect(await handles[1]!.sequenced).toMatchObject({ state: "refused" });
  socket.drop(1006);
  await scripted.clock.advance(1_000);
  const again = await scripted.gateway.welcome();
  expect(again.take("hello")).toMatchObject([{ refusalsThrough: 0 }]);
  again.say(refused(0), refused(1));
  await scripted.clock.advance(200);
  expect(await handles[0]!.sequenced).toMatchObject({ state: "refused" });
  expect(again.take("cursors")).toMatchObject([{ refusalsThrough: 2 }]);
});

test("a refusal that is pushed before an earlier one is named is acknowledged only with it", async () => {
  const scripted = setupScripted();
  scripted.client.connect().catch(() => undefined);
  const socket = await scripted.gateway.welcome({ refusalsThrough: 4 });
  const handles = await sendTexts(scripted, ["1", "2"]);
  const refused = (i: number) => {
    const messageId = messageIdToBytes(handles[i]!.messageId);
    return { refused: { messageId, conversation: CONVERSATION, code: "UNKNOWN_USER", revision: i + 5 } };
  };
  socket.say(...handles.map(({ messageId }) => accept(messageId)), refused(1));
  await scripted.clock.advance(200);
  expect(socket.take("cursors")).toMatchObject([{ refusalsThrough: 4 }]);
  socket.say(refused(0));
  await scripted.clock.advance(200);
  expect(socket.take("cursors")).toMatchObject([{ refusalsThrough: 6 }]);
});

describe("an id", () => {
  test("that is too old is unknown for good, and never sent again", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [handle] = await sendTexts(scripted, ["1"]);
    socket.take("send");
    socket.say(fail(handle!.messageId, { code: "ID_TOO_OLD" }));
    await scripted.clock.settle();
    expect(await handle!.sequenced).toEqual({ state: "unknown" });
    socket.drop(1006);
    await scripted.clock.advance(1_000);
    expect(takeTexts(await scripted.gateway.online())).toEqual([]);
    expect(await scripted.client.outbox()).toMatchObject([{ state: "unknown" }]);
  });

  test("from the future, made before the clock was right, is made anew once, and keeps its place", async () => {
    const scripted = setupScripted();
    scripted.clock.skew(3_600_000);
    const [one, two] = await sendTexts(scripted, ["1", "2"]);
    const former = one!.messageId;
    const socket = await scripted.online();
    expect(takeTexts(socket)).toEqual(["1", "2"]);
    socket.say(fail(one!.messageId, { code: "ID_FROM_FUTURE" }), fail(two!.messageId, { code: "ID_FROM_FUTURE" }));
    await scripted.clock.advance(100);
    const sends = socket.take("send");
    expect(sends.map(({ content }) => new TextDecoder().decode(content!))).toEqual(["1", "2"]);
    expect(messageIdFromBytes(sends[0]!.messageId!)).toBe(one!.messageId);
    expect(Math.abs(messageIdTimeMs(sends[0]!.messageId!) - scripted.clock.trueMs())).toBeLessThan(1_000);
    expect(one!.messageId < two!.messageId).toBe(true);
    expect(await scripted.client.outbox()).toMatchObject([{ formerMessageId: former }, {}]);
    expect(scripted.events.error.map(({ reason }) => reason)).toEqual(["ID_FROM_FUTURE", "ID_FROM_FUTURE"]);
    socket.say(fail(one!.messageId, { code: "ID_FROM_FUTURE" }));
    await scripted.clock.settle();
    expect(await one!.sequenced).toEqual({ state: "refused", code: "ID_FROM_FUTURE" });
  });
});

test("a message carries the trace that the application gave for it, or has active, until it is accepted", async () => {
  const [active, own] = ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-1-2-01"];
  const scripted = setupScripted({ traceparent: () => active });
  const sending = [scripted.client.send("bob", "1"), scripted.client.send("bob", "2", { traceparent: own })];
  const socket = await scripted.online();
  const [first] = await Promise.all(sending);
  expect(socket.take("send").map(({ traceparent }) => traceparent)).toEqual([active, own]);
  socket.say(accept(first!.messageId));
  await scripted.clock.settle();
  socket.drop(1006);
  await scripted.clock.advance(1_000);
  const again = await scripted.gateway.online();
  expect(again.take("send").map(({ traceparent }) => traceparent)).toEqual([own]);
});

test("a send that cannot be stored is not sent, and says so", async () => {
  const store = createMemoryStore();
  const scripted = setupScripted({ store });
  const socket = await scripted.online();
  const failing = vi.spyOn(store, "commit").mockRejectedValue(new Error("disk full"));
  const sending = scripted.client.send("bob", "1");
  const refused = expect(sending).rejects.toMatchObject({ code: "STORE_FAILED" });
  await scripted.clock.settle();
  await refused;
  failing.mockRestore();
  await scripted.clock.advance(1_000);
  expect(takeTexts(socket)).toEqual([]);
});

test("content goes through the codec on its way out and is kept as it was given", async () => {
  const reverse = (bytes: Uint8Array) => bytes.toReversed();
  const scripted = setupScripted({ codec: { encode: reverse, decode: async (bytes) => reverse(bytes) } });
  const socket = await scripted.online();
  const [handle] = await sendTexts(scripted, ["abc"]);
  expect(takeTexts(socket)).toEqual(["cba"]);
  socket.say(accept(handle!.messageId, at(1)));
  await scripted.clock.settle();
  expect(new TextDecoder().decode(scripted.events.message[0]!.content)).toBe("abc");
});

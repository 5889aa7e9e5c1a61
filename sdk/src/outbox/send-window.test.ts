import { messageIdToBytes, type MessageId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { CONVERSATION, setupScripted } from "../../test/scripted-client.ts";
import { at } from "../../test/scripted-gateway.ts";
import { accept, fail, sendTexts, takeTexts } from "../../test/sends.ts";

describe("RETRY_AFTER", () => {
  test("holds its conversation only, and sends it again in order from the first that was refused", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [one, two, three] = await sendTexts(scripted, ["1", "2", "3"]);
    expect(takeTexts(socket)).toEqual(["1", "2", "3"]);
    const retry = { code: "RETRY_AFTER", retryAfterMs: 500 };
    socket.say(accept(one!.messageId, at(1)), fail(two!.messageId, retry));
    await scripted.clock.advance(600);
    expect(takeTexts(socket)).toEqual([]);
    socket.say(fail(three!.messageId, retry));
    const toCarol = await sendTexts(scripted, ["c"], "carol");
    await sendTexts(scripted, ["4"]);
    expect(takeTexts(socket)).toEqual(["c"]);
    socket.say(accept(toCarol[0]!.messageId));
    await scripted.clock.advance(499);
    expect(takeTexts(socket)).toEqual([]);
    await scripted.clock.advance(1);
    expect(takeTexts(socket)).toEqual(["2", "3", "4"]);
  });

  test("for as long as a cell is full, is asked again no more often than the cell said, and loses nothing", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [one, two] = await sendTexts(scripted, ["1", "2"]);
    const retry = { code: "RETRY_AFTER", retryAfterMs: 10_000 };
    for (let round = 0; round < 12; round++) {
      expect(takeTexts(socket)).toEqual(["1", "2"]);
      socket.say(fail(one!.messageId, retry), fail(two!.messageId, retry));
      const pings = socket.take("ping");
      socket.say(...pings.map(({ nonce }) => ({ pong: { nonce: nonce!, serverTimeMs: scripted.clock.trueMs() } })));
      await scripted.clock.advance(9_999);
      expect(takeTexts(socket)).toEqual([]);
      await scripted.clock.advance(1);
    }
    expect((await scripted.client.outbox()).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    socket.say(accept(one!.messageId, at(1)), accept(two!.messageId, at(2)));
    await scripted.clock.settle();
    expect(await two!.sequenced).toEqual({ state: "sequenced", key: at(2) });
    expect(socket.closedByClient).toBe(false);
  });
});

describe("a message that RETRY_AFTER asks for, but that is known to have its place", () => {
  const retry = { code: "RETRY_AFTER", retryAfterMs: 500 };
  const sequenced = (id: MessageId) => ({
    sequenced: { messageId: messageIdToBytes(id), conversation: CONVERSATION, key: at(1) },
  });

  test("is sent again all the same: the server takes nothing of the conversation before it", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [one, two] = await sendTexts(scripted, ["1", "2"]);
    takeTexts(socket);
    socket.say(fail(one!.messageId, retry), fail(two!.messageId, retry), sequenced(one!.messageId));
    await scripted.clock.advance(600);
    expect(await one!.sequenced).toEqual({ state: "sequenced", key: at(1) });
    expect(takeTexts(socket)).toEqual(["1", "2"]);
    socket.say(accept(one!.messageId, at(1)), accept(two!.messageId, at(2)));
    await scripted.clock.advance(600);
    await sendTexts(scripted, ["3"]);
    expect(takeTexts(socket)).toEqual(["3"]);
    expect(scripted.events.outbox.filter(({ state }) => state === "sequenced")).toHaveLength(2);
  });

  test("also when the news overtakes the answer", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [one, two] = await sendTexts(scripted, ["1", "2"]);
    takeTexts(socket);
    socket.say(sequenced(one!.messageId), fail(one!.messageId, retry), fail(two!.messageId, retry));
    await scripted.clock.advance(600);
    expect(takeTexts(socket)).toEqual(["1", "2"]);
  });

  test("but not on the next connection, which has not asked", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const [one, two] = await sendTexts(scripted, ["1", "2"]);
    socket.say(fail(one!.messageId, retry), fail(two!.messageId, retry), sequenced(one!.messageId));
    socket.drop("DRAINING");
    await scripted.clock.advance(1_000);
    expect(takeTexts(await scripted.gateway.online())).toEqual(["2"]);
  });
});

describe("the window", () => {
  test("leaves at most 64 messages unanswered, and moves on with each answer", async () => {
    const scripted = setupScripted();
    const socket = await scripted.online();
    const handles = await sendTexts(
      scripted,
      Array.from({ length: 100 }, (_, i) => String(i)),
    );
    expect(takeTexts(socket)).toHaveLength(64);
    expect(socket.messagesHeard).toBeLessThan(5);
    socket.say(accept(handles[0]!.messageId, at(1)), accept(handles[1]!.messageId, at(2)));
    await scripted.clock.settle();
    expect(takeTexts(socket)).toEqual(["64", "65"]);
  });

  test("takes conversations in turns", async () => {
    const scripted = setupScripted();
    const waiting = Array.from({ length: 80 }, (_, i) => `b${i}`);
    await sendTexts(scripted, waiting);
    await sendTexts(scripted, ["c0"], "carol");
    const socket = await scripted.online();
    expect(takeTexts(socket).indexOf("c0")).toBeLessThan(3);
  });
});

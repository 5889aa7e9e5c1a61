import { messageIdAt, messageIdFromBytes, messageIdToBytes, type OrderKey } from "@cellwire/protocol";
import { expect, test } from "vitest";
import type { OutboxRow } from "../store/contract.ts";
import { createMemoryStore } from "../store/memory.ts";
import { CONVERSATION, CONVERSATION_ID, fromBob, setupScripted, type Scripted } from "../../test/scripted-client.ts";
import { at, type ScriptedSocket } from "../../test/scripted-gateway.ts";
import { accept, sendTexts } from "../../test/sends.ts";
import { mayBeLost } from "./resubmission.ts";

/** By the server's clock: what was accepted below it is in the storage that was put back. */
const WHOLE_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

async function setup(scripted: Scripted = setupScripted()) {
  const { clock, gateway, client } = scripted;
  const online = async (storageGeneration: number, storageWholeUntilMs = 0) => {
    client.connect().catch(() => undefined);
    const socket = await gateway.welcome({ storageGeneration, storageWholeUntilMs });
    socket.say({ caughtUp: {} });
    await clock.settle();
    return socket;
  };
  /** Sends, and is told when it was accepted and where it stands. */
  const sent = async (socket: ScriptedSocket, text: string, answer: { acceptedAtMs: number; key?: OrderKey }) => {
    const [handle] = await sendTexts(scripted, [text]);
    socket.take("send");
    socket.say({ accepted: { messageId: messageIdToBytes(handle!.messageId), conversation: CONVERSATION, ...answer } });
    await clock.settle();
    return handle!.messageId;
  };
  const lose = async (socket: ScriptedSocket, generation: number, wholeUntilMs: number) => {
    socket.drop(1006);
    await clock.advance(1_000);
    return online(generation, wholeUntilMs);
  };
  const idsOf = (socket: ScriptedSocket) => socket.take("send").map(({ messageId }) => messageIdFromBytes(messageId!));
  return { ...scripted, scripted, online, sent, lose, idsOf };
}

test("what a cell acknowledged after its storage ends is sent again, in its first order and before what is new", async () => {
  const { clock, scripted, online, sent, lose, idsOf } = await setup();
  const socket = await online(1);
  await sent(socket, "kept", { acceptedAtMs: WHOLE_MS - HOUR_MS, key: at(1) });
  const lost = [
    await sent(socket, "a", { acceptedAtMs: WHOLE_MS - 1_000, key: at(2) }),
    await sent(socket, "b", { acceptedAtMs: WHOLE_MS + 1 }),
  ];
  socket.drop(1006);
  const [handle] = await sendTexts(scripted, ["new"]);
  const ids = [...lost, handle!.messageId];
  await clock.advance(1_000);
  const next = await online(2, WHOLE_MS);
  expect(idsOf(next)).toEqual(ids);
  // They wait for their answers now, and that they were lost is known.
  const again = await lose(next, 2, WHOLE_MS);
  expect(idsOf(again)).toEqual(ids);
  again.say(...ids.map((id) => accept(id)));
  await clock.settle();
  expect(idsOf(await lose(again, 2, WHOLE_MS))).toEqual([]);
});

test("a device that missed an incarnation sends all again", async () => {
  const { online, sent, lose, idsOf } = await setup();
  const socket = await online(1);
  const kept = await sent(socket, "kept", { acceptedAtMs: WHOLE_MS - HOUR_MS, key: at(1) });
  expect(idsOf(await lose(socket, 3, WHOLE_MS))).toEqual([kept]);
});

test("what is too old to be decided is not sent again, nor what never was taken", () => {
  const row = (state: string, madeAtMs: number) =>
    ({ state, acceptedAtMs: WHOLE_MS, messageId: messageIdAt(madeAtMs, new Uint8Array(10)) }) as OutboxRow;
  const bounds = { sinceMs: WHOLE_MS, oldestMs: WHOLE_MS - HOUR_MS };
  expect(mayBeLost(row("sequenced", WHOLE_MS), bounds)).toBe(true);
  expect(mayBeLost(row("accepted", WHOLE_MS), bounds)).toBe(true);
  expect(mayBeLost(row("sequenced", WHOLE_MS - 2 * HOUR_MS), bounds)).toBe(false);
  for (const state of ["waiting", "refused", "unknown"]) expect(mayBeLost(row(state, WHOLE_MS), bounds)).toBe(false);
});

test("a new home, and a cell that says nothing of its storage, cause nothing", async () => {
  const { clock, gateway, online, sent, idsOf } = await setup();
  let socket = await online(4);
  await sent(socket, "a", { acceptedAtMs: WHOLE_MS, key: at(1) });
  for (const welcome of [{ cell: "us", storageGeneration: 9 }, { cell: "us" }, { cell: "us", storageGeneration: 9 }]) {
    socket.drop(1006);
    await clock.advance(1_000);
    socket = await gateway.welcome(welcome);
    expect(idsOf(socket)).toEqual([]);
  }
});

test("a message that comes again above the term that closed its place is moved, and not handed over twice", async () => {
  const store = createMemoryStore();
  const first = await setup(setupScripted({ store }));
  const socket = await first.online(1);
  const mine = await first.sent(socket, "mine", { acceptedAtMs: 5, key: at(1) });
  socket.say(fromBob(2), fromBob(3));
  await first.clock.settle();
  expect(first.events.message.map(({ key }) => key)).toEqual([at(1), at(2), at(3)]);
  const { clock, client, events, lose } = first;
  const next = await lose(socket, 2, WHOLE_MS);
  next.say({ skip: { conversation: CONVERSATION, from: at(2), to: at(1, 3), reason: "opened" } });
  next.say(
    { deliver: { ...fromBob(3).deliver, key: at(2, 3) } },
    { deliver: { ...fromBob(2).deliver, key: at(3, 3) } },
  );
  next.say(fromBob(4, "new", 3));
  await clock.settle();
  expect(events.skip).toMatchObject([{ from: at(2), to: at(1, 3), reason: "opened" }]);
  expect(events.moved.map(({ key, former }) => [former, key])).toEqual([
    [at(3), at(2, 3)],
    [at(2), at(3, 3)],
  ]);
  expect(events.message.map(({ key }) => key)).toEqual([at(1), at(2), at(3), at(4, 3)]);
  const held = await client.messages(CONVERSATION_ID);
  expect(held.map(({ key }) => key)).toEqual([at(1), at(2, 3), at(3, 3), at(4, 3)]);
  expect(held[0]!.messageId).toBe(mine);
});

test("what lost its place is known after a new start", async () => {
  const store = createMemoryStore();
  const first = await setup(setupScripted({ store }));
  const socket = await first.online(1);
  socket.say(fromBob(1), fromBob(2), {
    skip: { conversation: CONVERSATION, from: at(2), to: at(1, 2), reason: "opened" },
  });
  await first.clock.settle();
  const closing = first.client.close();
  await first.clock.settle();
  await closing;
  const second = await setup(setupScripted({ store, clock: first.clock }));
  const next = await second.online(1);
  next.say({ deliver: { ...fromBob(2).deliver, key: at(2, 2) } });
  await second.clock.settle();
  expect(second.events.moved).toMatchObject([{ former: at(2), key: at(2, 2) }]);
  expect(second.events.message).toEqual([]);
});

test("what comes again in a term that the device only got into by the server's cursor is moved as well", async () => {
  const first = await setup();
  const socket = await first.online(1);
  socket.say(fromBob(1), fromBob(2));
  await first.clock.settle();
  socket.drop(1006);
  await first.clock.advance(1_000);
  // The cell has forgotten the device with its user: linked anew, it starts at the head.
  const next = await first.gateway.online([
    { conversation: CONVERSATION, peer: "bob", head: at(1, 2), delivered: at(1, 2) },
  ]);
  next.say({ deliver: { ...fromBob(2).deliver, key: at(2, 2) } });
  await first.clock.settle();
  expect(first.events.skip).toMatchObject([{ from: at(3), to: at(1, 2), reason: "server_cursor" }]);
  expect(first.events.moved.map(({ key, former }) => [former, key])).toEqual([[at(2), at(2, 2)]]);
  expect(first.events.message.map(({ key }) => key)).toEqual([at(1), at(2)]);
});

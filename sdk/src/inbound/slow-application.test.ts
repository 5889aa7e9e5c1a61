import { compareKeys, type ServerBody } from "@cellwire/protocol";
import { describe, expect, test, vi } from "vitest";
import { createMemoryStore } from "../store/memory.ts";
import { CONVERSATION_ID, fromBob, setupScripted } from "../../test/scripted-client.ts";
import { at } from "../../test/scripted-gateway.ts";

const bobs = (from: number, to: number): ServerBody[] =>
  Array.from({ length: to - from + 1 }, (_, i) => fromBob(from + i));

describe("an application that is slower than the network", () => {
  test("is not overrun: its device stops reporting and fetching, and loses nothing", async () => {
    const { client, clock, online } = setupScripted();
    const socket = await online();
    const loop = client.incoming();
    socket.say(...bobs(1, 1_000));
    await clock.advance(1_000);
    const reports = socket.take("cursors");
    expect(Math.max(...reports.map(({ received }) => received ?? 0))).toBeLessThanOrEqual(64);
    const furthest = reports.flatMap(({ cursors }) => cursors ?? []).at(-1);
    expect(compareKeys(at(furthest!.delivered!.n!), at(64))).toBeLessThanOrEqual(0);
    const seen: number[] = [];
    while (seen.length < 1_000) {
      const next = loop.next();
      await clock.settle();
      seen.push((await next).value!.key.n);
    }
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
    await clock.advance(200);
    expect(socket.take("cursors").at(-1)).toMatchObject({ received: 1_000, cursors: [{ delivered: at(1_000) }] });
  });

  test("gets what was stored and not handed over in the next run", async () => {
    const store = createMemoryStore();
    const first = setupScripted({ store });
    const socket = await first.online();
    first.client.on("message", () => undefined);
    socket.say(...bobs(1, 3));
    await first.clock.settle();
    // A crash between storing and handing over: the handed mark lags.
    await store.commit({ cursors: [{ conversation: CONVERSATION_ID, delivered: at(3), handed: at(1) }] });
    const second = setupScripted({ store });
    await second.online();
    expect(second.events.message.map(({ key }) => key.n)).toEqual([2, 3]);
  });

  test("does not lower a cursor by saving what was handed over while the next batch is stored", async () => {
    const store = createMemoryStore();
    const { clock, online } = setupScripted({ store });
    const socket = await online();
    socket.say(fromBob(1));
    await clock.settle();
    const { promise: disk, resolve: diskReady } = Promise.withResolvers<void>();
    const commit = store.commit.bind(store);
    vi.spyOn(store, "commit").mockImplementation(async (batch) => {
      await disk;
      return commit(batch);
    });
    socket.say(fromBob(2));
    await clock.advance(1_000);
    diskReady();
    await clock.settle();
    expect((await store.open()).cursors).toMatchObject([{ delivered: at(2), handed: at(2) }]);
  });

  test("does not see twice what it saw before a clean close", async () => {
    const store = createMemoryStore();
    const first = setupScripted({ store });
    (await first.online()).say(...bobs(1, 3));
    await first.clock.settle();
    const closing = first.client.close();
    await first.clock.settle();
    await closing;
    const second = setupScripted({ store });
    await second.online();
    expect(second.events.message).toEqual([]);
  });
});

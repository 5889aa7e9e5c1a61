import { ORIGIN, parseDeviceId, parseUserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { outbox, storeConformance } from "../../test/store-conformance.ts";
import { peerCounterpart } from "../counterpart.ts";
import { createMemoryStore } from "./memory.ts";

storeConformance("memory", async () => {
  const store = createMemoryStore();
  return { store, reopen: async () => store, dispose: () => store.close() };
});

test("the memory store keeps the newest finished rows, up to its bound", async () => {
  const store = createMemoryStore({ finishedMax: 2 });
  await store.commit({ outbox: [outbox(1, "sequenced"), outbox(2, "sequenced"), outbox(3, "sequenced")] });
  expect((await store.outbox({ finishedLimit: 10 })).map(({ position }) => position)).toEqual([2, 3]);
});

test("the memory store keeps the newest messages of a conversation, up to its bound and a tenth", async () => {
  const store = createMemoryStore({ messagesPerConversationMax: 10 });
  const { conversation, messageId } = outbox(1, "waiting");
  const bob = parseUserId("bob");
  const from = { sender: bob, senderDevice: parseDeviceId("phone"), own: false };
  const message = { conversation, ...peerCounterpart(bob), messageId, ...from, change: undefined };
  const content = new Uint8Array(0);
  for (let n = 1; n <= 100; n++)
    await store.commit({ messages: [{ ...message, key: { term: 1, n }, acceptedAtMs: n, content }] });
  const kept = await store.messages({ conversation, after: ORIGIN, limit: 100 });
  expect(kept.length).toBeGreaterThanOrEqual(10);
  expect(kept.length).toBeLessThanOrEqual(11);
  expect(kept.at(-1)!.key.n).toBe(100);
});

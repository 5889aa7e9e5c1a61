import { expect, test, vi } from "vitest";
import { createMemoryStore } from "../store/memory.ts";
import { CONVERSATION_ID, fromBob, setupScripted } from "../../test/scripted-client.ts";
import { at } from "../../test/scripted-gateway.ts";

test("a replay that failed half-way hands over nothing twice when it is begun again", async () => {
  const store = createMemoryStore();
  const first = setupScripted({ store });
  (await first.online()).say(fromBob(1), fromBob(2));
  await first.clock.settle();
  await store.commit({ cursors: [{ conversation: CONVERSATION_ID, delivered: at(2), handed: at(0, 0) }] });
  const second = setupScripted({ store });
  vi.spyOn(store, "pruneOutbox").mockRejectedValueOnce(new Error("busy"));
  await expect(second.client.connect()).rejects.toMatchObject({ code: "STORE_FAILED" });
  second.client.connect().catch(() => undefined);
  await second.gateway.online();
  expect(second.events.message.map(({ key }) => key.n)).toEqual([1, 2]);
});

import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { outbox, storeConformance } from "../../test/store-conformance.ts";
import { openDatabase, result } from "./indexed-db-api.ts";
import { createIndexedDbStore } from "./indexed-db.ts";

let made = 0;
/** Of a user that no other test has. */
function freshUser(): string {
  made += 1;
  return `user-${made}`;
}

storeConformance("IndexedDB", async () => {
  const user = freshUser();
  const store = createIndexedDbStore({ user });
  const stores = [store];
  const reopen = async () => {
    const again = createIndexedDbStore({ user });
    stores.push(again);
    return again;
  };
  const dispose = async () => {
    for (const one of stores) await one.close();
  };
  return { store, reopen, dispose };
});

test("a batch of which one row cannot be written leaves nothing behind", async () => {
  const store = createIndexedDbStore({ user: freshUser() });
  await store.open();
  const broken = { ...outbox(2, "waiting"), code: (() => "") as never };
  await expect(store.commit({ outbox: [outbox(1, "waiting"), broken] })).rejects.toThrow(/could not be cloned/);
  const twice = { ...outbox(1, "waiting"), position: 2 };
  await expect(store.commit({ outbox: [outbox(1, "waiting"), twice] })).rejects.toMatchObject({
    name: "ConstraintError",
  });
  expect(await store.outbox({ finishedLimit: 10 })).toEqual([]);
  await store.commit({ outbox: [outbox(1, "waiting")] });
  expect(await store.outbox({ finishedLimit: 10 })).toHaveLength(1);
  await store.close();
});

test("each user and each device has a database of its own", async () => {
  const user = freshUser();
  const [phone, other, tablet] = [{ user }, { user: freshUser() }, { user, device: "tablet" }].map(
    createIndexedDbStore,
  );
  for (const store of [phone!, other!, tablet!]) await store.open();
  await phone!.commit({ outbox: [outbox(1, "waiting")] });
  expect(await other!.outbox({ finishedLimit: 1 })).toEqual([]);
  expect(await tablet!.outbox({ finishedLimit: 1 })).toEqual([]);
  for (const store of [phone!, other!, tablet!]) await store.close();
});

test("every batch is one transaction, durable in the strict sense", async () => {
  const asked: unknown[][] = [];
  const prototype = (
    globalThis as unknown as { IDBDatabase: { prototype: Record<"transaction", (...args: never[]) => object> } }
  ).IDBDatabase.prototype;
  const { transaction } = prototype;
  const store = createIndexedDbStore({ user: freshUser() });
  await store.open();
  prototype.transaction = function (...args) {
    asked.push(args);
    return transaction.apply(this, args);
  };
  await store.commit({
    outbox: [outbox(1, "waiting"), outbox(2, "waiting")],
    forgotten: [outbox(3, "waiting").messageId],
  });
  prototype.transaction = transaction;
  expect(asked).toEqual([[expect.anything(), "readwrite", { durability: "strict" }]]);
  await store.close();
});

test("a store of a later layout is not opened, and one that is open gives way to it", async () => {
  const user = freshUser();
  const store = createIndexedDbStore({ user });
  await store.open();
  const later = await openDatabase(`cellwire/${user}/browser`, { version: 99, upgrade: () => undefined });
  await expect(store.commit({ outbox: [outbox(1, "waiting")] })).rejects.toThrow();
  later.close();
  await expect(createIndexedDbStore({ user }).open()).rejects.toMatchObject({ name: "VersionError" });
});

test("a database of the first version is brought to the newest, with what it holds", async () => {
  const user = freshUser();
  const first = await openDatabase(`cellwire/${user}/browser`, {
    version: 1,
    upgrade: (database) => {
      for (const name of ["device", "conversation", "cursor", "identity"]) database.createObjectStore(name);
      const message = database.createObjectStore("message", { keyPath: ["conversation", "key.term", "key.n"] });
      message.createIndex("counted", "counted");
      const rows = database.createObjectStore("outbox", { keyPath: "position" });
      rows.createIndex("by-message-id", "messageId", { unique: true });
      rows.createIndex("by-finished", ["finished", "position"]);
      rows.createIndex("by-age", ["finished", "madeAtMs"]);
    },
  });
  const row = outbox(1, "waiting");
  const writing = first.transaction(["outbox"], "readwrite", { durability: "strict" });
  await result(writing.objectStore("outbox").put({ ...row, finished: 0 }));
  first.close();
  const store = createIndexedDbStore({ user });
  expect(await store.open()).toMatchObject({ unfinished: [row], settings: [] });
  expect(await store.messagesById({ conversation: row.conversation, messageIds: [row.messageId] })).toEqual([]);
  await store.close();
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { outbox, storeConformance } from "../../test/store-conformance.ts";
import { LAYOUTS } from "./sqlite-schema.ts";
import { createSqliteStore } from "./sqlite.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cellwire-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

storeConformance("SQLite", async () => {
  const path = join(folder, "store.db");
  const store = createSqliteStore(path);
  const stores = [store];
  const reopen = async () => {
    const again = createSqliteStore(path);
    stores.push(again);
    return again;
  };
  const dispose = async () => {
    for (const one of stores) await one.close();
  };
  return { store, reopen, dispose };
});

test("a batch of which one row cannot be written leaves nothing behind", async () => {
  const store = createSqliteStore(join(folder, "store.db"));
  await store.open();
  const broken = { ...outbox(2, "waiting"), state: undefined as never };
  await expect(store.commit({ outbox: [outbox(1, "waiting"), broken] })).rejects.toThrow();
  expect(await store.outbox({ finishedLimit: 10 })).toEqual([]);
  await store.commit({ outbox: [outbox(1, "waiting")] });
  expect(await store.outbox({ finishedLimit: 10 })).toHaveLength(1);
  await store.close();
});

test("a store of the first layout is brought to the newest, with what it holds", async () => {
  const path = join(folder, "store.db");
  const database = new DatabaseSync(path);
  database.exec(`${LAYOUTS[0]} pragma user_version = 1`);
  const row = outbox(1, "waiting");
  database
    .prepare(
      `insert into outbox (position, message_id, conversation, peer, state, finished, plain, made_at_ms)
        values (1, ?, ?, 'bob', 'waiting', 0, ?, ?)`,
    )
    .run(row.messageId, row.conversation, row.plain, row.madeAtMs);
  database.close();
  const store = createSqliteStore(path);
  expect((await store.open()).unfinished).toEqual([row]);
  await store.close();
  expect((await store.open()).unfinished).toEqual([row]);
  await store.close();
});

test("a store of a later layout is not opened", async () => {
  const path = join(folder, "store.db");
  const database = new DatabaseSync(path);
  database.exec("pragma user_version = 99");
  database.close();
  await expect(createSqliteStore(path).open()).rejects.toThrow(/layout 99/);
});

import { randomUUID } from "node:crypto";
import type { CellId, UserId } from "@cellwire/protocol";
import { Faults } from "@cellwire/runtime/faults.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import { onTestFinished, expect, test } from "vitest";
import { Incarnation, StorageReplaced } from "../../src/incarnation/incarnation.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { GrantingDirectory } from "../incarnation.ts";
import { freshInboxDatabase } from "./fresh-database.ts";
import { LINK } from "./two-cells.ts";
import { PostgresGatewayInbox } from "../../src/inbox/postgres-gateway.ts";
import { systemClock } from "@cellwire/runtime/clock.ts";

const EU = "eu" as CellId;
const SIGNAL = new AbortController().signal;

async function setup() {
  const database = await freshInboxDatabase(Date.now());
  onTestFinished(() => database[Symbol.asyncDispose]());
  const { pool } = database;
  const directory = new GrantingDirectory();
  const replaced: StorageReplaced[] = [];
  const statements = loadStatements();
  const incarnation = (faults = new Faults(), cell = EU) =>
    new Incarnation({
      cell,
      pool: { query: pool.query.bind(pool), end: async () => undefined },
      statements,
      directory,
      newOperation: randomUUID,
      onReplaced: (fault) => replaced.push(fault),
      faults,
      log: silentLogger,
    });
  const inbox = new PostgresGatewayInbox({ pool, cell: EU, clock: systemClock, statements });
  const link = (user: string, issuedMs = Number.MAX_SAFE_INTEGER) =>
    inbox.link({ ...LINK, issuedMs, user: user as UserId, device: "phone" as never, storeId: "s" });
  /** As a promotion or a restore leaves it: the row is of another timeline than the server. */
  const goBack = () => pool.query("update incarnation set timeline = timeline - 1");
  const row = async () => (await pool.query("select * from incarnation")).rows[0] as Record<string, unknown>;
  return { ...database, directory, incarnation, replaced, link, goBack, row };
}

test("a cell that nothing happened to is of the first generation, and asks for none", async () => {
  const { incarnation, directory } = await setup();
  const own = incarnation();
  expect(own.notReady()).toEqual([expect.stringContaining("not asked yet")]);
  await own.runOnce(SIGNAL);
  expect([own.generation, own.notReady(), directory.asked]).toEqual([1, [], []]);
});

test("storage that went back is fenced until the next generation is granted, and knows no homes then", async () => {
  const { incarnation, pool, url, replaced, link, goBack, row } = await setup();
  expect(await link("alice")).toMatchObject({ kind: "linked" });
  await incarnation().runOnce(SIGNAL);
  await goBack();
  const own = incarnation();
  const guarded = createPool({
    url,
    max: 1,
    applicationName: "guarded",
    statementTimeoutMs: 5_000,
    log: silentLogger,
    onConnect: (client) => own.check(client),
  });
  onTestFinished(() => guarded.end());
  await expect(guarded.query("select 1")).rejects.toThrow(StorageReplaced);
  expect(replaced).toEqual([]);
  await own.runOnce(SIGNAL);
  expect([own.generation, own.notReady()]).toEqual([2, []]);
  expect((await guarded.query("select 1")).rowCount).toBe(1);
  expect(await row()).toMatchObject({ generation: "2", granted_ms: "1000", taken_through: "" });
  expect((await pool.query("select cell from placement")).rows).toEqual([{ cell: null }]);
  for (const user of ["alice", "new"]) expect(await link(user)).toEqual({ kind: "not-taken" });
  // All were taken; who is not known here needs a ticket of after the grant.
  await pool.query("update incarnation set taken_through = null");
  expect(await link("new", 1_000)).toEqual({ kind: "ticket-revoked" });
  expect(await link("new", 2_000)).toMatchObject({ kind: "linked" });
});

test("a process whose storage is replaced while it runs is told to end", async () => {
  const { incarnation, pool, replaced, goBack } = await setup();
  const own = incarnation();
  await own.runOnce(SIGNAL);
  await own.check(pool);
  await goBack();
  await expect(own.check(pool)).rejects.toThrow("the storage was replaced");
  expect(replaced).toHaveLength(1);
  // Another process of the cell has brought it into the next generation.
  await incarnation().runOnce(SIGNAL);
  await expect(own.check(pool)).rejects.toThrow("a later generation");
});

test.each(["incarnation.after-ask", "incarnation.after-grant"])(
  "a crash at %s repeats the same request",
  async (point) => {
    const { incarnation, directory, goBack } = await setup();
    await goBack();
    const failing = incarnation(new Faults([{ point, action: "error", delayMs: 0, atHit: undefined }]));
    await expect(failing.runOnce(SIGNAL)).rejects.toThrow("fault injected");
    const own = incarnation();
    await own.runOnce(SIGNAL);
    expect(own.generation).toBe(2);
    expect(new Set(directory.asked.map(({ op }) => op)).size).toBe(1);
  },
);

test("a grant whose answer was lost is taken at the next try", async () => {
  const { incarnation, directory, goBack } = await setup();
  await goBack();
  directory.losesAnswer = true;
  const own = incarnation();
  await expect(own.runOnce(SIGNAL)).rejects.toThrow("lost");
  await own.runOnce(SIGNAL);
  expect([own.generation, directory.granted.generation, directory.asked.length]).toEqual([2, 2, 2]);
});

test("an incarnation that comes second stops for good, and does not ask again", async () => {
  const { incarnation, directory, goBack } = await setup();
  await goBack();
  directory.onAsk = () => void (directory.granted = { generation: 2, op: "the other's" });
  const own = incarnation();
  await own.runOnce(SIGNAL);
  expect(own.notReady()).toEqual([expect.stringContaining("stopped for good")]);
  directory.onAsk = () => undefined;
  for (const again of [own, incarnation()]) {
    await again.runOnce(SIGNAL);
    expect(again.generation).toBe(0);
  }
  expect(directory.asked).toHaveLength(1);
});

test("a copy of a backup that was taken while a request was under way asks for a generation of its own", async () => {
  const { incarnation, directory, goBack, pool } = await setup();
  await goBack();
  await pool.query("select ask_for_generation($1, 1)", [randomUUID()]);
  await pool.query("update incarnation set asked_timeline = asked_timeline - 1");
  const { op } = (await pool.query<{ op: string }>("select op from incarnation")).rows[0]!;
  directory.granted = { generation: 2, op };
  const own = incarnation();
  await own.runOnce(SIGNAL);
  expect(own.generation).toBe(3);
  expect(directory.granted.op).not.toBe(op);
});

test("the database of another cell is refused", async () => {
  const { incarnation } = await setup();
  await incarnation().runOnce(SIGNAL);
  const other = incarnation(new Faults(), "us" as CellId);
  await other.runOnce(SIGNAL);
  expect(other.notReady()).toEqual(["incarnation: this is the database of cell eu"]);
});

test.each([
  ["500", 500],
  // GrantingDirectory grants at 1,000.
  ["9000000", 1_000],
])(
  "what the storage holds is told by what was accepted here, %s, and not above the grant",
  async (acceptedMs, wholeUntilMs) => {
    const { incarnation, pool, link, goBack, row } = await setup();
    await link("alice");
    await pool.query("insert into placement (user_id, cell, epoch) values ('bob', 'us', 1)");
    const store = (sender: string, ageMs: number, atMs: string) =>
      pool.query(
        `insert into message (id, sender, conversation, accepted_ms, state, sender_device, content, headers)
       values (message_id_floor($1), $2, '', $3, 0, 'phone', '', '')`,
        [Date.now() - ageMs, sender, atMs],
      );
    await store("alice", 1_000, acceptedMs);
    // Its cell names what it likes, under a later id.
    await store("bob", 0, String(Number.MAX_SAFE_INTEGER));
    await goBack();
    await incarnation().runOnce(SIGNAL);
    expect(await row()).toMatchObject({ whole_until_ms: String(wholeUntilMs) });
  },
);

import type { UserId } from "@cellwire/protocol";
import type { HttpRequest } from "@cellwire/runtime/http-client.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PostgresRegistry } from "../../src/registry/postgres.ts";
import { readStatements } from "../../src/registry/statements.ts";
import { runErasures } from "../../src/server/erasure-runner.ts";
import { Erasures } from "../../src/server/erasures.ts";
import { cell, registration } from "../cell-registration.ts";
import { freshDatabase, type FreshDatabase } from "./fresh-database.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

let made = 0;
const uuid = () => `00000000-0000-7000-8000-${String(++made).padStart(12, "0")}`;

/** alice lives in eu; `answers` says what a cell answers to a step, by default that it is done. */
async function setup(answers: (cell: string, step: string) => "running" | "done" | "silent" = () => "done") {
  const pool = database.openPool();
  const registry = new PostgresRegistry(pool, await readStatements());
  await pool.query("truncate cell, placement, operation, erasure, erasure_step cascade");
  for (const id of ["eu", "us"]) await registry.putCell(cell(id), registration({ region: id }));
  const alice = `alice-${++made}` as UserId;
  await registry.place({ thing: alice, cell: cell("eu"), op: uuid() });
  const asked: string[] = [];
  let nowMs = 1_000_000;
  const cells = {
    request: async (at: string, { body }: HttpRequest) => {
      const { step } = JSON.parse(String(body)) as { step: string };
      asked.push(`${at} ${step}`);
      const state = answers(at, step);
      if (state === "silent") throw new ServerApiError("HOME_UNAVAILABLE");
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ state, counts: { messages: 2 } })) };
    },
  };
  const erasures = new Erasures(pool);
  const options = {
    erasures,
    registry,
    cells: cells as never,
    signer: { serverToken: async () => "token" },
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    log: silentLogger,
  };
  const begin = (user = alice, op = uuid()) =>
    erasures.begin({ op, user, random: new Uint8Array(16).fill(made), nowMs });
  /** As if the process, or another one, looked again a minute later. */
  const run = async () => {
    nowMs += 120_000;
    await runErasures(options, new AbortController().signal);
  };
  return { pool, registry, erasures, alice, asked, begin, run, [Symbol.asyncDispose]: () => pool.end() };
}

test("the home leaves first, then every cell purges, and only the hash of the name stays", async () => {
  await using world = await setup();
  const { pool, erasures, registry, alice, asked, begin, run } = world;
  const { op, state } = await begin();
  expect(state).toBe("pending");
  expect(await erasures.isErased(alice)).toBe(true);
  await run();
  expect([asked[0], asked.slice(1).toSorted()]).toEqual(["eu leave", ["eu purge", "us purge"]]);
  expect(await erasures.status(op)).toMatchObject({
    state: "done",
    cells: [{ cell: "eu", state: "done" }, { cell: "us" }],
  });
  expect(await registry.placement(alice)).toBeUndefined();
  expect((await registry.cell(cell("eu")))!.users).toBe(0);
  expect(await tablesNaming(pool, alice)).toEqual([]);
});

test("one who began to move meanwhile frees the seats of both cells, and leaves no operation behind", async () => {
  await using world = await setup();
  const { pool, registry, alice, begin, run } = world;
  await begin();
  const { epoch, op } = (await registry.placement(alice))!;
  const change = { kind: "begin", op: uuid(), expected: { epoch, op }, target: cell("us") } as const;
  expect(await registry.change({ thing: alice, change, caller: null })).toMatchObject({ kind: "done" });
  expect((await registry.cell(cell("us")))!.users).toBe(1);
  await run();
  for (const id of ["eu", "us"]) expect((await registry.cell(cell(id)))!.users).toBe(0);
  expect(await tablesNaming(pool, alice)).toEqual([]);
});

test("who moves cannot be erased yet", async () => {
  await using world = await setup();
  const { registry, alice, begin } = world;
  const { epoch, op } = (await registry.placement(alice))!;
  const change = { kind: "begin", op: uuid(), expected: { epoch, op }, target: cell("us") } as const;
  await registry.change({ thing: alice, change, caller: null });
  await expect(begin()).rejects.toMatchObject({ code: "USER_MOVING" });
});

test("the id is not given out again, not even to who had looked before", async () => {
  await using world = await setup();
  const { registry, alice, begin, run } = world;
  await begin();
  await run();
  expect(await registry.place({ thing: alice, cell: cell("eu"), op: uuid() })).toEqual({ kind: "cellFull" });
});

test("a second request is answered with the first erasure", async () => {
  await using world = await setup();
  const { begin, run } = world;
  const first = await begin();
  await run();
  expect((await begin()).op).toBe(first.op);
});

test("whoever never was cannot be erased, and a key is good for one user", async () => {
  await using world = await setup();
  const { begin, registry } = world;
  await expect(begin("nobody" as UserId)).rejects.toMatchObject({ code: "UNKNOWN_USER" });
  const { op } = await begin();
  await registry.place({ thing: "bob" as UserId, cell: cell("us"), op: uuid() });
  await expect(begin("bob" as UserId, op)).rejects.toMatchObject({ code: "KEY_REUSED" });
});

test("a cell that does not answer holds the end back, and the placement stays until the home has left", async () => {
  let euAnswers: "silent" | "running" | "done" = "silent";
  let usAnswers: "silent" | "done" = "silent";
  await using world = await setup((at) => (at === "eu" ? euAnswers : usAnswers));
  const { erasures, registry, alice, begin, run } = world;
  const { op } = await begin();
  await run();
  euAnswers = "running";
  await run();
  expect(await registry.placement(alice)).toBeDefined();
  expect((await erasures.status(op))!.state).toBe("running");
  euAnswers = "done";
  await run();
  expect((await erasures.status(op))!.state).toBe("running");
  usAnswers = "done";
  await run();
  expect((await erasures.status(op))!.state).toBe("done");
});

test("the backend is told of a user who is placed, and of the end of an erasure, without the name", async () => {
  await using world = await setup();
  const { pool, registry, alice, begin, run } = world;
  await pool.query("insert into webhook_endpoint (url) values ('http://127.0.0.1/')");
  const told = async () => (await pool.query("select type, data from webhook_event order by at_ms, id")).rows;
  await registry.place({ thing: "bob" as UserId, cell: cell("us"), op: uuid() });
  await registry.place({ thing: "system.billing" as UserId, cell: cell("us"), op: uuid() });
  expect(await told()).toEqual([{ type: "user.first_seen", data: { user: "bob", cell: "us" } }]);
  await pool.query("select emit_webhook('user.first_seen', jsonb_build_object('user', $1::text))", [alice]);
  const { op } = await begin();
  await run();
  const after = await told();
  expect(after).toContainEqual({ type: "user.erased", data: { erasure: op } });
  expect(JSON.stringify(after)).not.toContain(alice);
  await pool.query("delete from webhook_endpoint; delete from webhook_event");
});

async function tablesNaming(pool: Pool, text: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const hit = await pool.query(`select from ${name} t where strpos(t::text, $1) > 0 limit 1`, [text]);
    if (hit.rowCount === 1) found.push(name);
  }
  return found;
}

import { ORIGIN } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { Faults } from "@cellwire/runtime/faults.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AcceptAnswer } from "../../src/flow/accept.ts";
import { Acceptor } from "../../src/flow/accept.ts";
import { FlowMetrics } from "../../src/flow/flow-metrics.ts";
import type { Submission } from "../../src/inbox/contract.ts";
import { GuardedForwardInbox } from "../../src/inbox/guarded-forward.ts";
import { StorageGuard } from "../../src/inbox/storage-guard.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { Retention } from "../../src/inbox/retention.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import {
  claimed,
  connect,
  DEVICE,
  history,
  pairAcross,
  pairNumberedByFirst,
  submission,
  twoCells,
} from "./two-cells.ts";

/** Far more than the tests store, and less than any Postgres needs. */
const LARGE_BYTES = 2 ** 50;
const TINY_BYTES = 2 ** 20;

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

/** What a gateway and a forwarder of the cell do on a volume of that size. */
async function onVolume({ cell, pool, gateway }: CellInbox, bytes: number) {
  const statements = loadStatements();
  const guard = new StorageGuard({ pool, statements, sizeBytes: async () => bytes, log: silentLogger });
  await guard.runOnce();
  const hasRoom = () => guard.hasRoom;
  const acceptor = new Acceptor({
    inbox: gateway,
    deliver: async () => undefined,
    onOwed: () => undefined,
    onDoubt: () => undefined,
    hasRoom,
    faults: new Faults(),
    metrics: new FlowMetrics(),
    clock: systemClock,
    log: silentLogger,
    lanes: 1,
  });
  const send = (message: Submission) =>
    new Promise<AcceptAnswer>((reply) =>
      acceptor.submit({ submission: message, origin: { stalled: new Map() }, reply }),
    );
  const forward = new GuardedForwardInbox({ pool, cell, clock: systemClock, statements, hasRoom });
  return { guard, send, forward };
}

test("a sample counts every database of the server, and the write-ahead log", async () => {
  const { guard } = await onVolume(cells.eu, LARGE_BYTES);
  const { rows } = await cells.eu.pool.query<{ bytes: string }>(
    "select sum(pg_database_size(oid)) as bytes from pg_database",
  );
  expect(guard.sample?.usedBytes).toBeGreaterThan(Number(rows[0]!.bytes));
});

test("on a full volume a send has to come again and leaves no trace; on a larger one it is stored", async () => {
  const [first, second] = pairNumberedByFirst();
  await connect(cells.eu, first);
  await connect(cells.eu, second);
  const before = submission(first, second, { text: "before" });
  const after = submission(second, first, { text: "after" });
  const roomy = await onVolume(cells.eu, LARGE_BYTES);
  expect(await roomy.send(before)).toMatchObject({ kind: "sequenced", key: { n: 1 } });
  const full = await onVolume(cells.eu, TINY_BYTES);
  expect(await full.send(after)).toEqual({ kind: "retry", afterMs: 10_000 });
  expect(await history(cells.eu, first, before.conversation)).toEqual([[1, "before"]]);
  const grown = await onVolume(cells.eu, LARGE_BYTES);
  expect(await grown.send(after)).toMatchObject({ kind: "sequenced", duplicate: false, key: { n: 2 } });
});

test("a full volume takes nothing of other cells, which keep it, and takes it all once there is room", async () => {
  const [first, second] = await pairAcross(cells);
  await cells.eu.gateway.accept([submission(first, second, { text: "kept" })]);
  const [batch] = (await claimed(cells.eu)).filter(({ rows }) => rows.length > 0);
  const request = { from: cells.eu.cell, envelopes: batch!.rows };
  const full = await onVolume(cells.us, TINY_BYTES);
  expect(await full.forward.ingest(request)).toEqual({ outcomes: [{ kind: "full" }], advances: [] });
  const { conversation } = batch!.rows[0]!;
  const fetch = { user: second, conversation, after: ORIGIN, limit: 10, bytesMax: 1_000_000 };
  expect(await cells.us.gateway.fetch(fetch)).toBeNull();
  const grown = await onVolume(cells.us, LARGE_BYTES);
  expect(await grown.forward.ingest(request)).toMatchObject({ outcomes: [{ kind: "ack", key: { n: 1 } }] });
  expect(await history(cells.us, second, conversation)).toEqual([[1, "kept"]]);
});

test("reads, cursors and receipts, and retention go on while the volume is full", async () => {
  const [first, second] = await pairAcross(cells);
  const message = submission(first, second);
  const { conversation } = message;
  await cells.eu.gateway.accept([message]);
  const full = await onVolume(cells.eu, TINY_BYTES);
  const mark = { term: 1, n: 1 };
  const bounds = { cell: cells.us.cell, conversation, after: { term: 1, n: 0 }, limit: 10, bytesMax: 1_000_000 };
  expect((await full.forward.rangeForCell(bounds))?.messages).toHaveLength(1);
  const receipt = { conversation, user: second, delivered: mark, read: mark };
  const { taken, changed } = await full.forward.takeReceipts({ from: cells.us.cell, receipts: [receipt] });
  expect([taken, changed]).toMatchObject([[true], [{ user: second, delivered: mark }]]);
  const cursor = { user: first, device: DEVICE, conversation, delivered: mark, read: mark };
  expect(await cells.eu.gateway.recordCursors([cursor])).toBeDefined();
  const { pool } = cells.eu;
  const nowMs = () => Date.now() + 60 * 24 * 3_600_000;
  const clock = { ...systemClock, nowMs };
  await new Retention({ pool, clock, onExpired: () => undefined, log: silentLogger }).runOnce();
  const { rows } = await pool.query("select from message where conversation = $1", [Buffer.from(conversation)]);
  expect(rows).toEqual([]);
});

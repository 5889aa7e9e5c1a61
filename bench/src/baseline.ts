/**
 * What the same Postgres stores from a bare loop, the cell's own services being stopped: the same function on the same
 * schema through the same code, full batches, as many connections as the gateways' lanes together. And the same rows
 * by a plain insert: no deduplication, no numbering, no checks.
 */

import { randomBytes } from "node:crypto";
import { PostgresGatewayInbox } from "@cellwire/cell/inbox/postgres-gateway.ts";
import { bigintArray, byteaArray, textArray, uuidArray } from "@cellwire/cell/inbox/arrays.ts";
import type { Submission } from "@cellwire/cell/inbox/contract.ts";
import { MIGRATIONS, loadStatements } from "@cellwire/cell/inbox/statements.ts";
import { ensurePartitions } from "@cellwire/cell/inbox/retention.ts";
import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import { directConversationId, numberingUser } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { migrate } from "@cellwire/runtime/migrate.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import type { Pool } from "pg";
import { cpuNote, cpuSeconds, spentBetween } from "./cpu-time.ts";
import type { Stage } from "./stage.ts";
import { queryAt } from "./stage.ts";

const BATCH_ROWS = 256;
const STATEMENT_TIMEOUT_MS = 30_000;
const DEVICE = "phone" as DeviceId;
const PLAIN_INSERT = {
  name: "plain-insert",
  text: `insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers)
    select id, sender, conversation, 1, n, accepted_ms, 1, 'phone', content, ''
    from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bigint[], $5::bigint[], $6::bytea[])
      as t (id, sender, conversation, n, accepted_ms, content)`,
};

export interface BaselineOptions {
  readonly cell: string;
  readonly connections: number;
  readonly conversations: number;
  readonly contentBytes: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Baseline {
  /** Rows a second through `accept_batch`. */
  readonly accept: number;
  /** Rows a second by a plain insert. */
  readonly insert: number;
  readonly connections: number;
  /** For the conditions: who used the processors. */
  readonly notes: string;
}

type Conversation = Pick<Submission, "conversation" | "sender" | "recipient" | "numberingUser">;

export async function measureBaseline(stage: Stage, options: BaselineOptions): Promise<Baseline> {
  const { cell, connections } = options;
  const services = stage.cluster.processes.filter(({ name }) => /\/(gateway|forwarder)-\d+$/.test(name));
  await Promise.all(services.map((service) => service.stop()));
  await using database = await freshDatabase(stage, options);
  const inbox = new PostgresGatewayInbox({
    pool: database.pool,
    cell: cell as CellId,
    clock: systemClock,
    statements: loadStatements(),
  });
  const conversations = ringOf(options.conversations);
  for (const { sender: user } of conversations) {
    await inbox.link({ user, device: DEVICE, storeId: "store", epoch: 1, issuedMs: Date.now(), refusalsThrough: 0 });
  }
  const run = { ...options, stage, conversations };
  const accept = await rowsPerSecond(run, async (batch) => {
    const outcomes = await inbox.accept(batch);
    const failed = outcomes.find((outcome) => outcome instanceof Error || outcome.kind !== "sequenced");
    if (failed) throw new Error("the baseline's rows were not all sequenced");
  });
  let n = 1e9; // above every number that accept gave
  const insert = await rowsPerSecond(run, (batch) => plainInsert(database.pool, batch, () => n++));
  for (const service of services) service.start();
  await stage.cluster.waitReady();
  return { accept: accept.perSecond, insert: insert.perSecond, connections, notes: accept.notes };
}

async function freshDatabase(
  stage: Stage,
  { cell, connections }: BaselineOptions,
): Promise<AsyncDisposable & { readonly pool: Pool }> {
  const server = stage.cell(cell).postgresUrl;
  const name = `baseline_${randomBytes(4).toString("hex")}`;
  await queryAt(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = createPool({
    url: url.href,
    max: connections,
    applicationName: name,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    log: silentLogger,
  });
  await migrate({ pool, directory: MIGRATIONS, log: silentLogger });
  await ensurePartitions(pool, systemClock.nowMs());
  return {
    pool,
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await queryAt(server, `drop database ${name} with (force)`);
    },
  };
}

interface Run extends Omit<BaselineOptions, "conversations"> {
  readonly stage: Stage;
  readonly conversations: readonly Conversation[];
}

/** One loop a connection, with a share of the conversations of its own, as the lanes of the gateways have. */
async function rowsPerSecond(
  { stage, conversations, connections, contentBytes, warmUpMs, measureMs }: Run,
  store: (batch: readonly Submission[]) => Promise<void>,
): Promise<{ perSecond: number; notes: string }> {
  const content = randomBytes(contentBytes);
  const before = { cpu: cpuSeconds(stage.cluster), own: process.cpuUsage() };
  const startsAt = performance.now() + warmUpMs;
  const endsAt = startsAt + measureMs;
  let rows = 0;
  let count = 0;
  const loop = async (lane: number) => {
    const mine = conversations.filter((_, i) => i % connections === lane);
    while (performance.now() < endsAt) {
      await store(Array.from({ length: BATCH_ROWS }, (_, i) => submission(mine[i % mine.length]!, content)));
      const now = performance.now();
      rows += BATCH_ROWS;
      if (now >= startsAt && now < endsAt) count += BATCH_ROWS;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, lane) => loop(lane)));
  const own = process.cpuUsage(before.own);
  const spent = new Map(spentBetween(before.cpu, cpuSeconds(stage.cluster)));
  spent.set("loop", (own.user + own.system) / 1e6);
  const notes = `CPU: ${cpuNote(spent, { elapsedMs: warmUpMs + measureMs, count: rows, unit: "row" })}`;
  return { perSecond: (count * 1_000) / measureMs, notes };
}

function submission(conversation: Conversation, content: Uint8Array): Submission {
  const nowMs = Date.now();
  const messageId = randomBytes(16);
  messageId.writeUIntBE(nowMs, 0, 6);
  messageId[6] = 0x70 | (messageId[6]! & 15);
  messageId[8] = 0x80 | (messageId[8]! & 63);
  return {
    ...conversation,
    messageId,
    content,
    senderDevice: DEVICE,
    headers: new Uint8Array(0),
    acceptedAtMs: nowMs,
    traceparent: "",
  };
}

function ringOf(size: number): Conversation[] {
  const users = Array.from({ length: size }, (_, i) => `baseline-${i}` as UserId);
  return users.map((sender, i) => {
    const recipient = users[(i + 1) % size]!;
    const conversation = directConversationId(sender, recipient);
    return { conversation, sender, recipient, numberingUser: numberingUser(conversation, [sender, recipient]) };
  });
}

async function plainInsert(pool: Pool, batch: readonly Submission[], nextN: () => number): Promise<void> {
  const values = [
    uuidArray(batch.map((item) => item.messageId)),
    textArray(batch.map((item) => item.sender)),
    byteaArray(batch.map((item) => item.conversation)),
    bigintArray(batch.map(nextN)),
    bigintArray(batch.map((item) => item.acceptedAtMs)),
    byteaArray(batch.map((item) => item.content)),
  ];
  await pool.query({ ...PLAIN_INSERT, values });
}

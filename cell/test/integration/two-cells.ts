/** Two inboxes, eu and us, and what the forwarders do between them, done by hand. */

import { randomBytes } from "node:crypto";
import type { CellId, DeviceId, MessageId, UserId } from "@cellwire/protocol";
import {
  directConversationId,
  messageIdAt,
  messageIdToBytes,
  numberingUser,
  ORIGIN,
  parseCellId,
  parseDeviceId,
  parseUserId,
} from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import type { OutboxRow, Settled, Settlement, Submission } from "../../src/inbox/contract.ts";
import { PostgresForwardInbox } from "../../src/inbox/postgres-forward.ts";
import { PostgresGatewayInbox } from "../../src/inbox/postgres-gateway.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { freshInboxDatabase } from "./fresh-database.ts";

export interface CellInbox {
  readonly cell: CellId;
  readonly pool: Pool;
  readonly gateway: PostgresGatewayInbox;
  readonly forward: PostgresForwardInbox;
}

export interface TwoCells extends AsyncDisposable {
  readonly eu: CellInbox;
  readonly us: CellInbox;
}

export async function twoCells(): Promise<TwoCells> {
  const [euDatabase, usDatabase] = await Promise.all([freshInboxDatabase(Date.now()), freshInboxDatabase(Date.now())]);
  return {
    eu: cellInbox("eu", euDatabase.pool),
    us: cellInbox("us", usDatabase.pool),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([euDatabase[Symbol.asyncDispose](), usDatabase[Symbol.asyncDispose]()]);
    },
  };
}

function cellInbox(name: string, pool: Pool): CellInbox {
  const cell = parseCellId(name);
  const options = { pool, cell, clock: systemClock, statements: loadStatements() };
  return { cell, pool, gateway: new PostgresGatewayInbox(options), forward: new PostgresForwardInbox(options) };
}

export const DEVICE: DeviceId = parseDeviceId("phone");

/** Of a first connection, with a ticket that is good. */
export const LINK = { epoch: 1, issuedMs: Number.MAX_SAFE_INTEGER, refusalsThrough: 0 } as const;

export async function connect(inbox: CellInbox, user: UserId, device: DeviceId = DEVICE): Promise<void> {
  const outcome = await inbox.gateway.link({ ...LINK, user, device, storeId: `store-${device}` });
  if (outcome.kind !== "linked") throw new Error(`link answered ${outcome.kind}`);
}

/** Two user ids of which the first numbers their conversation. */
export function pairNumberedByFirst(): [UserId, UserId] {
  const a = parseUserId(`a-${randomBytes(6).toString("hex")}`);
  const b = parseUserId(`b-${randomBytes(6).toString("hex")}`);
  return numberingUser(directConversationId(a, b), [a, b]) === a ? [a, b] : [b, a];
}

/** The first user lives in eu and numbers; the second lives in us. Both cells know both homes. */
export async function pairAcross({ eu, us }: TwoCells): Promise<[UserId, UserId]> {
  const [first, second] = pairNumberedByFirst();
  await connect(eu, first);
  await connect(us, second);
  await recordHome(eu, second, us);
  await recordHome(us, first, eu);
  return [first, second];
}

/** Empties the outboxes and frees the lanes of both cells. */
export async function forgetOwed({ eu, us }: TwoCells): Promise<void> {
  for (const { pool } of [eu, us])
    await pool.query("delete from outbox; delete from held; update lane set batch = null, not_before_ms = 0");
}

export async function waitingForLocks({ pool }: CellInbox): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows[0]!.count;
}

export function submission(
  sender: UserId,
  recipient: UserId,
  { text = "hello", id = newMessageId() } = {},
): Submission {
  const conversation = directConversationId(sender, recipient);
  return {
    messageId: messageIdToBytes(id),
    conversation,
    sender,
    senderDevice: DEVICE,
    recipient,
    numberingUser: numberingUser(conversation, [sender, recipient]),
    content: Buffer.from(text),
    headers: new Uint8Array(0),
    acceptedAtMs: Date.now(),
    traceparent: "",
  };
}

export async function recordHome(
  inbox: CellInbox,
  user: UserId,
  home: { readonly cell: CellId; readonly epoch?: number },
): Promise<Settled> {
  const { epoch = 1 } = home;
  return inbox.forward.recordPlacement({ user, cell: home.cell, epoch, statement: `${user}@${home.cell}` });
}

function newMessageId(): MessageId {
  return messageIdAt(Date.now(), randomBytes(10));
}

/** Claims every lane of `from` that has rows. */
export async function claimed(from: CellInbox): Promise<{ batch: string; rows: readonly OutboxRow[] }[]> {
  const claims = await from.forward.claimLanes({ deadlineMs: 60_000, limit: 32 });
  const batches = await Promise.all(claims.map(({ batch }) => from.forward.readBatch({ batch, limit: 256 })));
  return claims.map(({ batch }, i) => ({ batch, rows: batches[i]?.rows ?? [] }));
}

/** Carries everything that `from` owes to `to`, and the answers back. */
export async function carry(from: CellInbox, to: CellInbox): Promise<Settled> {
  const settled: Settled = { advances: [], refusals: [] };
  for (const { batch, rows } of await claimed(from)) {
    const { outcomes } = await to.forward.ingest({ from: from.cell, envelopes: rows });
    const settlements = rows.map((row, i): Settlement => {
      const outcome = outcomes[i]!;
      if (outcome instanceof Error) throw outcome;
      if (outcome.kind === "ack" || outcome.kind === "duplicate")
        return { seq: row.seq, kind: "done", key: outcome.key };
      throw new Error(`ingest answered ${JSON.stringify(outcome)}`);
    });
    const result = await from.forward.settle({ batch, settlements });
    if (!result) throw new Error("the claim was stale");
    (settled.advances as unknown[]).push(...result.advances);
    (settled.refusals as unknown[]).push(...result.refusals);
  }
  return settled;
}

/** Keys and texts of the conversation as a user of this cell can fetch them. */
export async function history(inbox: CellInbox, user: UserId, conversation: Uint8Array): Promise<[number, string][]> {
  const range = await inbox.gateway.fetch({ user, conversation, after: ORIGIN, limit: 1_000, bytesMax: 10_000_000 });
  if (!range) throw new Error("the conversation is not the user's");
  return range.messages.map((message) => [message.key.n, Buffer.from(message.content).toString()]);
}

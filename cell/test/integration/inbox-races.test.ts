/** Statements that meet in the database at the worst moment. */

import { randomBytes } from "node:crypto";
import type { CellId, UserId } from "@cellwire/protocol";
import {
  directConversationId,
  messageIdAt,
  messageIdToBytes,
  numberingUser,
  parseCellId,
  parseUserId,
} from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CursorReport } from "../../src/inbox/contract.ts";
import { PostgresGatewayInbox } from "../../src/inbox/postgres-gateway.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import type { TwoCells } from "./two-cells.ts";
import {
  carry,
  claimed,
  connect,
  DEVICE,
  forgetOwed,
  pairAcross,
  pairNumberedByFirst,
  recordHome,
  submission,
  twoCells,
  waitingForLocks,
} from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
beforeEach(() => forgetOwed(cells));

/** A user id that numbers the conversation with `other`. */
function authorityOver(other: UserId): UserId {
  for (;;) {
    const user = parseUserId(`c-${randomBytes(6).toString("hex")}`);
    if (numberingUser(directConversationId(user, other), [user, other]) === user) return user;
  }
}

function markAt(n: number, { user, conversation }: Pick<CursorReport, "user" | "conversation">): CursorReport {
  const key = { term: 1, n };
  return { user, device: DEVICE, conversation, delivered: key, read: key };
}

test("batches that hold the same ids in other conversations, in other orders, do not block each other", async () => {
  const { eu } = cells;
  const [first, second] = pairNumberedByFirst();
  const third = parseUserId(`third-${randomBytes(4).toString("hex")}`);
  for (const user of [first, second, third]) await connect(eu, user);
  const ids = Array.from({ length: 9 }, () => messageIdAt(Date.now(), randomBytes(10))).toSorted();
  // Holds both batches in their middle, so that they meet.
  const locker = await eu.pool.connect();
  await locker.query("begin");
  const columns = "id, sender, conversation, accepted_ms, state, sender_device, content, headers";
  await locker.query(`insert into message (${columns}) values ($1, $2, '', 0, 0, '', '', '')`, [
    Buffer.from(messageIdToBytes(ids[4]!)).toString("hex"),
    first,
  ]);
  const accepting = Promise.all([
    eu.gateway.accept(ids.map((id) => submission(first, second, { id }))),
    eu.gateway.accept(ids.toReversed().map((id) => submission(first, third, { id }))),
  ]);
  await expect.poll(() => waitingForLocks(eu)).toBe(2);
  await locker.query("rollback");
  locker.release();
  const kinds = (await accepting).flat().map((outcome) => ("kind" in outcome ? outcome.kind : outcome.message));
  expect(kinds.filter((kind) => kind === "sequenced")).toHaveLength(9);
  expect(kinds.filter((kind) => kind === "conflict")).toHaveLength(9);
});

test("a mark that rises while the former one is confirmed stays due", async () => {
  const { eu, us } = cells;
  const [first, second] = await pairAcross(cells);
  const messages = [submission(first, second), submission(first, second)];
  const mine = { user: second, conversation: messages[0]!.conversation };
  await eu.gateway.accept(messages);
  await carry(eu, us);
  const due = async () => (await us.forward.dueReceipts(1_000)).filter(({ user }) => user === second);
  await us.gateway.recordCursors([markAt(1, mine)]);
  const former = await due();
  const client = await us.pool.connect();
  await client.query("begin");
  const options = { cell: us.cell, clock: systemClock, statements: loadStatements() };
  const raising = new PostgresGatewayInbox({ ...options, pool: client as unknown as Pool });
  await raising.recordCursors([markAt(2, mine)]);
  const confirming = us.forward.receiptsReported(former);
  await expect.poll(() => waitingForLocks(us)).toBe(1);
  await client.query("commit");
  client.release();
  await confirming;
  expect(await due()).toMatchObject([{ delivered: { term: 1, n: 2 } }]);
});

test("a mark that comes before the number it names is taken from the authority", async () => {
  const { eu, us } = cells;
  const [first, second] = await pairAcross(cells);
  const message = submission(second, first);
  await us.gateway.accept([message]);
  const [sent] = await claimed(us);
  // The answer with the number does not arrive.
  await eu.forward.ingest({ from: us.cell, envelopes: sent!.rows });
  await eu.gateway.recordCursors([markAt(1, { user: first, conversation: message.conversation })]);
  const due = (await eu.forward.dueReceipts(1_000)).filter(({ user }) => user === first);
  const taken = await us.forward.takeReceipts({ from: eu.cell, receipts: due });
  expect(taken).toMatchObject({ taken: [true], changed: [{ user: first, delivered: { term: 1, n: 1 } }] });
});

test("holes of one authority do not keep those of another from being named", async () => {
  const { us } = cells;
  const [, here] = await pairAcross(cells);
  const copyFrom = async (cell: CellId) => {
    const sender = authorityOver(here);
    await recordHome(us, sender, { cell });
    await us.forward.ingest({ from: cell, envelopes: [{ ...submission(sender, here), key: { term: 1, n: 3 } }] });
  };
  for (const name of ["dead", "dead", "alive"]) await copyFrom(parseCellId(name));
  const named = await us.forward.holes({ olderThanMs: -1_000, limit: 1 });
  expect(named.map(({ authority }) => authority).toSorted()).toEqual(["alive", "dead"]);
});

test("an unknown user who becomes known while the row is locked is still named, not called a forger", async () => {
  const [first, second] = pairNumberedByFirst();
  const { eu, us } = cells;
  await connect(us, second);
  await us.gateway.accept([submission(second, first)]);
  const copied = { ...submission(first, second), key: { term: 1, n: 1 } };
  const locker = await us.pool.connect();
  await locker.query("begin");
  await locker.query("select from conversation where id = $1 for update", [copied.conversation]);
  const ingesting = us.forward.ingest({ from: eu.cell, envelopes: [copied] });
  await expect.poll(() => waitingForLocks(us)).toBe(1);
  await locker.query("insert into placement (user_id, cell, epoch) values ($1, 'eu', 1)", [first]);
  await locker.query("commit");
  locker.release();
  expect((await ingesting).outcomes).toEqual([{ kind: "unplaced", user: first }]);
  expect((await us.forward.ingest({ from: eu.cell, envelopes: [copied] })).outcomes).toMatchObject([{ kind: "ack" }]);
});

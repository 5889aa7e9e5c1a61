import { silentLogger } from "@cellwire/runtime/log.ts";
import { messageIdAt } from "@cellwire/protocol";
import type { UserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import type { ExpiredOwed } from "../../src/inbox/retention.ts";
import { Retention } from "../../src/inbox/retention.ts";
import { freshInboxDatabase } from "./fresh-database.ts";
import type { CellInbox } from "./two-cells.ts";
import { claimed, DEVICE, history, pairAcross, submission, twoCells } from "./two-cells.ts";

const DAY_MS = 24 * 3_600_000;

test("partitions are made ahead and dropped when everything in them has expired", async () => {
  const startMs = Date.UTC(2030, 0, 10);
  await using database = await freshInboxDatabase(startMs);
  let nowMs = startMs;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const retention = new Retention({ pool: database.pool, clock, onExpired: () => {}, log: silentLogger });
  const partitions = async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'message'::regclass order by 1",
    );
    return rows.map((row) => row.name);
  };
  const before = await partitions();
  expect(before).toHaveLength(4);
  nowMs = startMs + 45 * DAY_MS;
  await retention.runOnce();
  const after = await partitions();
  expect(after).not.toContain(before[0]);
  expect(after).toEqual(expect.arrayContaining(before.slice(1)));
  await retention.runOnce();
  expect(await partitions()).toEqual(after);
});

/** Sends of last week, whose partition can be dropped while this week's stay. */
function oldSubmission(sender: UserId, recipient: UserId, text: string) {
  const id = messageIdAt(Date.now() - 7 * DAY_MS, crypto.getRandomValues(new Uint8Array(10)));
  return submission(sender, recipient, { text, id });
}

/** Drops last week's messages of a cell, as its retention does 44 days later. */
async function expireLastWeek({ pool }: CellInbox): Promise<ExpiredOwed[]> {
  const nowMs = Date.now() + 44 * DAY_MS;
  const ended: ExpiredOwed[] = [];
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const onExpired = (owed: ExpiredOwed) => void ended.push(owed);
  await new Retention({ pool, clock, onExpired, log: silentLogger }).runOnce();
  return ended;
}

test("a message that expired before the other cell had it ends: numbered ones are skipped, others refused", async () => {
  await using cells = await twoCells();
  const { eu, us } = cells;
  const [first, second] = await pairAcross(cells);
  const { conversation } = submission(first, second);
  await eu.gateway.accept([oldSubmission(first, second, "old copy")]);
  await us.gateway.accept([oldSubmission(second, first, "old submission")]);

  expect(await expireLastWeek(eu)).toEqual([{ copies: 1, refused: 0 }]);
  expect(await expireLastWeek(us)).toEqual([{ copies: 0, refused: 1 }]);
  expect(await eu.forward.outboxDepths()).toEqual([]);
  expect(await us.forward.outboxDepths()).toEqual([]);
  const refusals = await us.gateway.refusals({ user: second, device: DEVICE, after: 0, limit: 10 });
  expect(refusals).toMatchObject([{ code: "EXPIRED", revision: 1 }]);

  await eu.gateway.accept([submission(first, second, { text: "new" })]);
  const [batch] = await claimed(eu);
  expect((await us.forward.ingest({ from: eu.cell, envelopes: batch!.rows })).advances).toEqual([]);
  const bounds = { conversation, after: { term: 1, n: 0 }, limit: 10, bytesMax: 1_000_000 };
  const range = await eu.forward.rangeForCell({ cell: us.cell, ...bounds });
  const pulled = range!.messages.map((message) => ({ ...message, numberingUser: first }));
  const through = { from: eu.cell, conversation, envelopes: pulled, through: range!.through };
  expect(await us.forward.fillHole(through)).toMatchObject([{ from: { n: 0 }, to: { n: 2 } }]);
  expect(await history(us, second, conversation)).toEqual([[2, "new"]]);
  expect(await us.forward.holes({ olderThanMs: -1, limit: 10 })).toEqual([]);
  expect(await us.gateway.accept([submission(second, first, { text: "answer" })])).toMatchObject([
    { kind: "accepted" },
  ]);
});

test("a row whose message is gone is parked and counted, and does not spin its lane", async () => {
  await using cells = await twoCells();
  const { eu } = cells;
  const [first, second] = await pairAcross(cells);
  const lost = submission(first, second);
  await eu.gateway.accept([lost]);
  await eu.pool.query("delete from message");
  const [claim] = await eu.forward.claimLanes({ deadlineMs: 60_000, limit: 1 });
  expect(await eu.forward.readBatch({ batch: claim!.batch, limit: 10 })).toBeNull();
  expect(await eu.forward.parkLost({ batch: "another" })).toBe(0);
  expect(await eu.forward.parkLost({ batch: claim!.batch })).toBe(1);
  await eu.forward.releaseLanes({ batch: claim!.batch, afterMs: -1 });
  expect(await eu.forward.claimLanes({ deadlineMs: 60_000, limit: 1 })).toEqual([]);
  expect(await eu.forward.outboxDepths()).toMatchObject([{ destination: "us", rows: 0, parked: 1 }]);
});

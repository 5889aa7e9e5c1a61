/** Terms while other cells lie or are away, and while homes are not known again. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { expect, onTestFinished, test } from "vitest";
import { loadStatements } from "../../src/inbox/statements.ts";
import { PostgresTerms } from "../../src/inbox/terms.ts";
import { askingPeers, goBack, opener, places } from "./terms.ts";
import { carry, pairAcross, submission, twoCells } from "./two-cells.ts";

async function setup() {
  const cells = await twoCells();
  onTestFinished(() => cells[Symbol.asyncDispose]());
  return cells;
}

test("a member's cell cannot claim the term that is being opened: it is opened all the same", async () => {
  const cells = await setup();
  const { eu, us } = cells;
  const [anna, uma] = await pairAcross(cells);
  const before = submission(anna, uma, { text: "a" });
  await eu.gateway.accept([before]);
  await carry(eu, us);
  const { conversation } = before;
  await goBack(eu, { conversation, n: 1, epoch: 2 });
  await eu.gateway.accept([submission(anna, uma, { text: "b" })]);
  expect(await eu.forward.fillHole({ from: us.cell, conversation, envelopes: [], through: { term: 2, n: 9 } })).toEqual(
    [],
  );
  await opener(eu, askingPeers(eu, us)).runOnce();
  expect(await places(eu, anna, conversation)).toEqual(["1.1 a", "2.1 after 1.1", "2.2 b"]);
});

test("numbers that are void take nothing away from own users, whose homes are not known again yet", async () => {
  const cells = await setup();
  const { eu, us } = cells;
  const [anna, uma] = await pairAcross(cells);
  const [theirs, own] = [submission(anna, uma, { text: "theirs" }), submission(uma, anna, { text: "own" })];
  await eu.gateway.accept([theirs]);
  await us.gateway.accept([own]);
  await carry(us, eu);
  await carry(eu, us);
  await us.pool.query("update placement set cell = null where user_id = $1", [uma]);
  await us.pool.query(
    "select lose_numbers('us', $1, 'eu', array(select (id, sender)::message_name from message where state = 1))",
    [Buffer.from(own.conversation)],
  );
  const { rows } = await us.pool.query("select sender, state, (select count(*)::int from outbox) as owed from message");
  expect(rows).toEqual([{ sender: uma, state: 0, owed: 1 }]);
});

test("conversations that wait for a cell which is away do not fill the places of others", async () => {
  const { eu } = await setup();
  const group = (first: number, sinceMs: number, ...others: string[]) => {
    const id = Buffer.alloc(32, first);
    return Promise.all([
      eu.pool.query(
        "insert into conversation (id, kind, numbering_user, resolved, opening_since_ms) values ($1, 1, 'group:x', true, $2)",
        [id, sinceMs],
      ),
      eu.pool.query("insert into group_cell (conversation, cell) select $1, unnest($2::text[])", [id, others]),
    ]);
  };
  for (const first of [1, 2]) await group(first, first, "asia", "us");
  await group(3, 3, "asia");
  const terms = new PostgresTerms({ ...eu, clock: systemClock, statements: loadStatements() });
  expect((await terms.openings(1)).map(({ conversation }) => conversation[0])).toEqual([1, 3]);
});

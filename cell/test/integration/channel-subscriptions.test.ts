import { expect, test } from "vitest";
import { channelWorld, created } from "./channel-cells.ts";

const [BATCHES, BATCH] = [20, 1_000];
const SUBSCRIBERS = BATCHES * BATCH;
/** Table and index, with a user id of 20 bytes; docs/adr/0015 states it. */
const BYTES_MAX = 160;

test("a subscription costs its home cell few bytes, and the authority none", { timeout: 60_000 }, async () => {
  await using world = await channelWorld();
  const { eu } = world;
  const channel = await created(eu, await eu.person());
  const text = `select count(subscribe_channel($1, $2, 'subscriber-' || lpad(($3 + i)::text, 9, '0'), 500))
    from generate_series(1, ${BATCH}) i`;
  for (let batch = 0; batch < BATCHES; batch++) await eu.pool.query(text, [eu.cell, channel, batch * BATCH]);
  const { rows } = await eu.pool.query<{ bytes: string }>("select pg_total_relation_size('subscription') as bytes");
  const bytes = Number(rows[0]!.bytes) / SUBSCRIBERS;
  expect(bytes).toBeLessThan(BYTES_MAX);
  expect(bytes).toBeGreaterThan(40);
  const view = await eu.store.view(channel, null);
  expect(view?.subscribers).toBe(SUBSCRIBERS);
  const { rows: counts } = await eu.pool.query("select from subscriber_count");
  expect(counts).toHaveLength(16);
});

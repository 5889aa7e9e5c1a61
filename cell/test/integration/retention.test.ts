import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { Retention } from "../../src/inbox/retention.ts";
import { freshInboxDatabase } from "./fresh-database.ts";

const DAY_MS = 24 * 3_600_000;

test("partitions are made ahead and dropped when everything in them has expired", async () => {
  const startMs = Date.UTC(2030, 0, 10);
  await using database = await freshInboxDatabase(startMs);
  let nowMs = startMs;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const retention = new Retention({ pool: database.pool, clock, log: silentLogger });
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

/** Everyone in a large group reads every post, while others write to each other. */

import { randomBytes } from "node:crypto";
import { BYSTANDERS, amongBystanders, phaseFigures } from "./bystanders.ts";
import type { Figure } from "./figure.ts";
import { MEMBERS, cpuOf, fanOutConditions } from "./group-fanout.ts";
import { makeGroup } from "./group-making.ts";
import { CURSOR_TABLES, POSTS_PER_SECOND, cursorWrites, pacedPosts } from "./paced-posts.ts";
import { ringOf } from "./people.ts";
import type { Stage } from "./stage.ts";

const CELLS = ["eu"];

export interface ReceiptStorm {
  readonly loadProcesses: number;
  readonly measureMs: number;
  readonly stored: number;
}

/** @throws when a post, a message of the others, or a read mark in the database is missing. */
export async function receiptStorm(stage: Stage, settings: ReceiptStorm): Promise<Figure[]> {
  const run = randomBytes(3).toString("hex");
  const [cell] = CELLS as [string];
  const members = await ringOf(stage, { name: `read-${run}`, size: MEMBERS, cells: CELLS });
  const people = await ringOf(stage, { name: `others-${run}`, size: BYSTANDERS, cells: CELLS });
  const group = await makeGroup(members);
  const among = await amongBystanders({ people, aroundMs: settings.measureMs }, () =>
    pacedPosts(stage, { ...settings, cell, members, group, isRead: true }),
  );
  const { summary, posts, elapsedMs } = among.result;
  const [marks] = await stage.query<{ all: string }>(
    cell,
    "select count(*)::text as all from member m join conversation c on c.id = m.conversation where c.id = $1 and m.read_n > 0",
    [Buffer.from(group.conversation)],
  );
  if (Number(marks!.all) !== MEMBERS) throw new Error(`${marks!.all} of ${MEMBERS} members have a read mark`);
  const base = `everyone connects, and reads every post, ${posts} posts at ${POSTS_PER_SECOND}/s; ${cpuOf(summary)}; ${await fanOutConditions(stage, { ...settings, cells: CELLS })}`;
  return [
    ...phaseFigures("receipt-storm", among, base),
    {
      figure: "receipt-storm post p99",
      value: summary.lastMs.p99,
      unit: "ms",
      baseline: null,
      conditions: `from send to the last of ${MEMBERS} members; ${base}`,
    },
    {
      figure: "receipt-storm cursor writes",
      value: cursorWrites(among.result),
      unit: "rows/s",
      baseline: null,
      conditions: `tables ${CURSOR_TABLES.join(" and ")}, those of the ${BYSTANDERS} others included, over ${(elapsedMs / 1_000).toFixed(0)} s; ${base}`,
    },
    {
      figure: "receipt-storm receipt frames",
      value: (summary.receipts * 1_000) / elapsedMs,
      unit: "frames/s",
      baseline: null,
      conditions: `to the ${MEMBERS} members, of their own read marks, as a group pushes none of others; ${base}`,
    },
  ];
}

/** Posts to a large group whose members are all online: how many copies a second, how long until the last, what is written. */

import { randomBytes } from "node:crypto";
import { bareFanOut } from "./bare-fan-out.ts";
import type { CpuSeconds } from "./cpu-time.ts";
import { cpuNote } from "./cpu-time.ts";
import type { FanOutSummary } from "./fan-out-run.ts";
import { runFanOut } from "./fan-out-run.ts";
import type { Figure } from "./figure.ts";
import { makeGroup } from "./group-making.ts";
import { durability, machine } from "./machine.ts";
import type { Paced } from "./paced-posts.ts";
import { CURSOR_TABLES, POSTS_PER_SECOND, cursorWrites, pacedPosts, spentWithin } from "./paced-posts.ts";
import { ringOf } from "./people.ts";
import type { Stage } from "./stage.ts";
import { CONTENT_BYTES } from "./traffic-run.ts";

export const MEMBERS = 1_024;
const FEW_MEMBERS = 16;
const IN_FLIGHT = 4;
/** Written when devices go, not when somebody posts. */
const PRESENCE_TABLES = ["last_seen"];

export interface GroupFanOut {
  /** Homes of the members in turn. */
  readonly cells: readonly string[];
  readonly loadProcesses: number;
  readonly measureMs: number;
  readonly stored: number;
}

export async function groupFanOut(stage: Stage, settings: GroupFanOut): Promise<Figure[]> {
  const { cells, measureMs } = settings;
  const scope = `group-fanout ${cells.length === 1 ? "one cell" : `${cells.length} cells`}`;
  const members = await ringOf(stage, { name: `fan-${randomBytes(3).toString("hex")}`, size: MEMBERS, cells });
  const group = await makeGroup(members);
  const few = members.slice(0, FEW_MEMBERS);
  const smallGroup = await makeGroup(few);
  const closed = { ...settings, posts: { kind: "closed-loop", inFlight: IN_FLIGHT } as const };
  const bare = await bareFanOut({ ...closed, members, group });
  const full = await runFanOut({ ...closed, members, group }, () => spentWithin(stage, measureMs));
  const paced = await pacedPosts(stage, { ...settings, cell: cells[0]!, members, group });
  const pacedFew = await pacedPosts(stage, { ...settings, cell: cells[0]!, members: few, group: smallGroup });
  const base = await fanOutConditions(stage, settings);
  const perCore = (summary: FanOutSummary<unknown>, seconds: number) => summary.deliveries / seconds;
  return [
    {
      figure: `${scope} deliveries per core`,
      value: perCore(full, full.spent.get("gateway") ?? Number.NaN),
      unit: "deliveries/s",
      baseline: perCore(bare, bare.spent),
      conditions: `${rates(full)} by gateways, ${rates(bare)} by the loop; per second of processor time of the gateways, which take reports of cursors as well, and of the loop, which drops them; ${IN_FLIGHT} posts under way; ${cpuOf(full)}; ${base}`,
    },
    ...Object.entries(paced.summary.lastMs).map(([name, value]) => ({
      figure: `${scope} ${name}`,
      value,
      unit: "ms",
      baseline: null,
      conditions: `from send to the last of ${MEMBERS} members, ${POSTS_PER_SECOND} posts/s, ${paced.summary.posts} posts; ${cpuOf(paced.summary)}; ${base}`,
    })),
    writes(`${scope} writes a post`, { ...paced, members: MEMBERS, base }),
    writes(`${scope} writes a post, ${FEW_MEMBERS} members`, { ...pacedFew, members: FEW_MEMBERS, base }),
    {
      figure: `${scope} cursor writes`,
      value: cursorWrites(paced),
      unit: "rows/s",
      baseline: null,
      conditions: `of ${MEMBERS} devices, ${POSTS_PER_SECOND} posts/s: tables ${CURSOR_TABLES.join(" and ")}; ${base}`,
    },
  ];
}

function writes(
  figure: string,
  { written, posts, members, base }: Paced & { readonly members: number; readonly base: string },
): Figure {
  const rows = [...written].filter(([table]) => ![...CURSOR_TABLES, ...PRESENCE_TABLES].includes(table));
  const perPost = (count: number) => (count / posts).toFixed(2);
  const tables = rows.map(([table, count]) => `${table} ${perPost(count)}`).join(", ");
  return {
    figure,
    value: rows.reduce((sum, [, count]) => sum + count, 0) / posts,
    unit: "rows",
    baseline: null,
    conditions: `inserted, updated and deleted in all cells, by pg_stat_user_tables, cursors and who was seen when left out, connecting included: ${tables}; ${posts} posts to ${members} members; ${base}`,
  };
}

function rates({ deliveries, measuredMs, posts }: FanOutSummary<unknown>): string {
  const perSecond = (count: number) => ((count * 1_000) / measuredMs).toFixed(0);
  return `${perSecond(deliveries)} deliveries/s (${perSecond(posts)} posts/s)`;
}

export function cpuOf({ spent, measuredMs, deliveries, loadCores, notes }: FanOutSummary<CpuSeconds>): string {
  const cpu = cpuNote(spent, { elapsedMs: measuredMs, count: deliveries, unit: "delivery" });
  return [`CPU: ${cpu}; load generators ${loadCores.toFixed(2)} cores`, ...notes].join("; ");
}

export async function fanOutConditions(
  stage: Stage,
  { cells, loadProcesses, measureMs, stored }: GroupFanOut,
): Promise<string> {
  const gateways = cells.map((cell) => `${cell}: ${stage.cell(cell).gatewayUrls.length} gateways`).join(", ");
  const load = `${loadProcesses} load generator processes on the same machine`;
  return [
    `${MEMBERS} members online, ${CONTENT_BYTES}-byte posts, ${gateways}, ${load}, ${measureMs / 1_000} s, ${stored} messages stored before`,
    `committed before the ack: ${await durability(stage, cells[0]!)}`,
    machine(),
  ].join("; ");
}

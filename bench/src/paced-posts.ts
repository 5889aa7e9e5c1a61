/** Posts to a group at even intervals: how long they take, who used the processors, and what was written. */

import { Buffer } from "node:buffer";
import { setTimeout as delay } from "node:timers/promises";
import type { CpuSeconds } from "./cpu-time.ts";
import { cpuSeconds, spentBetween } from "./cpu-time.ts";
import type { FanOutRun, FanOutSummary } from "./fan-out-run.ts";
import { runFanOut } from "./fan-out-run.ts";
import type { Stage } from "./stage.ts";
import type { WrittenRows } from "./written-rows.ts";
import { writtenBetween, writtenRows } from "./written-rows.ts";

export const POSTS_PER_SECOND = 20;
/** Written when devices report, not when somebody posts. */
export const CURSOR_TABLES = ["cursor", "member"];

export interface Paced {
  readonly summary: FanOutSummary<CpuSeconds>;
  /** From before the first post to after the last. */
  readonly written: WrittenRows;
  readonly elapsedMs: number;
  readonly posts: number;
}

/** `cell`: that of the group. */
export async function pacedPosts(
  stage: Stage,
  { cell, ...run }: Omit<FanOutRun, "posts"> & { readonly cell: string },
): Promise<Paced> {
  const lastNumber = async () => {
    const query = "select last_n::text as n from conversation where id = $1";
    const [row] = await stage.query<{ n: string }>(cell, query, [Buffer.from(run.group.conversation)]);
    return Number(row!.n);
  };
  const head = await lastNumber();
  const before = await writtenRows(stage);
  const startedMs = performance.now();
  const posts = { kind: "paced", perSecond: POSTS_PER_SECOND } as const;
  const group = { ...run.group, head };
  const summary = await runFanOut({ ...run, group, posts }, () => spentWithin(stage, run.measureMs));
  const elapsedMs = performance.now() - startedMs;
  const written = writtenBetween(before, await writtenRows(stage));
  return { summary, written, elapsedMs, posts: (await lastNumber()) - head };
}

/** Of these tables, a second. */
export function cursorWrites({ written, elapsedMs }: Paced): number {
  const rows = CURSOR_TABLES.reduce((sum, table) => sum + (written.get(table) ?? 0), 0);
  return (rows * 1_000) / elapsedMs;
}

/** CPU seconds of the cluster. */
export async function spentWithin(stage: Stage, measureMs: number): Promise<CpuSeconds> {
  const before = cpuSeconds(stage.cluster);
  await delay(measureMs);
  return spentBetween(before, cpuSeconds(stage.cluster));
}

/** The two steps of an erasure in a cell. Each does a bounded part, is safe to repeat, and says whether it is through. */

import { createHash } from "node:crypto";
import type { CellId, UserId } from "@cellwire/protocol";
import { groupOf, messageIdAt, type ThingKey } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import { renameMentions, withoutHeaders } from "./erasure-mentions.ts";
import type { Displacement } from "../gateway/mesh-frames.ts";
import { asChange, type Submit } from "./server-sends.ts";
import { closeAll } from "./server-users.ts";

const GROUPS_PER_RUN_MAX = 100;
const MESSAGES_PER_STATEMENT_MAX = 2_000;
const STATEMENTS_PER_RUN_MAX = 200;
/** After it nobody waits for other cells: one of them is away, or gone. */
const OWED_WAIT_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
const RANDOM_BYTES = 10;

export interface ErasureStepsOptions {
  readonly pool: Pool;
  readonly cell: CellId;
  readonly submit: Submit;
  readonly displace: (displacement: Displacement) => void;
  readonly clock: Clock;
}

export interface ErasureTask {
  readonly op: string;
  readonly user: UserId;
  readonly pseudonym: UserId;
  /** When its step began. */
  readonly sinceMs: number;
}

export type Counts = Readonly<Record<string, number>>;

export interface Progress {
  readonly isDone: boolean;
  /** What this run did. */
  readonly counts: Counts;
}

/** At the user's home: locks them out, leaves their groups, has their media swept and their unsent messages forgotten. */
export async function leave(options: ErasureStepsOptions, task: ErasureTask): Promise<Progress> {
  const { pool, cell, clock } = options;
  const { user } = task;
  const nowMs = clock.nowMs();
  const revoked = await pool.query<{ devices: string[] | null }>("select revoke_devices($1, $2, null, $3) as devices", [
    cell,
    user,
    nowMs,
  ]);
  const devices = revoked.rows[0]!.devices;
  // They moved away, or were never here: what is left of them here, the purge takes.
  if (devices === null) return { isDone: true, counts: {} };
  closeAll(options, { user, devices, reason: "revoked" });
  await pool.query("update media_object set due_ms = least(due_ms, $2) where owner = $1", [user, nowMs]);
  const media = await count(pool, "select count(*) from media_object where owner = $1", [user]);
  await pool.query(
    `delete from outbox o using conversation c where o.sender = $1 and c.id = o.conversation and c.kind = 0`,
    [user],
  );
  const groups = await leaveGroups(options, task);
  // A group whose cell is away for long is left by the purge there, without a change that tells of it.
  const isWaiting = isPatient(options, task) && (groups.left > 0 || (await isOwed(options, task)));
  return { isDone: media === 0 && !isWaiting, counts: { groups: groups.asked } };
}

/** A change as any other, so that every member learns of it in its place. One id a day: a repetition is the same change. */
async function leaveGroups(
  { pool, submit, clock }: ErasureStepsOptions,
  { op, user }: ErasureTask,
): Promise<{ asked: number; left: number }> {
  const { rows } = await pool.query<{ thing: ThingKey }>(
    `select c.numbering_user as thing from member m join conversation c on c.id = m.conversation
     where m.user_id = $1 and m.is_admin is not null and m.until_n is null order by c.id limit $2`,
    [user, GROUPS_PER_RUN_MAX],
  );
  let [asked, left] = [0, 0];
  for (const { thing } of rows) {
    const group = groupOf(thing)!;
    const dayMs = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS;
    const random = createHash("sha256").update(`leave ${op} ${group}`).digest().subarray(0, RANDOM_BYTES);
    const sent = await submit(user, messageIdAt(dayMs, random), asChange(group, { kind: "remove", users: [user] }));
    asked += 1;
    // Numbered here, or on its way to where it is. What is refused was over before.
    if (sent.status === "accepted" && !("order" in sent && sent.order)) left += 1;
  }
  return { asked, left };
}

/** Everywhere: what bears the user's name goes, or bears the pseudonym where others would miss it. */
export async function purge(options: ErasureStepsOptions, task: ErasureTask): Promise<Progress> {
  const { pool } = options;
  const { user, pseudonym } = task;
  await pool.query("select begin_purge($1)", [user]);
  if (isPatient(options, task) && (await isOwed(options, task))) return { isDone: false, counts: {} };
  const mentions = await renameMentions(pool, task);
  await withoutHeaders(pool, user);
  let messages = 0;
  for (const [name, values] of [
    ["erase_direct($1, $2)", [user, MESSAGES_PER_STATEMENT_MAX]],
    ["erase_in_group($1, $3, $2)", [user, MESSAGES_PER_STATEMENT_MAX, pseudonym]],
  ] as const) {
    const part = await repeated(pool, `select ${name} as erased`, [...values]);
    messages += part.erased;
    if (!part.isDone) return { isDone: false, counts: { messages, mentions } };
  }
  const rest = "select erase_rest($1, $2), erase_webhooks($1, $2), erase_settings($1), erase_channels($1, $2)";
  await pool.query(rest, [user, pseudonym]);
  return { isDone: true, counts: { messages, mentions } };
}

async function repeated(pool: Pool, text: string, values: unknown[]): Promise<{ erased: number; isDone: boolean }> {
  let erased = 0;
  for (let statement = 0; statement < STATEMENTS_PER_RUN_MAX; statement++) {
    const { rows } = await pool.query<{ erased: number | null }>(text, values);
    const part = rows[0]!.erased;
    if (part === null) return { erased, isDone: true };
    erased += part;
  }
  return { erased, isDone: false };
}

/** Another cell has not answered yet to what the user sent to groups: under another sender it would not know it again. */
async function isOwed({ pool }: ErasureStepsOptions, { user }: ErasureTask): Promise<boolean> {
  const text = `select count(*) from outbox o join conversation c on c.id = o.conversation and c.kind = 1
    where o.sender = $1 and o.parked_code is null`;
  return (await count(pool, text, [user])) > 0;
}

function isPatient({ clock }: ErasureStepsOptions, { sinceMs }: ErasureTask): boolean {
  return clock.nowMs() - sinceMs <= OWED_WAIT_MS;
}

async function count(pool: Pool, text: string, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(text, values);
  return Number(rows[0]!.count);
}

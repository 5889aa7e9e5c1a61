/** Where a message is or was, in one cell's words. Ids and states only, never content. */

import type { MessageId } from "@cellwire/protocol";
import type pg from "pg";
import { readRows, withPostgres } from "./cell-store.ts";

/** One place in one cell. */
export interface TraceLine {
  readonly place: "inbox" | "outbox" | "refusals" | "device";
  readonly text: string;
}

interface MessageRow {
  readonly sender: string;
  readonly sender_device: string;
  readonly conversation: string;
  /** As in the table's comment: 0 waits for its number, 1 has it, 2 refused. */
  readonly state: number;
  readonly term: string | null;
  readonly n: string | null;
  readonly accepted_ms: string;
}

interface OutboxRow {
  readonly destination: string | null;
  readonly recipient: string;
  readonly lane: number;
  readonly parked_code: string | null;
  readonly in_flight: boolean;
}

interface RefusalRow {
  readonly user_id: string;
  readonly code: string;
  readonly refused_ms: string;
}

interface DeviceRow {
  readonly user_id: string;
  readonly device_id: string;
  readonly delivered: boolean;
  readonly read: boolean;
}

/** Empty when this cell has never heard of it, or has dropped it with its partition. */
export async function traceMessage(postgresUrl: string, message: MessageId): Promise<TraceLine[]> {
  return withPostgres(postgresUrl, async (client) => {
    const messages = await readRows<MessageRow>(client, "trace-message.sql", [message]);
    const outbox = await readRows<OutboxRow>(client, "trace-outbox.sql", [message]);
    const refusals = await readRows<RefusalRow>(client, "trace-refusal.sql", [message]);
    const lines: TraceLine[] = [];
    for (const row of messages)
      lines.push({ place: "inbox", text: inboxText(row) }, ...(await deviceLines(client, row)));
    for (const row of outbox) lines.push({ place: "outbox", text: outboxText(row) });
    for (const row of refusals) {
      lines.push({ place: "refusals", text: `${row.user_id} was told ${row.code} at ${time(row.refused_ms)}` });
    }
    return lines;
  });
}

async function deviceLines(client: pg.Client, row: MessageRow): Promise<TraceLine[]> {
  if (row.n === null) return [];
  const devices = await readRows<DeviceRow>(client, "trace-devices.sql", [row.conversation, row.term, row.n]);
  return devices.map(({ user_id, device_id, delivered, read }) => {
    const state = delivered ? "has it" : "has not reported it";
    return { place: "device", text: `${user_id}/${device_id} ${state}${read ? `, ${user_id} has read it` : ""}` };
  });
}

function inboxText(row: MessageRow): string {
  const from = `from ${row.sender}/${row.sender_device}, stored ${time(row.accepted_ms)}`;
  return `${stateText(row)}; ${from}; conversation ${row.conversation}`;
}

function stateText(row: MessageRow): string {
  if (row.state === 1) return `sequenced ${row.term}/${row.n}`;
  return row.state === 2 ? "refused" : "waits for its number";
}

function outboxText(row: OutboxRow): string {
  const to = row.destination
    ? `owed to cell ${row.destination}`
    : `owed to the home of ${row.recipient}, not yet known`;
  if (row.parked_code !== null) return `${to}, parked (${row.parked_code})`;
  return `${to}, lane ${row.lane}, ${row.in_flight ? "in flight" : "waiting"}`;
}

function time(unixMs: string): string {
  return new Date(Number(unixMs)).toISOString();
}

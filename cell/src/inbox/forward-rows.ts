/** From rows of the cell-facing statements to the contract's shapes. */

import type { CellId, ErrorCode, GroupId, ThingKey } from "@cellwire/protocol";
import { thingOf } from "@cellwire/protocol";
import type { Advance, Hole, OutboxRow } from "./contract.ts";
import type { IngestOutcome } from "./outcomes.ts";
import type { MessageRow } from "./rows.ts";
import { keyFrom, uuidBytes } from "./rows.ts";

export interface BatchRow extends Omit<MessageRow, "id" | "term" | "n"> {
  destination: CellId;
  seq: string;
  message_id: string;
  term: string | null;
  n: string | null;
  numbering_user: ThingKey;
}

export function outboxRowFrom(row: BatchRow): OutboxRow {
  return {
    seq: row.seq,
    messageId: uuidBytes(row.message_id),
    conversation: row.conversation,
    key: row.n === null ? null : keyFrom(row.term, row.n),
    sender: row.sender,
    senderDevice: row.sender_device,
    recipient: row.recipient,
    numberingUser: row.numbering_user,
    content: row.content,
    headers: row.headers,
    acceptedAtMs: Number(row.accepted_ms),
    traceparent: row.traceparent,
    ...(row.is_change && { isChange: true }),
  };
}

export interface HoleRow {
  id: Buffer;
  term: string;
  last_n: string;
  authority: CellId;
  numbering_user: ThingKey;
}

export function holeFrom({ id, term, last_n: n, authority, numbering_user: numberingUser }: HoleRow): Hole {
  return { conversation: id, head: keyFrom(term, n), authority, numberingUser };
}

export interface IngestRow {
  /** Null: about no envelope, only about what became servable. */
  ord: string | null;
  outcome: number | null;
  code: string | null;
  subject: ThingKey | null;
  statement: string | null;
  conversation: Buffer | null;
  term: string | null;
  n: string | null;
  hidden?: boolean;
  advanced_from: string | null;
  advanced_to: string | null;
}

/** What became servable, by this envelope or by several. */
export function ingestAdvance({ conversation, term, advanced_from: from, advanced_to: to }: IngestRow): Advance | null {
  if (to === null || conversation === null) return null;
  return { conversation, from: keyFrom(term, from), to: keyFrom(term, to) };
}

function groupOf(key: string | null): GroupId {
  const thing = thingOf(key ?? "");
  if (thing?.kind !== "group") throw new RangeError("ingest_group_batch named no group");
  return thing.id;
}

export function ingestOutcome(row: IngestRow): IngestOutcome {
  switch (row.outcome) {
    case 1:
      return { kind: "ack", key: keyFrom(row.term, row.n), ...(row.hidden && { isHidden: true }) };
    case 2:
      return { kind: "duplicate", key: keyFrom(row.term, row.n) };
    case 3:
      return { kind: "unplaced", user: row.subject! };
    case 4:
      return { kind: "elsewhere", user: row.subject!, statement: row.statement ?? "" };
    case 5:
      return { kind: "reject", code: row.code as "FORGED_KEY" };
    case 6:
      return { kind: "refused", code: row.code as ErrorCode };
    case 7:
      return { kind: "group-unknown", group: groupOf(row.subject) };
    case 8:
      return { kind: "not-open" };
    default:
      throw new RangeError(`ingest_batch answered an unknown outcome ${row.outcome}`);
  }
}

/** From rows of the cell-facing statements to the contract's shapes. */

import type { CellId, UserId } from "@cellwire/protocol";
import type { IngestOutcome, OutboxRow } from "./contract.ts";
import type { MessageRow } from "./rows.ts";
import { keyFrom, uuidBytes } from "./rows.ts";

export interface BatchRow extends Omit<MessageRow, "id" | "term" | "n"> {
  destination: CellId;
  seq: string;
  message_id: string;
  term: string | null;
  n: string | null;
  numbering_user: UserId;
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
  };
}

export interface HoleRow {
  id: Buffer;
  term: string;
  last_n: string;
  authority: CellId;
}

export interface IngestRow {
  ord: string;
  outcome: number;
  code: string | null;
  subject: UserId | null;
  statement: string | null;
  conversation: Buffer | null;
  term: string | null;
  n: string | null;
  advanced_from: string | null;
  advanced_to: string | null;
}

export function ingestOutcome(row: IngestRow): IngestOutcome {
  switch (row.outcome) {
    case 1:
      return { kind: "ack", key: keyFrom(row.term, row.n) };
    case 2:
      return { kind: "duplicate", key: keyFrom(row.term, row.n) };
    case 3:
      return { kind: "unplaced", user: row.subject! };
    case 4:
      return { kind: "elsewhere", user: row.subject!, statement: row.statement ?? "" };
    case 5:
      return { kind: "reject", code: row.code as "FORGED_KEY" };
    default:
      throw new RangeError(`ingest_batch answered an unknown outcome ${row.outcome}`);
  }
}

/** From rows to the contract's shapes. `pg` hands out bigint as text, bytea as Buffer and uuid as text. */

import type { CellId, DeviceId, OrderKey, ThingKey, UserId } from "@cellwire/protocol";
import { ORIGIN, decodeOpened } from "@cellwire/protocol";
import type {
  Advance,
  CursorOutcome,
  CursorReport,
  Range,
  ReceiptState,
  Refusal,
  SequencedMessage,
  Settled,
} from "./contract.ts";

type Text = string | null;

export interface MessageRow {
  term: string;
  n: string;
  id: string;
  conversation: Buffer;
  sender: UserId;
  hidden?: boolean;
  recipient: ThingKey;
  sender_device: DeviceId;
  content: Buffer;
  headers: Buffer;
  accepted_ms: string;
  traceparent: string;
  is_change: boolean;
  members_version?: Text;
}

export function uuidBytes(text: string): Uint8Array {
  return Buffer.from(text.replaceAll("-", ""), "hex");
}

export function keyFrom(term: Text, n: Text): OrderKey {
  return term === null || n === null ? ORIGIN : { term: Number(term), n: Number(n) };
}

export function messageFrom(row: MessageRow): SequencedMessage {
  return {
    messageId: uuidBytes(row.id),
    conversation: row.conversation,
    key: keyFrom(row.term, row.n),
    sender: row.sender,
    senderDevice: row.sender_device,
    recipient: row.recipient,
    content: row.content,
    headers: row.headers,
    acceptedAtMs: Number(row.accepted_ms),
    traceparent: row.traceparent,
    ...(row.hidden && { isHidden: true }),
    ...(row.is_change && { isChange: true, ...openedOf(row) }),
    ...(row.members_version && { membersVersion: Number(row.members_version) }),
  };
}

function openedOf({ content }: MessageRow): Pick<SequencedMessage, "opened"> {
  const opened = decodeOpened(content);
  return opened ? { opened } : {};
}

export interface AdvanceRow {
  conversation: Buffer;
  term: string;
  from_n: string;
  to_n: string;
}

export function advanceFrom(row: AdvanceRow): Advance {
  return { conversation: row.conversation, from: keyFrom(row.term, row.from_n), to: keyFrom(row.term, row.to_n) };
}

export interface RefusalRow {
  /** null: an empty row, of a device without refusals. */
  message_id: string | null;
  conversation: Buffer;
  user_id: UserId;
  code: string;
  revision: string;
}

export function refusalFrom(row: RefusalRow): Refusal {
  return {
    messageId: uuidBytes(row.message_id!),
    conversation: row.conversation,
    user: row.user_id,
    code: row.code,
    revision: Number(row.revision),
  };
}

export type SettledRow = { kind: "advance" | "refusal" | "settled" } & AdvanceRow & RefusalRow;

/** null: the claim was stale (not even the closing `settled` row came). */
export function settledFrom(rows: readonly SettledRow[]): Settled | null {
  if (rows.length === 0) return null;
  return {
    advances: rows.filter((row) => row.kind === "advance").map(advanceFrom),
    refusals: rows.filter((row) => row.kind === "refusal").map(refusalFrom),
  };
}

export interface MarksRow {
  conversation: Buffer;
  user_id: UserId;
  peer: UserId;
  delivered_term: string;
  delivered_n: string;
  read_term: string;
  read_n: string;
}

export function receiptFrom(row: MarksRow, peerHere: boolean): ReceiptState {
  return {
    conversation: row.conversation,
    user: row.user_id,
    peer: row.peer,
    delivered: keyFrom(row.delivered_term, row.delivered_n),
    read: keyFrom(row.read_term, row.read_n),
    peerHere,
  };
}

export type CursorRow = MarksRow & { invalid_ord: Text; peer_here: boolean };

export function cursorOutcome(rows: readonly CursorRow[], reports: readonly CursorReport[]): CursorOutcome {
  const changed = rows.filter((row) => row.invalid_ord === null).map((row) => receiptFrom(row, row.peer_here));
  const invalid = rows.filter((row) => row.invalid_ord !== null).map((row) => reports[Number(row.invalid_ord) - 1]!);
  return { changed, invalid };
}

/** Of the head alone: `found`, messages that there were before the bound in bytes, and above which key the reader sees. */
export type RangeRow = Omit<MessageRow, "conversation"> & {
  kind: "head" | "message";
  found: Text;
  from_term: Text;
  from_n: Text;
};

/** null when the reader may not see the conversation: the `head` row is missing. */
export function rangeFrom(
  rows: readonly RangeRow[],
  request: { conversation: Uint8Array; limit: number },
): Range | null {
  const headRow = rows.find((row) => row.kind === "head");
  if (!headRow) return null;
  const conversation = Buffer.from(request.conversation);
  const messages = rows.filter((row) => row.kind === "message").map((row) => messageFrom({ ...row, conversation }));
  const head = keyFrom(headRow.term, headRow.n);
  // A full page, or one that was cut, may have more behind it; a short one reached the head.
  const isAll = messages.length < request.limit && messages.length === Number(headRow.found);
  const through = isAll ? head : messages.at(-1)!.key;
  return { messages, through, head, visibleAfter: keyFrom(headRow.from_term, headRow.from_n) };
}

export interface PlacementRow {
  user_id: ThingKey;
  cell: CellId;
  epoch: string;
  statement: string;
}

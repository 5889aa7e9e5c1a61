/**
 * The inbox: the durable truth of a cell. Every method is one transaction or one statement; when it returns, its effect
 * is committed. Errors are thrown for faults of the database only (retryable); what a caller must handle is in the result.
 *
 * Ordering: the numbers of a conversation are given out under its row lock, so for one conversation commits happen in the
 * order of the numbers. `head` is `complete`: every number up to it is held here, nothing beyond it is ever served.
 */

import type { CellId, DeviceId, OrderKey, ThingKey, UserId } from "@cellwire/protocol";
import type { AcceptOutcome, IngestOutcome } from "./outcomes.ts";

/** 32 bytes. */
export type ConversationBytes = Uint8Array;
/** 16 bytes, a UUIDv7. */
export type MessageIdBytes = Uint8Array;

/** A message as its sender gave it. */
export interface Submission {
  readonly messageId: MessageIdBytes;
  readonly conversation: ConversationBytes;
  readonly sender: UserId;
  readonly senderDevice: DeviceId;
  /** The other user of the direct conversation, or the group. */
  readonly recipient: ThingKey;
  /** Whose home cell numbers the conversation: that of the two users, or the group. */
  readonly numberingUser: ThingKey;
  /** The content is a group change, and a good one. */
  readonly isChange?: boolean;
  readonly content: Uint8Array;
  /** Encoded DeviceHeaders (see headers.ts); empty when there are none. */
  readonly headers: Uint8Array;
  readonly acceptedAtMs: number;
  readonly traceparent: string;
  readonly listVersions?: readonly { readonly user: UserId; readonly version: number }[];
}

/** A stored message that has its place. */
export interface SequencedMessage {
  /** The recipient has blocked the sender, or had when it came: for them it is a skip. */
  readonly isHidden?: boolean;
  readonly messageId: MessageIdBytes;
  readonly conversation: ConversationBytes;
  readonly key: OrderKey;
  readonly sender: UserId;
  readonly senderDevice: DeviceId;
  readonly recipient: ThingKey;
  readonly isChange?: boolean;
  /** Of a group: the version of its members by which it is pushed. Left out: the newest. */
  readonly membersVersion?: number;
  /** It opens its term and is no message: where the run before it ended. */
  readonly opened?: OrderKey;
  readonly content: Uint8Array;
  readonly headers: Uint8Array;
  readonly acceptedAtMs: number;
  readonly traceparent: string;
}

/** An envelope from another cell. `key` absent: it wants a number. */
export interface IngestEnvelope extends Submission {
  readonly key: OrderKey | null;
}

/** Conversation whose head rose from `from` to `to`: (from, to] can be served and pushed now. */
export interface Advance {
  readonly conversation: ConversationBytes;
  readonly from: OrderKey;
  readonly to: OrderKey;
}

export interface OutboxRow extends Submission {
  readonly seq: string;
  readonly key: OrderKey | null;
}

/** What the destination said about one outbox row. */
export type Settlement =
  | { readonly seq: string; readonly kind: "done"; readonly key: OrderKey }
  | { readonly seq: string; readonly kind: "refused"; readonly code: string }
  | { readonly seq: string; readonly kind: "retry"; readonly afterMs: number }
  | { readonly seq: string; readonly kind: "parked"; readonly code: string };

export interface Refusal {
  readonly messageId: MessageIdBytes;
  readonly conversation: ConversationBytes;
  readonly user: UserId;
  readonly code: string;
  readonly revision: number;
}

export interface Settled {
  readonly advances: readonly Advance[];
  readonly refusals: readonly Refusal[];
}

/** Lanes of one destination, claimed together. */
export interface BatchClaim {
  readonly destination: CellId;
  readonly batch: string;
}

/** Of a user, group or channel. */
export interface Placement {
  readonly user: ThingKey;
  readonly cell: CellId;
  readonly epoch: number;
  readonly statement: string;
}

export interface LinkedDevice {
  readonly user: UserId;
  readonly device: DeviceId;
}

export interface LinkRequest extends LinkedDevice {
  readonly storeId: string;
  /** Placement epoch of the ticket, and when it was issued. */
  readonly epoch: number;
  readonly issuedMs: number;
  readonly refusalsThrough: number;
}

export type LinkOutcome =
  | {
      readonly kind: "linked";
      readonly connectionEpoch: number;
      readonly storeReset: boolean;
      /** Newest refusal that the device need not be told any more. */
      readonly refusalsThrough: number;
    }
  | { readonly kind: "revoked" }
  | { readonly kind: "suspended" }
  /** The user was revoked after the ticket was issued: a newer one may be good. */
  | { readonly kind: "ticket-revoked" }
  | { readonly kind: "device-limit" }
  /** The storage went back, and the directory was not asked yet whether the user still lives here: to be tried again. */
  | { readonly kind: "not-taken" }
  /** The placement known here is newer than the ticket's and names another cell. */
  | { readonly kind: "moved"; readonly cell: CellId; readonly epoch: number; readonly statement: string };

export interface ConversationHead {
  readonly conversation: ConversationBytes;
  /** The other user, or the group. */
  readonly peer: ThingKey;
  readonly head: OrderKey;
  readonly delivered: OrderKey;
  readonly read: OrderKey;
  readonly peerDelivered: OrderKey;
  readonly peerRead: OrderKey;
  readonly unread: number;
  /** When its head rose last; the place in the order of heads. */
  readonly updatedMs: number;
}

export interface CursorReport extends LinkedDevice {
  readonly conversation: ConversationBytes;
  readonly delivered: OrderKey;
  readonly read: OrderKey;
}

/** How far a user is, after it changed; for the peer, and (`read`) for the user's own devices. */
export interface ReceiptState {
  readonly conversation: ConversationBytes;
  readonly user: UserId;
  readonly peer: UserId;
  readonly delivered: OrderKey;
  readonly read: OrderKey;
  readonly peerHere: boolean;
}

export interface CursorOutcome {
  readonly changed: readonly ReceiptState[];
  /** Reports that name a number beyond the head, or a conversation of others: nothing of them was stored. */
  readonly invalid: readonly CursorReport[];
}

export interface RangeBounds {
  readonly conversation: ConversationBytes;
  readonly after: OrderKey;
  /** Messages. */
  readonly limit: number;
  /** Bytes of content and headers; one message is read whatever its size. */
  readonly bytesMax: number;
}

export interface Range {
  readonly messages: readonly SequencedMessage[];
  /** Every number in (after, through] is in `messages`, expired, or not for this reader. */
  readonly through: OrderKey;
  readonly head: OrderKey;
  /** What is not above it is not for this reader. */
  readonly visibleAfter?: OrderKey;
}

/** A conversation with a number missing between its head and what is known to exist. */
export interface Hole {
  readonly conversation: ConversationBytes;
  readonly head: OrderKey;
  /** Home cell of the authority. */
  readonly authority: CellId;
  readonly numberingUser: ThingKey;
}

export interface DueReceipt extends ReceiptState {
  readonly destination: CellId;
}

/** What the client-facing side needs. */
export interface GatewayInbox {
  /**
   * Stores, deduplicates and numbers a batch, in its order. One outcome per submission. If one row makes the
   * database fail, only that row's outcome is missing: the batch is bisected and the row's error is in its place.
   */
  accept(batch: readonly Submission[]): Promise<readonly (AcceptOutcome | Error)[]>;
  /** First statement of a connection: owns the user by the ticket, links or finds the device, bumps its connection epoch. */
  link(request: LinkRequest): Promise<LinkOutcome>;
  /** Refusals above `after` that the device has not acknowledged, oldest first, without a gap; null: it is revoked. */
  refusals(request: LinkedDevice & { after: number; limit: number }): Promise<readonly Refusal[] | null>;
  /** Conversations for `heads`, newest first, at most `limit`; those after `last`, or from the newest. */
  heads(
    request: LinkedDevice & {
      sinceMs: number;
      limit: number;
      last?: Pick<ConversationHead, "conversation" | "updatedMs"> | undefined;
    },
  ): Promise<readonly ConversationHead[]>;
  /** Messages above `after`; null when `user` is not in the conversation. */
  fetch(request: RangeBounds & { user: UserId }): Promise<Range | null>;
  recordCursors(reports: readonly CursorReport[]): Promise<CursorOutcome>;
  recordRefusalsThrough(request: LinkedDevice & { through: number }): Promise<void>;
}

/** What the cell-facing side needs. */
export interface ForwardInbox {
  /** Destinations and lanes that have rows to send and no batch in flight; claims up to `limit` of them until `deadlineMs` from now. */
  claimLanes(request: { deadlineMs: number; limit: number }): Promise<readonly BatchClaim[]>;
  /** Who holds claims may be dead: they lapse in `afterMs` at the latest. A batch that is under way all the same goes twice. */
  suspectClaims(request: { afterMs: number }): Promise<void>;
  /** Rows of the claimed batch, oldest first, at most `limit`; null when there are none: the claim is stale, or all wait. */
  readBatch(claim: { batch: string; limit: number }): Promise<{ claim: BatchClaim; rows: readonly OutboxRow[] } | null>;
  /** For a batch without rows to send: parks those of its lane whose message is gone, so that it ends. Answers how many. */
  parkLost(claim: { batch: string }): Promise<number>;
  /** Applies the answers, deletes finished rows and frees the lane, in one transaction; nothing when the claim is stale. */
  settle(request: { batch: string; settlements: readonly Settlement[] }): Promise<Settled | null>;
  /** Frees the lane without an answer (the destination was unreachable) and holds it back for `afterMs`. */
  releaseLanes(request: { batch: string; afterMs: number }): Promise<void>;
  /** Recipients of outbox rows without a destination, oldest first. */
  unresolvedRecipients(limit: number): Promise<readonly ThingKey[]>;
  /** Takes a placement in (only a higher epoch changes anything) and gives waiting rows their destination or their number. */
  recordPlacement(placement: Placement): Promise<Settled>;
  /** The directory does not know this user: everything waiting for it is refused. */
  refuseRecipient(request: { user: ThingKey; code: string }): Promise<Settled>;
  /** One transaction for the batch; one outcome per envelope in order, plus what became servable. */
  ingest(request: {
    from: CellId;
    envelopes: readonly IngestEnvelope[];
  }): Promise<{ outcomes: readonly (IngestOutcome | Error)[]; advances: readonly Advance[] }>;
  /** Stored messages of the advances, for pushing; at most `limit` in all. */
  readAdvances(request: { advances: readonly Advance[]; limit: number }): Promise<readonly SequencedMessage[]>;
  /** For another cell that is in the conversation; null when none of its users are. */
  rangeForCell(request: RangeBounds & { cell: CellId }): Promise<Range | null>;
  holes(request: { olderThanMs: number; limit: number }): Promise<readonly Hole[]>;
  /** Takes in rows pulled from the authority. Numbers up to `through` that are not among them have expired. */
  fillHole(request: {
    from: CellId;
    conversation: ConversationBytes;
    envelopes: readonly IngestEnvelope[];
    through: OrderKey;
  }): Promise<readonly Advance[]>;
  /** At most `limit` for each destination. */
  dueReceipts(limit: number): Promise<readonly DueReceipt[]>;
  /** Marks these states as reported; a row that changed meanwhile stays due. */
  receiptsReported(states: readonly ReceiptState[]): Promise<void>;
  /** Receipts of users who live in `from`; answers which were taken, and what changed for users of this cell. */
  takeReceipts(request: {
    from: CellId;
    receipts: readonly Omit<ReceiptState, "peer" | "peerHere">[];
  }): Promise<{ taken: readonly boolean[]; changed: readonly ReceiptState[] }>;
  outboxDepths(): Promise<
    readonly { destination: CellId | null; rows: number; parked: number; oldestSeconds: number }[]
  >;
  /** Parked rows go back to the queue; answers how many. */
  redrive(request: { destination?: CellId }): Promise<number>;
  /** Which of these users have a placement here, and where. */
  placements(users: readonly ThingKey[]): Promise<readonly Placement[]>;
}

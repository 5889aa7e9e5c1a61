/** A ForwardInbox in memory: one cell, honest about who may say what, small. It forgets nothing and never fails unless told. */

import type { CellId, OrderKey, ThingKey, UserId } from "@cellwire/protocol";
import { ORIGIN, compareKeys, toHex } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type {
  Advance,
  DueReceipt,
  ForwardInbox,
  Hole,
  IngestEnvelope,
  BatchClaim,
  OutboxRow,
  Placement,
  Range,
  ReceiptState,
  Refusal,
  SequencedMessage,
  Settled,
  Settlement,
  Submission,
} from "../../src/inbox/contract.ts";
import type { IngestOutcome } from "../../src/inbox/outcomes.ts";

const NOTHING: Settled = { advances: [], refusals: [] };
const LANES = 16;

interface Owed {
  row: OutboxRow;
  destination: CellId | null;
  heldUntilMs: number;
  parked: string | null;
}

interface Lane {
  batch: string;
  untilMs: number;
}

export class FakeInbox implements ForwardInbox {
  readonly cell: CellId;
  readonly #clock: Clock;
  readonly placed = new Map<ThingKey, Placement>();
  readonly messages: SequencedMessage[] = [];
  readonly refusals: Refusal[] = [];
  outbox: Owed[] = [];
  knownHoles: Hole[] = [];
  due: DueReceipt[] = [];
  readonly receipts: ReceiptState[] = [];
  /** The next ingest answers an error for envelopes with this text as content. */
  poison = "";
  readonly #lanes = new Map<string, Lane>();
  readonly #releases = new Map<string, number>();
  #batches = 0;

  constructor(cell: CellId, clock: Clock) {
    this.cell = cell;
    this.#clock = clock;
  }

  /** An accepted message of this cell that another cell must get. */
  owe(submission: Submission & { key?: OrderKey }): string {
    const seq = String(this.outbox.length + 1);
    const row: OutboxRow = { ...submission, key: submission.key ?? null, seq };
    const destination = this.placed.get(submission.recipient)?.cell ?? null;
    this.outbox.push({ row, destination, heldUntilMs: 0, parked: null });
    return seq;
  }

  async claimLanes({ deadlineMs, limit }: { deadlineMs: number; limit: number }): Promise<readonly BatchClaim[]> {
    const claims = new Map<string, BatchClaim>();
    const nowMs = this.#clock.monotonicMs();
    for (const owed of this.outbox) {
      if (owed.destination === null || owed.parked !== null || owed.heldUntilMs > nowMs || claims.size >= limit)
        continue;
      const lane = laneOf(owed.row);
      const id = `${owed.destination}/${lane}`;
      if (claims.has(id) || this.#isTaken(id)) continue;
      claims.set(id, { destination: owed.destination, batch: `batch-${this.cell}-${++this.#batches}` });
    }
    for (const [id, { batch }] of claims) this.#lanes.set(id, { batch, untilMs: nowMs + deadlineMs });
    return [...claims.values()];
  }

  async suspectClaims({ afterMs }: { afterMs: number }): Promise<void> {
    const untilMs = this.#clock.monotonicMs() + afterMs;
    for (const claim of this.#lanes.values()) claim.untilMs = Math.min(claim.untilMs, untilMs);
  }

  async readBatch({ batch, limit }: { batch: string; limit: number }) {
    const id = this.#laneWith(batch);
    if (id === undefined) return null;
    const [destination, lane] = id.split("/") as [CellId, string];
    const nowMs = this.#clock.monotonicMs();
    const rows = this.outbox
      .filter((owed) => owed.destination === destination && laneOf(owed.row) === Number(lane))
      .filter((owed) => owed.parked === null && owed.heldUntilMs <= nowMs)
      .map(({ row }) => row);
    return { claim: { destination, batch }, rows: rows.slice(0, limit) };
  }

  async parkLost(): Promise<number> {
    return 0;
  }

  async settle({ batch, settlements }: { batch: string; settlements: readonly Settlement[] }): Promise<Settled | null> {
    const id = this.#laneWith(batch);
    if (id === undefined) return null;
    this.#lanes.delete(id);
    const advances: Advance[] = [];
    const refusals: Refusal[] = [];
    for (const settlement of settlements) {
      const owed = this.outbox.find(({ row }) => row.seq === settlement.seq);
      if (!owed) continue;
      if (settlement.kind === "retry") owed.heldUntilMs = this.#clock.monotonicMs() + settlement.afterMs;
      else if (settlement.kind === "parked") owed.parked = settlement.code;
      else this.outbox = this.outbox.filter((other) => other !== owed);
      if (settlement.kind === "done" && owed.row.key === null) advances.push(...this.#store(owed.row, settlement.key));
      if (settlement.kind === "refused") refusals.push(this.#refuse(owed.row, settlement.code));
    }
    return { advances, refusals };
  }

  async releaseLanes({ batch, afterMs }: { batch: string; afterMs: number }): Promise<void> {
    const id = this.#laneWith(batch);
    if (id === undefined) return;
    this.#lanes.delete(id);
    this.#releases.set(id, this.#clock.monotonicMs() + afterMs);
  }

  async unresolvedRecipients(limit: number): Promise<readonly ThingKey[]> {
    const users = this.outbox.filter(({ destination }) => destination === null).map(({ row }) => row.recipient);
    return [...new Set(users)].slice(0, limit);
  }

  async recordPlacement(placement: Placement): Promise<Settled> {
    const known = this.placed.get(placement.user);
    if (known && known.epoch >= placement.epoch) return NOTHING;
    this.placed.set(placement.user, placement);
    for (const owed of this.outbox) if (owed.row.recipient === placement.user) owed.destination = placement.cell;
    return NOTHING;
  }

  async refuseRecipient({ user, code }: { user: ThingKey; code: string }): Promise<Settled> {
    const waiting = this.outbox.filter(({ destination, row }) => destination === null && row.recipient === user);
    this.outbox = this.outbox.filter((owed) => !waiting.includes(owed));
    return { advances: [], refusals: waiting.map(({ row }) => this.#refuse(row, code)) };
  }

  async ingest({ from, envelopes }: { from: CellId; envelopes: readonly IngestEnvelope[] }) {
    const advances: Advance[] = [];
    const outcomes = envelopes.map((envelope): IngestOutcome | Error => {
      if (this.poison !== "" && Buffer.from(envelope.content).toString() === this.poison) return new Error("poisoned");
      const refused = this.#authorize(from, envelope);
      if (refused) return refused;
      const known = this.messages.find((message) => sameId(message, envelope));
      if (known) return this.#duplicate(known, envelope);
      const key = envelope.key ?? { term: 1, n: this.head(envelope.conversation).n + 1 };
      if (this.messages.some((message) => sameConversation(message, envelope) && compareKeys(message.key, key) === 0))
        return { kind: "reject", code: "FORGED_KEY" };
      advances.push(...this.#store(envelope, key));
      return { kind: "ack", key };
    });
    return { outcomes, advances };
  }

  async readAdvances({ advances, limit }: { advances: readonly Advance[]; limit: number }) {
    const within = (message: SequencedMessage) =>
      advances.some(
        (advance) =>
          sameConversation(message, advance) &&
          compareKeys(message.key, advance.from) > 0 &&
          compareKeys(message.key, advance.to) <= 0,
      );
    return this.messages.filter(within).slice(0, limit);
  }

  async rangeForCell(request: Parameters<ForwardInbox["rangeForCell"]>[0]): Promise<Range | null> {
    const { cell, after, limit, conversation } = request;
    const all = this.messages.filter((message) => sameConversation(message, { conversation }));
    const users = all.slice(0, 1).flatMap(({ sender, recipient }) => [sender, recipient]);
    if (!users.some((user) => this.placed.get(user)?.cell === cell)) return null;
    const above = all.filter(({ key }) => compareKeys(key, after) > 0).sort((a, b) => compareKeys(a.key, b.key));
    const messages = above.slice(0, limit);
    return { messages, through: messages.at(-1)?.key ?? after, head: this.head(conversation) };
  }

  async holes(): Promise<readonly Hole[]> {
    return this.knownHoles;
  }

  /** Where `through` lies is left to the tests with a database. */
  async fillHole({ envelopes }: Pick<Parameters<ForwardInbox["fillHole"]>[0], "envelopes">) {
    return envelopes.flatMap((envelope) => this.#store(envelope, envelope.key!));
  }

  async dueReceipts(limit: number): Promise<readonly DueReceipt[]> {
    return this.due.slice(0, limit);
  }

  async receiptsReported(states: readonly ReceiptState[]): Promise<void> {
    this.due = this.due.filter((receipt) => !states.includes(receipt));
  }

  async takeReceipts({ from, receipts }: Parameters<ForwardInbox["takeReceipts"]>[0]) {
    const taken = receipts.map(({ user }) => this.placed.get(user)?.cell === from);
    const changed = receipts
      .filter((_, index) => taken[index])
      .map((receipt) => ({ ...receipt, peer: this.#peerOf(receipt), peerHere: true }));
    this.receipts.push(...changed);
    return { taken, changed };
  }

  async outboxDepths() {
    return [...Map.groupBy(this.outbox, ({ destination }) => destination)].map(([destination, rows]) => ({
      destination,
      rows: rows.length,
      parked: rows.filter(({ parked }) => parked !== null).length,
      oldestSeconds: 0,
    }));
  }

  async redrive({ destination }: { destination?: CellId }): Promise<number> {
    const parked = this.outbox.filter(
      (owed) => owed.parked !== null && (!destination || owed.destination === destination),
    );
    for (const owed of parked) owed.parked = null;
    return parked.length;
  }

  async placements(users: readonly ThingKey[]): Promise<readonly Placement[]> {
    return users.map((user) => this.placed.get(user)).filter((placement) => placement !== undefined);
  }

  head(conversation: Uint8Array): OrderKey {
    return this.messages
      .filter((message) => sameConversation(message, { conversation }))
      .reduce((head, { key }) => (compareKeys(key, head) > 0 ? key : head), ORIGIN);
  }

  #authorize(from: CellId, { sender, recipient, numberingUser, key }: IngestEnvelope): IngestOutcome | undefined {
    for (const user of [sender, recipient]) if (!this.placed.has(user)) return { kind: "unplaced", user };
    const [sends, receives] = [this.placed.get(sender)!, this.placed.get(recipient)!];
    if (sends.cell !== from) return { kind: "elsewhere", user: sender, statement: sends.statement };
    if (receives.cell !== this.cell) return { kind: "elsewhere", user: recipient, statement: receives.statement };
    const isFromAuthority = key ? numberingUser === sender : numberingUser === recipient;
    return isFromAuthority ? undefined : { kind: "reject", code: "NOT_AUTHORITY" };
  }

  #duplicate(known: SequencedMessage, envelope: IngestEnvelope): IngestOutcome {
    if (!sameConversation(known, envelope) || Buffer.compare(known.content, envelope.content) !== 0)
      return { kind: "reject", code: "ID_CONFLICT" };
    if (envelope.key && compareKeys(envelope.key, known.key) !== 0) return { kind: "reject", code: "FORGED_KEY" };
    return { kind: "duplicate", key: known.key };
  }

  #store(message: Submission, key: OrderKey): Advance[] {
    const { messageId, conversation, sender, senderDevice, recipient } = message;
    const { content, headers, acceptedAtMs, traceparent } = message;
    const who = { messageId, conversation, key, sender, senderDevice, recipient };
    this.messages.push({ ...who, content, headers, acceptedAtMs, traceparent });
    return [{ conversation, from: { term: key.term, n: key.n - 1 }, to: key }];
  }

  #refuse({ messageId, conversation, sender }: OutboxRow, code: string): Refusal {
    const refusal = { messageId, conversation, user: sender, code, revision: this.refusals.length + 1 };
    this.refusals.push(refusal);
    return refusal;
  }

  #peerOf({ conversation, user }: { conversation: Uint8Array; user: UserId }): UserId {
    const message = this.messages.find((candidate) => sameConversation(candidate, { conversation }));
    return message?.sender === user ? (message.recipient as UserId) : (message?.sender ?? user);
  }

  #isTaken(id: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    return (this.#lanes.get(id)?.untilMs ?? 0) > nowMs || (this.#releases.get(id) ?? 0) > nowMs;
  }

  #laneWith(batch: string): string | undefined {
    return [...this.#lanes].find(([, lane]) => lane.batch === batch)?.[0];
  }
}

function laneOf({ conversation }: { conversation: Uint8Array }): number {
  return conversation[0]! % LANES;
}

function sameConversation(a: { conversation: Uint8Array }, b: { conversation: Uint8Array }): boolean {
  return toHex(a.conversation) === toHex(b.conversation);
}

function sameId(a: SequencedMessage, b: IngestEnvelope): boolean {
  return toHex(a.messageId) === toHex(b.messageId) && a.sender === b.sender;
}

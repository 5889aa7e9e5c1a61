/** ForwardInbox on Postgres. */

import { randomUUID } from "node:crypto";
import type { CellId, ThingKey } from "@cellwire/protocol";
import { LIMITS, ORIGIN } from "@cellwire/protocol";
import { bigintArray, byteaArray, smallintArray, textArray } from "./arrays.ts";
import { bisect } from "./bisect.ts";
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
  RangeBounds,
  ReceiptState,
  SequencedMessage,
  Settled,
  Settlement,
} from "./contract.ts";
import type { IngestOutcome } from "./outcomes.ts";
import type { BatchRow, HoleRow, IngestRow } from "./forward-rows.ts";
import { holeFrom, ingestAdvance, ingestOutcome, outboxRowFrom } from "./forward-rows.ts";
import { inKinds, ordered } from "./accept-rows.ts";
import type { PostgresInboxOptions } from "./postgres-gateway.ts";
import { RetryingPool } from "./retrying-pool.ts";
import { changeArray, groupArrays, submissionArrays } from "./submission-arrays.ts";
import type { AdvanceRow, MarksRow, MessageRow, PlacementRow, RangeRow, RefusalRow, SettledRow } from "./rows.ts";
import { advanceFrom, messageFrom, rangeFrom, receiptFrom, refusalFrom, settledFrom } from "./rows.ts";

/** Half of a destination's lanes: two full batches of it can be under way. */
const LANES_TOGETHER = 8;
const INGEST = {
  name: "ingest_batch",
  text: "select * from ingest_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
};
const INGEST_GROUP = {
  name: "ingest_group_batch",
  text: "select * from ingest_group_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
};
const FILL_HOLE = {
  name: "fill_hole",
  text: "select * from fill_hole($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
};
const SETTLEMENT_KINDS = { done: 1, refused: 2, retry: 3, parked: 4 } as const;

type Query = { name?: string; text: string };

export class PostgresForwardInbox implements ForwardInbox {
  readonly #options: Omit<PostgresInboxOptions, "pool"> & { readonly pool: RetryingPool };

  constructor(options: PostgresInboxOptions) {
    this.#options = { ...options, pool: new RetryingPool(options.pool) };
  }

  async claimLanes(request: { deadlineMs: number; limit: number }): Promise<readonly BatchClaim[]> {
    const batches = Array.from({ length: request.limit }, () => randomUUID());
    const text = "select distinct destination, batch from claim_lanes($1, $2, $3, $4, $5)";
    return this.#rows<BatchClaim>({ name: "claim_lanes", text }, [
      textArray(batches),
      request.limit * LANES_TOGETHER,
      LANES_TOGETHER,
      this.#now(),
      request.deadlineMs,
    ]);
  }

  async suspectClaims({ afterMs }: { afterMs: number }): Promise<void> {
    await this.#change(this.#options.statements("suspect-claims"), [this.#now() + afterMs]);
  }

  async readBatch(claim: {
    batch: string;
    limit: number;
  }): Promise<{ claim: BatchClaim; rows: readonly OutboxRow[] } | null> {
    const rows = await this.#rows<BatchRow>(this.#options.statements("read-batch"), [
      claim.batch,
      claim.limit,
      this.#now(),
    ]);
    const first = rows[0];
    if (!first) return null;
    return { claim: { destination: first.destination, batch: claim.batch }, rows: rows.map(outboxRowFrom) };
  }

  async parkLost({ batch }: { batch: string }): Promise<number> {
    return this.#change(this.#options.statements("park-lost"), [batch]);
  }

  async settle(request: { batch: string; settlements: readonly Settlement[] }): Promise<Settled | null> {
    const { batch, settlements } = request;
    const keys = settlements.map((item) => (item.kind === "done" ? item.key : ORIGIN));
    const rows = await this.#rows<SettledRow>(
      { name: "settle_batch", text: "select * from settle_batch($1, $2, $3, $4, $5, $6, $7, $8)" },
      [
        batch,
        this.#now(),
        bigintArray(settlements.map((item) => Number(item.seq))),
        smallintArray(settlements.map((item) => SETTLEMENT_KINDS[item.kind])),
        bigintArray(keys.map((key) => key.term)),
        bigintArray(keys.map((key) => key.n)),
        textArray(settlements.map((item) => ("code" in item ? item.code : null))),
        bigintArray(settlements.map((item) => (item.kind === "retry" ? Math.ceil(item.afterMs) : 0))),
      ],
    );
    return settledFrom(rows);
  }

  async releaseLanes(request: { batch: string; afterMs: number }): Promise<void> {
    await this.#rows(this.#options.statements("release-lanes"), [
      request.batch,
      this.#now() + Math.ceil(request.afterMs),
    ]);
  }

  async unresolvedRecipients(limit: number): Promise<readonly ThingKey[]> {
    const rows = await this.#rows<{ recipient: ThingKey }>(this.#options.statements("unresolved-recipients"), [limit]);
    return rows.map((row) => row.recipient);
  }

  async recordPlacement(placement: Placement): Promise<Settled> {
    const rows = await this.#rows<AdvanceRow>(
      { name: "record_placement", text: "select * from record_placement($1, $2, $3, $4, $5, $6)" },
      [this.#options.cell, placement.user, placement.cell, placement.epoch, placement.statement, this.#now()],
    );
    return { advances: rows.map(advanceFrom), refusals: [] };
  }

  async refuseRecipient(request: { user: ThingKey; code: string }): Promise<Settled> {
    const rows = await this.#rows<RefusalRow>(
      { name: "refuse_recipient", text: "select * from refuse_recipient($1, $2, $3)" },
      [request.user, request.code, this.#now()],
    );
    return { advances: [], refusals: rows.map(refusalFrom) };
  }

  async ingest(request: {
    from: CellId;
    envelopes: readonly IngestEnvelope[];
  }): Promise<{ outcomes: readonly (IngestOutcome | Error)[]; advances: readonly Advance[] }> {
    const advances: Advance[] = [];
    const outcomes = await bisect(request.envelopes, async (part) => {
      const answered = await this.#ingest(request.from, part);
      advances.push(...answered.advances);
      return answered.outcomes;
    });
    return { outcomes, advances };
  }

  async #ingest(
    from: CellId,
    part: readonly IngestEnvelope[],
  ): Promise<{ outcomes: IngestOutcome[]; advances: Advance[] }> {
    const { cell } = this.#options;
    const advances: Advance[] = [];
    const outcomesOf = (rows: readonly IngestRow[]): IngestOutcome[] => {
      advances.push(...rows.flatMap((row) => ingestAdvance(row) ?? []));
      return ordered(rows, ingestOutcome);
    };
    const outcomes = await inKinds(part, {
      direct: async (batch) => {
        const values = [cell, from, this.#now(), ...submissionArrays(batch), ...keyArrays(batch)];
        return outcomesOf(await this.#rows<IngestRow>(INGEST, values));
      },
      group: async (batch) => {
        const limits = [this.#now(), LIMITS.groupMembersMax];
        const values = [cell, from, ...limits, ...groupArrays(batch), ...keyArrays(batch), changeArray(batch)];
        return outcomesOf(await this.#rows<IngestRow>(INGEST_GROUP, values));
      },
    });
    return { outcomes, advances };
  }

  async readAdvances(request: { advances: readonly Advance[]; limit: number }): Promise<readonly SequencedMessage[]> {
    const { advances, limit } = request;
    if (advances.length === 0) return [];
    const rows = await this.#rows<MessageRow>(this.#options.statements("read-advances"), [
      byteaArray(advances.map((advance) => advance.conversation)),
      bigintArray(advances.map((advance) => advance.to.term)),
      bigintArray(advances.map((advance) => advance.from.n)),
      bigintArray(advances.map((advance) => advance.to.n)),
      limit,
    ]);
    return rows.map(messageFrom);
  }

  async rangeForCell(request: RangeBounds & { cell: CellId }): Promise<Range | null> {
    const { cell, conversation, after, limit, bytesMax } = request;
    const values = [Buffer.from(conversation), null, cell, after.term, after.n, limit, bytesMax];
    return rangeFrom(await this.#rows<RangeRow>(this.#options.statements("fetch-range"), values), request);
  }

  async holes(request: { olderThanMs: number; limit: number }): Promise<readonly Hole[]> {
    const values = [this.#now() - request.olderThanMs, request.limit];
    const rows = await this.#rows<HoleRow>(this.#options.statements("holes"), values);
    return rows.map(holeFrom);
  }

  async fillHole(request: Parameters<ForwardInbox["fillHole"]>[0]): Promise<readonly Advance[]> {
    const { from, conversation, envelopes, through } = request;
    const values = [
      this.#options.cell,
      from,
      this.#now(),
      Buffer.from(conversation),
      through.term,
      through.n,
      ...submissionArrays(envelopes),
      ...keyArrays(envelopes),
      changeArray(envelopes),
    ];
    return (await this.#rows<AdvanceRow>(FILL_HOLE, values)).map(advanceFrom);
  }

  async dueReceipts(limit: number): Promise<readonly DueReceipt[]> {
    const rows = await this.#rows<MarksRow & { destination: CellId }>(this.#options.statements("due-receipts"), [
      limit,
    ]);
    return rows.map((row) => ({ ...receiptFrom(row, false), destination: row.destination }));
  }

  async receiptsReported(states: readonly ReceiptState[]): Promise<void> {
    await this.#rows(this.#options.statements("receipts-reported"), receiptArrays(states));
  }

  async takeReceipts(
    request: Parameters<ForwardInbox["takeReceipts"]>[0],
  ): Promise<{ taken: readonly boolean[]; changed: readonly ReceiptState[] }> {
    const { from, receipts } = request;
    const rows = await this.#rows<MarksRow & { ord: string; changed: boolean }>(
      { name: "take_marks", text: "select * from take_marks($1, $2, $3, $4, $5, $6, $7, $8, $9)" },
      [this.#options.cell, from, this.#now(), ...receiptArrays(receipts)],
    );
    const taken = receipts.map(() => false);
    for (const row of rows) taken[Number(row.ord) - 1] = true;
    return { taken, changed: rows.filter((row) => row.changed).map((row) => receiptFrom(row, true)) };
  }

  async outboxDepths(): Promise<
    readonly { destination: CellId | null; rows: number; parked: number; oldestSeconds: number }[]
  > {
    const rows = await this.#rows<{ destination: CellId | null; rows: string; parked: string; oldest_seconds: string }>(
      this.#options.statements("outbox-depths"),
      [],
    );
    return rows.map((row) => ({
      destination: row.destination,
      rows: Number(row.rows),
      parked: Number(row.parked),
      oldestSeconds: Number(row.oldest_seconds),
    }));
  }

  async redrive(request: { destination?: CellId }): Promise<number> {
    return this.#change(this.#options.statements("redrive"), [request.destination ?? null]);
  }

  async placements(users: readonly ThingKey[]): Promise<readonly Placement[]> {
    const rows = await this.#rows<PlacementRow>(this.#options.statements("placements"), [textArray(users)]);
    return rows.map((row) => ({
      user: row.user_id,
      cell: row.cell,
      epoch: Number(row.epoch),
      statement: row.statement,
    }));
  }

  /** Answers how many rows were changed. */
  async #change(query: Query, values: unknown[]): Promise<number> {
    return (await this.#options.pool.query({ ...query, values })).rowCount ?? 0;
  }

  async #rows<R extends object>(query: Query, values: unknown[]): Promise<R[]> {
    return (await this.#options.pool.query({ ...query, values })).rows as R[];
  }

  #now(): number {
    return this.#options.clock.nowMs();
  }
}

/** 0, 0: no number. */
function keyArrays(batch: readonly IngestEnvelope[]): Buffer[] {
  return [bigintArray(batch.map((item) => item.key?.term ?? 0)), bigintArray(batch.map((item) => item.key?.n ?? 0))];
}

function receiptArrays(receipts: readonly Omit<ReceiptState, "peer" | "peerHere">[]): Buffer[] {
  return [
    byteaArray(receipts.map((receipt) => receipt.conversation)),
    textArray(receipts.map((receipt) => receipt.user)),
    bigintArray(receipts.map((receipt) => receipt.delivered.term)),
    bigintArray(receipts.map((receipt) => receipt.delivered.n)),
    bigintArray(receipts.map((receipt) => receipt.read.term)),
    bigintArray(receipts.map((receipt) => receipt.read.n)),
  ];
}

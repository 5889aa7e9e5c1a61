/** GatewayInbox on Postgres. */

import type { UserId } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { CellId, DeviceId } from "@cellwire/protocol";
import type { Random } from "@cellwire/runtime/random.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Pool } from "pg";
import { bigintArray, byteaArray, textArray } from "./arrays.ts";
import { bisect } from "./bisect.ts";
import type { AcceptRow, GroupAcceptRow } from "./accept-rows.ts";
import { acceptOutcome, groupAcceptOutcome, inKinds, ordered } from "./accept-rows.ts";
import { changeArray, groupArrays, submissionArrays } from "./submission-arrays.ts";
import type {
  ConversationHead,
  CursorOutcome,
  CursorReport,
  GatewayInbox,
  LinkOutcome,
  Range,
  RangeBounds,
  Refusal,
  Submission,
} from "./contract.ts";
import type { AcceptOutcome } from "./outcomes.ts";
import type { CursorRow, MarksRow, RangeRow, RefusalRow } from "./rows.ts";
import { cursorOutcome, keyFrom, rangeFrom, refusalFrom } from "./rows.ts";
import { lateMs } from "./late-marks.ts";
import { RetryingPool } from "./retrying-pool.ts";
import type { Statements } from "./statements.ts";

const ACCEPT = {
  name: "accept_batch",
  text: "select * from accept_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
};
const ACCEPT_GROUP = {
  name: "accept_group_batch",
  text: "select * from accept_group_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
};
const LINK = { name: "link_device", text: "select * from link_device($1, $2, $3, $4, $5, $6, $7, $8, $9)" };
const RECORD_MARKS = {
  name: "record_marks",
  text: "select * from record_marks($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
};

export interface PostgresInboxOptions {
  readonly pool: Pool;
  readonly cell: CellId;
  readonly clock: Clock;
  readonly statements: Statements;
  readonly random?: Random;
}

export class PostgresGatewayInbox implements GatewayInbox {
  readonly #pool: RetryingPool;
  readonly #cell: CellId;
  readonly #clock: Clock;
  readonly #statements: Statements;
  readonly #random: Random;

  constructor(options: PostgresInboxOptions) {
    this.#pool = new RetryingPool(options.pool);
    this.#cell = options.cell;
    this.#clock = options.clock;
    this.#statements = options.statements;
    this.#random = options.random ?? systemRandom;
  }

  async accept(batch: readonly Submission[]): Promise<readonly (AcceptOutcome | Error)[]> {
    return bisect(batch, (part) => this.#accept(part));
  }

  /** Direct and group messages are of different conversations: which of them goes first changes nothing. */
  async #accept(part: readonly Submission[]): Promise<AcceptOutcome[]> {
    const nowMs = this.#clock.nowMs();
    return inKinds(part, {
      direct: async (batch) => {
        const values = [this.#cell, nowMs, ...submissionArrays(batch)];
        return ordered((await this.#pool.query<AcceptRow>({ ...ACCEPT, values })).rows, acceptOutcome);
      },
      group: async (batch) => {
        const values = [this.#cell, nowMs, LIMITS.groupMembersMax, ...groupArrays(batch), changeArray(batch)];
        return ordered((await this.#pool.query<GroupAcceptRow>({ ...ACCEPT_GROUP, values })).rows, groupAcceptOutcome);
      },
    });
  }

  async link(request: Parameters<GatewayInbox["link"]>[0]): Promise<LinkOutcome> {
    const { user, device, storeId, epoch, issuedMs, refusalsThrough } = request;
    const values = [
      this.#cell,
      user,
      device,
      storeId,
      epoch,
      refusalsThrough,
      LIMITS.devicesPerUserMax,
      this.#clock.nowMs(),
      issuedMs,
    ];
    const { rows } = await this.#pool.query<LinkRow>({ ...LINK, values });
    const row = rows[0]!;
    if (row.outcome === "moved")
      return { kind: "moved", cell: row.cell!, epoch: Number(row.epoch), statement: row.statement ?? "" };
    if (row.outcome !== "linked") return { kind: row.outcome };
    return {
      kind: "linked",
      connectionEpoch: Number(row.connection_epoch),
      storeReset: row.store_reset,
      refusalsThrough: Number(row.refusals_through),
    };
  }

  async refusals(request: Parameters<GatewayInbox["refusals"]>[0]): Promise<readonly Refusal[] | null> {
    const { user, device, after, limit } = request;
    const values = [user, device, after, limit];
    const { rows } = await this.#pool.query<RefusalRow>({ ...this.#statements("refusals"), values });
    if (rows.length === 0) return null;
    return rows[0]!.message_id === null ? [] : rows.map(refusalFrom);
  }

  async heads(request: Parameters<GatewayInbox["heads"]>[0]): Promise<readonly ConversationHead[]> {
    const { user, device, sinceMs, limit, last } = request;
    const place = last ? [last.updatedMs, Buffer.from(last.conversation)] : [null, null];
    const values = [user, device, sinceMs, limit, ...place];
    const { rows } = await this.#pool.query<HeadRow>({ ...this.#statements("heads"), values });
    return rows.map(headFrom);
  }

  async fetch(request: RangeBounds & { user: UserId }): Promise<Range | null> {
    const { user, conversation, after, limit, bytesMax } = request;
    const { rows } = await this.#pool.query<RangeRow>({
      ...this.#statements("fetch-range"),
      values: [Buffer.from(conversation), user, null, after.term, after.n, limit, bytesMax],
    });
    return rangeFrom(rows, request);
  }

  async recordCursors(reports: readonly CursorReport[]): Promise<CursorOutcome> {
    const { rows } = await this.#pool.query<CursorRow>({
      ...RECORD_MARKS,
      values: [
        this.#cell,
        this.#clock.nowMs(),
        textArray(reports.map((report) => report.user)),
        textArray(reports.map((report) => report.device)),
        byteaArray(reports.map((report) => report.conversation)),
        bigintArray(reports.map((report) => report.delivered.term)),
        bigintArray(reports.map((report) => report.delivered.n)),
        bigintArray(reports.map((report) => report.read.term)),
        bigintArray(reports.map((report) => report.read.n)),
        lateMs(this.#clock.nowMs(), this.#random),
      ],
    });
    return cursorOutcome(rows, reports);
  }

  async recordRefusalsThrough(request: { user: UserId; device: DeviceId; through: number }): Promise<void> {
    const values = [request.user, request.device, request.through];
    await this.#pool.query({ ...this.#statements("record-refusals-through"), values });
  }
}

interface LinkRow {
  outcome: "linked" | "revoked" | "suspended" | "ticket-revoked" | "device-limit" | "not-taken" | "moved";
  connection_epoch: string;
  store_reset: boolean;
  refusals_through: string;
  cell: CellId | null;
  epoch: string | null;
  statement: string | null;
}

interface HeadRow extends Omit<MarksRow, "conversation" | "user_id"> {
  id: Buffer;
  updated_ms: string;
  term: string;
  last_n: string;
  peer_delivered_term: string;
  peer_delivered_n: string;
  peer_read_term: string;
  peer_read_n: string;
  unread: string;
}

function headFrom(row: HeadRow): ConversationHead {
  return {
    conversation: row.id,
    peer: row.peer,
    head: keyFrom(row.term, row.last_n),
    delivered: keyFrom(row.delivered_term, row.delivered_n),
    read: keyFrom(row.read_term, row.read_n),
    peerDelivered: keyFrom(row.peer_delivered_term, row.peer_delivered_n),
    peerRead: keyFrom(row.peer_read_term, row.peer_read_n),
    unread: Number(row.unread),
    updatedMs: Number(row.updated_ms),
  };
}

/**
 * Carries claimed batches to their destination: read → post → settle. Whatever goes wrong, the rows stay in the outbox
 * and are sent again, by the release of the lane or by its deadline; the receiver deduplicates.
 */

import type { Span } from "@opentelemetry/api";
import type { CellId, cellwire } from "@cellwire/protocol";
import { LIMITS, wire } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Faults } from "@cellwire/runtime/faults.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { MessageTracer } from "@cellwire/runtime/message-tracer.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { traceparentOf, tracer } from "@cellwire/runtime/telemetry.ts";
import type { ForwardInbox, OutboxRow, SequencedMessage, Settlement } from "../inbox/contract.ts";
import type { Announcer } from "./announcer.ts";
import type { MovedRow } from "./answers.ts";
import { mapAnswers, retry } from "./answers.ts";
import { toWireEnvelope } from "./envelope.ts";
import type { ForwardMetrics } from "./metrics.ts";
import type { Peer, PeerSource } from "./peer-client.ts";
import type { StatementVerifier } from "./ports.ts";

/** Upper bound of an envelope without its content and headers. */
const ENVELOPE_OVERHEAD_BYTES = 512;
const REQUEST_BYTES_MAX = LIMITS.ingestBytesMax - 1024;
/** Half of it at least: a request that was rejected as a whole is a fault that people must mend. */
const REJECTED_HOLD_MS = 6_000;
const UNKNOWN_CELL_HOLD_MS = 2_000;
/** The placement that the destination names was known already: either side has yet to catch up. */
const MOVED_KNOWN_RETRY_MS = 1_000;
const MOVED_INVALID_RETRY_MS = 5_000;

export interface CourierOptions {
  readonly inbox: Pick<
    ForwardInbox,
    "readBatch" | "parkLost" | "settle" | "releaseLanes" | "placements" | "recordPlacement"
  >;
  readonly peers: PeerSource;
  readonly statements: StatementVerifier;
  readonly announcer: Announcer;
  readonly metrics: ForwardMetrics;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly traces?: MessageTracer | undefined;
}

/** "settled": the lane is free now. "released": it is held back. "stale": the claim had lapsed, someone else has the rows. */
export type Carried = "settled" | "released" | "stale";

/** What the destination said of a batch, as far as it said anything. */
interface Posted {
  readonly settlements: Settlement[];
  readonly moved: MovedRow[];
  /** Where it stopped answering: the rows from there on were not decided. */
  readonly decided: number;
  readonly held?: { readonly outcome: "unavailable" | "rejected"; readonly afterMs: number };
}

export class Courier {
  readonly #options: CourierOptions;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** @throws when the inbox fails; the lane's deadline then drives the rows. */
  async carry(batch: string): Promise<Carried> {
    const { inbox, clock, metrics } = this.#options;
    const startMs = clock.monotonicMs();
    const read = await inbox.readBatch({ batch, limit: LIMITS.envelopesPerBatchMax });
    if (!read) {
      // Stale, then this does nothing; or every row is held back meanwhile or has lost its message: the lane must not stay claimed.
      const lost = await inbox.parkLost({ batch });
      if (lost > 0) this.#options.log.error({ batch, count: lost }, "owed messages are gone: their rows are parked");
      await inbox.releaseLanes({ batch, afterMs: 0 });
      metrics.batch("none", "stale", clock.monotonicMs() - startMs);
      return "stale";
    }
    const { destination } = read.claim;
    return tracer("cellwire.forward").startActiveSpan("forward batch", async (span) => {
      span.setAttributes({ destination, rows: read.rows.length });
      try {
        const { carried, outcome } = await this.#carryRows({ batch, destination, rows: read.rows, span });
        metrics.batch(destination, outcome, clock.monotonicMs() - startMs);
        return carried;
      } catch (error) {
        metrics.batch(destination, "failed", clock.monotonicMs() - startMs);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  async #carryRows(work: { batch: string; destination: CellId; rows: readonly OutboxRow[]; span: Span }) {
    const { inbox, peers, announcer, faults } = this.#options;
    const peer = await peers.peer(work.destination);
    if (!peer) {
      await inbox.releaseLanes({ batch: work.batch, afterMs: UNKNOWN_CELL_HOLD_MS });
      return { carried: "released", outcome: "unavailable" } as const;
    }
    const steps = this.#steps(work.rows);
    const posted = await this.#post(peer, { ...work, rows: steps?.rows ?? work.rows });
    steps?.end(posted.held?.outcome ?? "answered");
    await faults.hit("courier.after-post");
    const afterMs = posted.held?.afterMs ?? 0;
    if (posted.held && posted.decided === 0) {
      await inbox.releaseLanes({ batch: work.batch, afterMs });
      return { carried: "released", outcome: posted.held.outcome } as const;
    }
    const undecided = work.rows.slice(posted.decided).map((row) => retry(row, afterMs));
    const settlements = [...posted.settlements, ...(await this.#follow(posted.moved)), ...undecided];
    const settled = await inbox.settle({ batch: work.batch, settlements }).catch((error: unknown) => {
      announcer.inDoubt();
      throw error;
    });
    if (!settled) return { carried: "stale", outcome: "stale" } as const;
    this.#count(work.destination, settlements);
    await announcer.soon(announcer.settled(settled, sequenced(work.rows, settlements)));
    return { carried: "settled", outcome: posted.held?.outcome ?? "settled" } as const;
  }

  /** The rows as they are to be sent, each in its trace; undefined while traces are off. */
  #steps(rows: readonly OutboxRow[]): { rows: readonly OutboxRow[]; end: (outcome: string) => void } | undefined {
    const { traces } = this.#options;
    if (!traces) return undefined;
    const steps = rows.map(({ traceparent }) => traces.step("forward message", traceparent));
    return {
      rows: rows.map((row, i) => ({ ...row, traceparent: steps[i]?.traceparent ?? row.traceparent })),
      end: (outcome) => steps.forEach((step) => step?.end(outcome)),
    };
  }

  /** In as many requests as their size asks for, one after the other: the order of the rows is kept. */
  async #post(peer: Peer, work: { batch: string; rows: readonly OutboxRow[]; span: Span }): Promise<Posted> {
    const settlements: Settlement[] = [];
    const moved: MovedRow[] = [];
    let decided = 0;
    for (const rows of parts(work.rows)) {
      const body = wire.IngestRequest.encode({ batch: work.batch, envelopes: rows.map(toWireEnvelope) }).finish();
      const answer = await peer.post({ path: "/v1/ingest", body, traceparent: traceparentOf(work.span) });
      if (answer.kind === "unavailable") {
        const { afterMs, error } = answer;
        if (error) this.#options.log.warn({ peerCell: peer.cell, delayMs: afterMs, err: error }, "peer is unavailable");
        return { settlements, moved, decided, held: { outcome: "unavailable", afterMs } };
      }
      const answers = answer.kind === "answered" ? decodedAnswers(answer.body, rows.length) : undefined;
      if (!answers) return { settlements, moved, decided, held: this.#rejected(peer.cell, answer) };
      const mapped = mapAnswers(rows, answers);
      settlements.push(...mapped.settlements);
      moved.push(...mapped.moved);
      decided += rows.length;
      // A later request could hold a message that comes after one of these: it must not overtake it.
      if (mapped.moved.length > 0 || mapped.settlements.some(({ kind }) => kind === "retry")) break;
    }
    return { settlements, moved, decided };
  }

  #rejected(destination: CellId, answer: { kind: "answered" } | { kind: "rejected"; status: number }) {
    const status = answer.kind === "rejected" ? answer.status : 200;
    const afterMs = Math.round(REJECTED_HOLD_MS * (0.5 + this.#options.random.float() / 2));
    this.#options.metrics.requestRejected(destination, status);
    this.#options.log.error({ peerCell: destination, status, delayMs: afterMs }, "peer rejects whole requests");
    return { outcome: "rejected", afterMs } as const;
  }

  /** Takes the new placements in, so that the rows get their new destination, and lets them go again. */
  async #follow(moved: readonly MovedRow[]): Promise<Settlement[]> {
    const afterMsOf = new Map<string, number>();
    const settlements: Settlement[] = [];
    for (const { row, statement } of moved) {
      const key = `${row.sender} ${row.recipient} ${statement}`;
      const afterMs = afterMsOf.get(key) ?? (await this.#takeIn(row, statement));
      afterMsOf.set(key, afterMs);
      settlements.push(retry(row, afterMs));
    }
    return settlements;
  }

  /** When to send the row again: at once only when the directory signed something newer than what is known here. */
  async #takeIn(row: OutboxRow, statement: string): Promise<number> {
    const { inbox, statements, announcer, log } = this.#options;
    const stated = await statements.verify(statement);
    if (stated === "unavailable") return MOVED_KNOWN_RETRY_MS;
    const user = stated === "invalid" ? undefined : [row.sender, row.recipient].find((id) => id === stated.thing);
    if (stated === "invalid" || user === undefined) {
      log.error({ outcome: "moved" }, "a peer answered MOVED with a statement that does not hold");
      return MOVED_INVALID_RETRY_MS;
    }
    const { cell, epoch } = stated;
    const [known] = await inbox.placements([user]);
    if (known && known.epoch >= epoch) return MOVED_KNOWN_RETRY_MS;
    await announcer.settled(await inbox.recordPlacement({ user, cell, epoch, statement }));
    return 0;
  }

  #count(destination: CellId, settlements: readonly Settlement[]): void {
    const counts = new Map<string, number>();
    for (const { kind } of settlements) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (const [kind, count] of counts) this.#options.metrics.rows(destination, kind, count);
  }
}

/** Rows with the numbers that they have now. */
function sequenced(rows: readonly OutboxRow[], settlements: readonly Settlement[]): SequencedMessage[] {
  const keys = new Map(settlements.map((one) => [one.seq, one.kind === "done" ? one.key : undefined]));
  return rows.flatMap((row) => {
    const key = keys.get(row.seq);
    return key ? [{ ...row, key }] : [];
  });
}

/** Consecutive rows that fit into one request. */
function* parts(rows: readonly OutboxRow[]): Generator<readonly OutboxRow[]> {
  let part: OutboxRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const rowBytes = row.content.length + row.headers.length + ENVELOPE_OVERHEAD_BYTES;
    if (part.length > 0 && bytes + rowBytes > REQUEST_BYTES_MAX) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(row);
    bytes += rowBytes;
  }
  if (part.length > 0) yield part;
}

/** undefined: not an answer to this request. */
function decodedAnswers(body: Uint8Array, count: number): cellwire.v1.IngestAnswer.$Properties[] | undefined {
  try {
    const { answers } = wire.IngestResponse.decode(body);
    return answers.length === count ? answers : undefined;
  } catch {
    return undefined;
  }
}

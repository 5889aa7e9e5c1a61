/** What forwarding counts. Labels: cells, of which there are hundreds, and fixed words; never users or ids. */

import type { Meter } from "@opentelemetry/api";
import type { CellId } from "@cellwire/protocol";

export type BatchOutcome = "settled" | "unavailable" | "rejected" | "stale" | "failed";

/** Rows of one destination in the outbox; `destination` null: not resolved yet. */
export interface OutboxDepth {
  readonly destination: CellId | null;
  readonly rows: number;
  readonly parked: number;
  readonly oldestSeconds: number;
}

export interface ForwardMetrics {
  batch(destination: string, outcome: BatchOutcome, durationMs: number): void;
  rows(destination: string, kind: string, count: number): void;
  /** The destination answered a whole request with 4xx: tokens, versions or limits do not fit. Alert on it. */
  requestRejected(destination: string, status: number): void;
  /** A batch that went to its courier without Redis. */
  direct(destination: string): void;
  /** A lane that was held back at once: "queue-full", "circuit", "no-room". */
  heldBack(reason: string): void;
  redisError(): void;
  ingestRequest(peer: string, outcome: string): void;
  ingestEnvelopes(
    peer: string,
    answers: readonly { readonly outcome: string; readonly code: string; readonly count: number }[],
  ): void;
  holesFilled(count: number): void;
  receiptsReported(count: number): void;
  /** Replaces what the depth gauges show. */
  depths(depths: readonly OutboxDepth[]): void;
}

export function forwardMetrics(meter: Meter): ForwardMetrics {
  const counter = (name: string, description: string) => meter.createCounter(`cellwire_${name}`, { description });
  const batches = counter("forward_batches", "Batches processed by couriers, by outcome");
  const duration = meter.createHistogram("cellwire_forward_batch_duration", {
    description: "A batch, from read to settled",
    unit: "ms",
  });
  const rows = counter("forward_rows", "Outbox rows by what their destination said");
  const rejected = counter("forward_requests_rejected", "Whole requests that a destination answered with 4xx");
  const direct = counter("forward_direct", "Batches handed over in process because Redis did not take them");
  const heldBack = counter("forward_lanes_held_back", "Claimed lanes that were released at once, by reason");
  const redisErrors = counter("forward_redis_errors", "Errors of the queues' Redis connections");
  const requests = counter("ingest_requests", "Requests of other cells, by outcome");
  const envelopes = counter("ingest_envelopes", "Envelopes of other cells, by answer");
  const holes = counter("holes_filled", "Holes that were pulled from their authority");
  const receipts = counter("receipts_reported", "Receipts that other cells took");
  const observe = depthGauges(meter);
  return {
    batch: (destination, outcome, durationMs) => {
      batches.add(1, { destination, outcome });
      duration.record(durationMs, { destination });
    },
    rows: (destination, kind, count) => rows.add(count, { destination, kind }),
    requestRejected: (destination, status) => rejected.add(1, { destination, status }),
    direct: (destination) => direct.add(1, { destination }),
    heldBack: (reason) => heldBack.add(1, { reason }),
    redisError: () => redisErrors.add(1),
    ingestRequest: (peer, outcome) => requests.add(1, { peer, outcome }),
    ingestEnvelopes: (peer, answers) => {
      for (const { outcome, code, count } of answers) envelopes.add(count, { peer, outcome, code });
    },
    holesFilled: (count) => holes.add(count),
    receiptsReported: (count) => receipts.add(count),
    depths: observe,
  };
}

function depthGauges(meter: Meter): (depths: readonly OutboxDepth[]) => void {
  let current: readonly OutboxDepth[] = [];
  const gauge = (name: string, description: string, read: (depth: OutboxDepth) => number) =>
    meter.createObservableGauge(`cellwire_outbox_${name}`, { description }).addCallback((result) => {
      for (const depth of current) result.observe(read(depth), { destination: depth.destination ?? "unresolved" });
    });
  gauge("rows", "Rows waiting for another cell", (depth) => depth.rows);
  gauge("parked", "Rows that their destination rejected, waiting for an operator", (depth) => depth.parked);
  gauge("oldest_seconds", "Age of the oldest waiting row", (depth) => depth.oldestSeconds);
  return (depths) => {
    current = depths;
  };
}

/** What the operator counts. Labels take few values: no cell, no name. */

import type { Meter } from "@opentelemetry/api";
import type { QueueState } from "../kube/work-queue.ts";
import type { RequestObserver } from "../kube/request.ts";

export interface OperatorMetrics {
  visited(outcome: "done" | "waiting" | "failed", durationMs: number): void;
  readonly requested: RequestObserver;
}

export interface OperatorGauges {
  readonly queue: () => QueueState;
  readonly isLeader: () => boolean;
  /** Cells by the phase that their status tells. */
  readonly phases: () => ReadonlyMap<string, number>;
}

export function operatorMetrics(meter: Meter): OperatorMetrics {
  const visits = meter.createHistogram("cellwire_operator_visit_duration", {
    description: "Visits to cells, by outcome",
    unit: "ms",
  });
  const requests = meter.createCounter("cellwire_operator_api_requests", {
    description: "Requests to the API server, by verb, kind and HTTP status",
  });
  return {
    visited: (outcome, durationMs) => visits.record(durationMs, { outcome }),
    requested: ({ verb, kind, code }) => requests.add(1, { verb, kind, code }),
  };
}

export function observeOperator(meter: Meter, gauges: OperatorGauges): void {
  const gauge = (name: string, description: string, read: () => number) =>
    meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read()));
  gauge("cellwire_operator_queue_depth", "Cells that wait for a visit", () => gauges.queue().depth);
  gauge("cellwire_operator_queue_failing", "Cells whose last visit failed", () => gauges.queue().failing);
  gauge("cellwire_operator_queue_running_ms", "Age of the longest visit", () => gauges.queue().longestRunningMs);
  gauge("cellwire_operator_leader", "1 while this operator acts", () => Number(gauges.isLeader()));
  meter.createObservableGauge("cellwire_operator_cells", { description: "Cells, by phase" }).addCallback((result) => {
    for (const [phase, count] of gauges.phases()) result.observe(count, { phase });
  });
}

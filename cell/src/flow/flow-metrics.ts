/** What accept counts: plain numbers, read when someone asks for the metrics. */

import type { Meter } from "@opentelemetry/api";

/** Upper bounds in milliseconds; the last bucket is open. */
const COMMIT_BUCKETS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000];

export class FlowMetrics {
  batches = 0;
  failedBatches = 0;
  readonly #answers = new Map<string, number>();
  readonly #commits = Array.from({ length: COMMIT_BUCKETS_MS.length + 1 }, () => 0);

  answered(outcome: string): void {
    this.#answers.set(outcome, (this.#answers.get(outcome) ?? 0) + 1);
  }

  committed(durationMs: number): void {
    this.batches += 1;
    const bucket = COMMIT_BUCKETS_MS.findIndex((boundMs) => durationMs <= boundMs);
    this.#commits[bucket < 0 ? COMMIT_BUCKETS_MS.length : bucket]! += 1;
  }

  /** Makes the instruments; call it once. */
  observe(meter: Meter): void {
    const counter = (name: string, description: string) => meter.createObservableCounter(name, { description });
    counter("cellwire_accept_batches", "Batches committed").addCallback((result) => result.observe(this.batches));
    counter("cellwire_accept_batches_failed", "Batches that failed with the database").addCallback((result) =>
      result.observe(this.failedBatches),
    );
    counter("cellwire_accept_answers", "Answers to senders, by outcome").addCallback((result) => {
      for (const [outcome, count] of this.#answers) result.observe(count, { outcome });
    });
    counter("cellwire_accept_commits", "Commits that took up to `le` milliseconds").addCallback((result) => {
      let total = 0;
      for (const [i, count] of this.#commits.entries()) {
        total += count;
        result.observe(total, { le: String(COMMIT_BUCKETS_MS[i] ?? "+Inf") });
      }
    });
  }
}

/**
 * Sends what the outbox owes to the one endpoint that the configuration names, at least once each, in no order:
 *
 *   owed ──claimed──▶ posted ──2xx──▶ forgotten
 *     ▲                 └─anything else─▶ waits longer each time
 *     └──────────────────────────────────────────┘          nothing taken for 5 days, or 410: the endpoint is given up
 *
 * Users have no say in where it sends to; redirects are not followed.
 */

import type { Clock } from "@cellwire/runtime/clock.ts";
import { HttpClient, HttpTimeout, HttpUnreachable } from "@cellwire/runtime/http-client.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { Meter } from "@opentelemetry/api";
import type { OwedWebhook, WebhookOutbox } from "./outbox.ts";
import { retryDelayMs } from "./retry.ts";
import { webhookHeaders } from "./signature.ts";
import { observeWebhooks } from "./webhook-metrics.ts";

const INTERVAL_MS = 1_000;
const CLAIM_MS = 60_000;
const TIMEOUT_MS = 10_000;
const AT_ONCE_MAX = 8;
const CONNECTIONS = AT_ONCE_MAX;
const ROUNDS_MAX = 32;
const GIVE_UP_MS = 5 * 24 * 3_600_000;
const GONE = 410;

export interface WebhookTarget {
  readonly url: string;
  readonly secret: Buffer;
}

export interface WebhookSenderOptions {
  readonly outbox: WebhookOutbox;
  /** undefined: nobody is told anything. */
  readonly target: WebhookTarget | undefined;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class WebhookSender implements Service {
  readonly name = "webhooks";
  readonly #options: WebhookSenderOptions;
  readonly #loop: Loop;
  readonly #http: HttpClient | undefined;
  readonly #path: string;
  #isPrepared = false;
  readonly #outcomes = new Map<string, number>();

  constructor(options: WebhookSenderOptions) {
    const { target, log } = options;
    this.#options = options;
    const url = target && new URL(target.url);
    this.#path = url ? url.pathname + url.search : "/";
    this.#http = url && new HttpClient({ baseUrl: url.origin, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS });
    const runOnce = (signal: AbortSignal) => this.runOnce(signal);
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log });
    if (target) observeWebhooks(options.meter, { outcomes: this.#outcomes, state: () => options.outbox.state() });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#http?.close();
  }

  /** @throws faults of the database */
  async runOnce(signal: AbortSignal): Promise<void> {
    const { outbox, target, clock } = this.#options;
    // Here, and not at the start, when the database may be down.
    if (!this.#isPrepared) await (target ? outbox.open(target.url) : outbox.close());
    this.#isPrepared = true;
    if (!target) return;
    for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round++) {
      const nowMs = clock.nowMs();
      const owed = await outbox.claim({ nowMs, untilMs: nowMs + CLAIM_MS, limit: AT_ONCE_MAX });
      await Promise.all(owed.map((webhook) => this.#send(webhook)));
      if (owed.length < AT_ONCE_MAX) return;
    }
  }

  async #send(webhook: OwedWebhook): Promise<void> {
    const { outbox, clock, random, log } = this.#options;
    const status = await this.#post(webhook);
    if (status >= 200 && status < 300) {
      this.#count("taken");
      return outbox.taken(webhook.id);
    }
    this.#count("failed");
    const nowMs = clock.nowMs();
    const attempts = webhook.attempts + 1;
    log.warn({ event: webhook.type, attempts, status }, "a webhook was not taken");
    const nextMs = nowMs + retryDelayMs(attempts, random.float());
    const sinceMs = await outbox.refused({ id: webhook.id, nowMs, nextMs });
    if (status !== GONE && nowMs - sinceMs < GIVE_UP_MS) return;
    const dropped = await outbox.disable(nowMs);
    this.#count("dropped", dropped);
    log.error({ dropped, status }, "the webhook endpoint is given up: it took nothing for too long, or is gone");
  }

  /** The status; 0: none. */
  async #post({ id, type, atMs, data }: OwedWebhook): Promise<number> {
    const { target, clock } = this.#options;
    const body = JSON.stringify({ type, timestamp: new Date(atMs).toISOString(), data });
    const timestamp = Math.floor(clock.nowMs() / 1_000);
    const headers = { "content-type": "application/json", ...webhookHeaders(target!.secret, { id, timestamp, body }) };
    try {
      return (await this.#http!.request({ method: "POST", path: this.#path, headers, body })).status;
    } catch (error) {
      if (error instanceof HttpTimeout || error instanceof HttpUnreachable) return 0;
      throw error;
    }
  }

  #count(outcome: string, count = 1): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + count);
  }
}

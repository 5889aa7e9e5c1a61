/** The calls to push services and relays: bounded in time, size and number, without redirects. */

import { Agent, request } from "undici";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { WakeOutcome } from "./provider.ts";
import { publicLookup } from "./public-address.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const TIMEOUT_MS = 5_000;
const CONNECTIONS_PER_SERVICE_MAX = 4;
const ANSWER_BYTES_MAX = 64 * 1024;
const RETRY_AFTER_MS_MAX = 3_600_000;

export interface PushHttpOptions {
  /** False in tests alone, and for the operator's own relay. */
  readonly publicOnly: boolean;
  readonly log: Logger;
}

export class PushHttp {
  readonly #log: Logger;
  readonly #agent: Agent;

  constructor({ publicOnly, log }: PushHttpOptions) {
    this.#log = log;
    this.#agent = new Agent({
      connections: CONNECTIONS_PER_SERVICE_MAX,
      maxResponseSize: ANSWER_BYTES_MAX,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(publicOnly && { lookup: publicLookup }) },
    });
  }

  /** What the answer means for a wake-up, by its status (RFC 8030, section 5 and 7.3). */
  async post(url: string, headers: Record<string, string>, body: string = ""): Promise<WakeOutcome> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await request(url, { method: "POST", headers, body, dispatcher: this.#agent, signal });
      await answer.body.dump();
      return this.#outcome(answer.statusCode, answer.headers["retry-after"]);
    } catch (error) {
      // Neither the address, which is a device's, nor a message that may have it.
      this.#log.warn({ code: (error as { code?: string }).code ?? "UNKNOWN" }, "a push service was not reached");
      return { kind: "failed" };
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  #outcome(status: number, retryAfter: string | string[] | undefined): WakeOutcome {
    if (status >= 200 && status < 300) return { kind: "sent" };
    if (status === 404 || status === 410) return { kind: "gone" };
    this.#log.warn({ status }, "a push service refused a wake-up");
    const seconds = Number(retryAfter ?? 0);
    if (!(seconds > 0)) return { kind: "failed" };
    return { kind: "failed", afterMs: Math.min(seconds * 1_000, RETRY_AFTER_MS_MAX) };
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { systemClock, type Clock } from "@cellwire/runtime/clock.ts";
import { systemRandom, type Random } from "@cellwire/runtime/random.ts";
import type { Dispatcher } from "undici";
import {
  failureFromAnswer,
  failureWithoutAnswer,
  type Answer,
  type Failure,
  type Subject,
  type Verb,
} from "./answer.ts";
import { Connection, type Lane } from "./connection.ts";
import { KubeError } from "./contract.ts";
import { retryDelayMs } from "./retry.ts";
import { WriteRefused, fenceRequests, type WriteFence } from "./write-fence.ts";

/** Told of every attempt, for metrics. */
export type RequestObserver = (attempt: {
  readonly verb: Verb;
  readonly kind: string;
  /** HTTP status; 0 when no answer came. */
  readonly code: number;
  readonly durationMs: number;
}) => void;

export interface RequesterOptions {
  readonly config: KubeConfig;
  readonly observe?: RequestObserver;
  /** The most connections that calls share. */
  readonly connections?: number;
  /** For a whole call with its repetitions. */
  readonly callTimeoutMs?: number;
  readonly attemptTimeoutMs?: number;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface Request {
  readonly subject: Subject;
  readonly method: Dispatcher.HttpMethod;
  /** With its query. */
  readonly path: string;
  readonly body?: { readonly type: string; readonly json: unknown };
  /** Whether acting twice is as good as once. */
  readonly idempotent: boolean;
  /** For writes that only a leader may do. */
  readonly fence?: WriteFence | undefined;
  readonly signal?: AbortSignal | undefined;
}

const CALL_CONNECTIONS = 8;
const CALL_TIMEOUT_MS = 30_000;
const ATTEMPT_TIMEOUT_MS = 10_000;

/** Sends requests and repeats those that deserve it, within a bound. Knows HTTP, not objects. */
export class Requester {
  readonly #connection: Connection;
  readonly #observe: RequestObserver;
  readonly #callTimeoutMs: number;
  readonly #attemptTimeoutMs: number;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #closing = new AbortController();

  constructor(options: RequesterOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#observe = options.observe ?? (() => undefined);
    this.#callTimeoutMs = options.callTimeoutMs ?? CALL_TIMEOUT_MS;
    this.#attemptTimeoutMs = options.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS;
    const connections = options.connections ?? CALL_CONNECTIONS;
    this.#connection = new Connection({ config: options.config, connections, clock: this.#clock });
  }

  /** The answer, its status below 300. @throws {KubeError}; the reason of `request.signal` when that aborts */
  async call(request: Request): Promise<Answer> {
    const startedMs = this.#clock.monotonicMs();
    for (let attempts = 1; ; attempts++) {
      const remainingMs = this.#callTimeoutMs - (this.#clock.monotonicMs() - startedMs);
      const outcome = await this.#attempt(request, Math.min(this.#attemptTimeoutMs, remainingMs));
      if (!("error" in outcome)) return outcome;
      const leftMs = this.#callTimeoutMs - (this.#clock.monotonicMs() - startedMs);
      const { idempotent } = request;
      const delayMs = retryDelayMs(outcome, { attempts, idempotent, remainingMs: leftMs, random: this.#random });
      request.signal?.throwIfAborted();
      if (delayMs === undefined || this.#closing.signal.aborted) throw outcome.error;
      await sleep(delayMs, undefined, { signal: this.#ending(request) }).catch(() => {
        request.signal?.throwIfAborted();
        throw outcome.error;
      });
    }
  }

  /**
   * The chunks of an answer that goes on until the server ends it, or `signal`, or no chunk came for `silenceMs`.
   * @throws {KubeError}
   */
  async *stream(
    { subject, path }: Pick<Request, "subject" | "path">,
    { signal, silenceMs }: { signal: AbortSignal; silenceMs: number },
  ): AsyncGenerator<Buffer, void, undefined> {
    const startedMs = this.#clock.monotonicMs();
    try {
      const { dispatcher, ...route } = await this.#route("watches", path);
      const timeouts = { headersTimeout: this.#attemptTimeoutMs, bodyTimeout: silenceMs };
      const response = await dispatcher.request({
        ...route,
        ...timeouts,
        method: "GET",
        signal: this.#ending({ signal }),
      });
      this.#report(subject, response.statusCode, startedMs);
      if (response.statusCode !== 200) throw failureFromAnswer(subject, await read(response)).error;
      for await (const chunk of response.body) yield chunk as Buffer;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof KubeError) throw error;
      this.#report(subject, 0, startedMs);
      throw failureWithoutAnswer(subject, error).error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connection.close();
  }

  async #attempt(request: Request, timeoutMs: number): Promise<Answer | Failure> {
    const { subject, method, path, body, fence } = request;
    const startedMs = this.#clock.monotonicMs();
    let code = 0;
    try {
      if (fence !== undefined && fence() <= 0) throw new WriteRefused();
      const { dispatcher, headers, ...route } = await this.#route("calls", path);
      const response = await fenced(dispatcher, fence).request({
        ...route,
        method,
        headers: body === undefined ? headers : { ...headers, "content-type": body.type },
        body: body === undefined ? null : JSON.stringify(body.json),
        signal: AbortSignal.any([this.#ending(request), AbortSignal.timeout(boundMs(timeoutMs, fence))]),
      });
      code = response.statusCode;
      const answer = await read(response);
      return code < 300 ? answer : failureFromAnswer(subject, answer);
    } catch (error) {
      return failureWithoutAnswer(subject, error);
    } finally {
      this.#report(subject, code, startedMs);
    }
  }

  #ending({ signal }: Pick<Request, "signal">): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
  }

  async #route(lane: Lane, path: string) {
    const { dispatcher, origin, pathPrefix, headers } = await this.#connection.route(lane);
    const all = { ...headers, accept: "application/json", "user-agent": "cellwire-operator" };
    return { dispatcher, origin, path: pathPrefix + path, headers: all };
  }

  #report({ verb, resource }: Subject, code: number, startedMs: number): void {
    this.#observe({ verb, kind: resource.kind, code, durationMs: this.#clock.monotonicMs() - startedMs });
  }
}

function fenced(dispatcher: Dispatcher, fence: WriteFence | undefined): Dispatcher {
  return fence === undefined ? dispatcher : dispatcher.compose(fenceRequests(fence));
}

/** A write must not be under way any more when another leader may act: the server drops what is cut off. */
function boundMs(timeoutMs: number, fence: WriteFence | undefined): number {
  return Math.max(1, Math.ceil(fence === undefined ? timeoutMs : Math.min(timeoutMs, fence())));
}

async function read(response: Dispatcher.ResponseData): Promise<Answer> {
  const retryAfter = response.headers["retry-after"];
  return { status: response.statusCode, retryAfter: retryAfter?.toString(), text: await response.body.text() };
}

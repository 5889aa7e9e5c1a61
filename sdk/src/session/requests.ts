/**
 * Questions to the home cell and their answers. What a broken connection left unanswered is asked again on the next
 * one, and what was told to come later comes later, until the time of the question is over.
 */

import type { ClientBody, cellwire } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Cancel, Clock } from "../clock.ts";
import { deferred } from "../deferred.ts";

export type RequestBody = Omit<cellwire.v1.Request.$Properties, "id">;
export type ResponseFrame = cellwire.v1.Response.$Properties;

const TIMEOUT_MS = 30_000;
const RETRY_AFTER_MS_MIN = 100;
const WAITING_MAX = 256;

interface Question {
  readonly id: number;
  readonly body: RequestBody;
  readonly resolve: (response: ResponseFrame) => void;
  readonly reject: (error: ClientError) => void;
  cancelTimeout: Cancel;
  cancelRetry: Cancel | undefined;
  /** Monotonic, while the connection owes the answer. */
  sentAtMs: number | undefined;
}

export interface RequestsOptions {
  readonly clock: Clock;
  readonly send: (frame: ClientBody) => void;
}

export class Requests {
  readonly #options: RequestsOptions;
  /** By id, in the order in which they were asked. */
  readonly #questions = new Map<number, Question>();
  #lastId = 0;
  #connected = false;
  #sent = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** Since when the server owes an answer. */
  get oldestSentAtMs(): number | undefined {
    for (const { sentAtMs } of this.#questions.values()) if (sentAtMs !== undefined) return sentAtMs;
    return undefined;
  }

  /**
   * @throws {ClientError} REQUEST_REFUSED with the code of the error catalogue as its reason; REQUEST_TIMED_OUT: what
   *   became of it is unknown, and it may be asked again; CLOSED.
   */
  ask(body: RequestBody, timeoutMs: number = TIMEOUT_MS): Promise<ResponseFrame> {
    if (this.#questions.size >= WAITING_MAX)
      return Promise.reject(new ClientError("REQUEST_REFUSED", { reason: "RETRY_AFTER" }));
    const { promise, resolve, reject } = deferred<ResponseFrame>();
    const id = this.#nextId();
    const cancelTimeout = this.#options.clock.after(timeoutMs, () =>
      this.#fail(id, new ClientError("REQUEST_TIMED_OUT")),
    );
    this.#questions.set(id, { id, body, resolve, reject, cancelTimeout, cancelRetry: undefined, sentAtMs: undefined });
    this.#pump();
    return promise;
  }

  connected(): void {
    this.#connected = true;
    this.#pump();
  }

  disconnected(): void {
    this.#connected = false;
    this.#sent = 0;
    for (const question of this.#questions.values()) {
      question.sentAtMs = undefined;
      question.cancelRetry?.();
      question.cancelRetry = undefined;
    }
  }

  answered(response: ResponseFrame): void {
    const question = this.#questions.get(response.id ?? 0);
    // One whose time is over is answered to nobody.
    if (question?.sentAtMs === undefined) return;
    if (response.code === "RETRY_AFTER") return this.#later(question, response.retryAfterMs ?? 0);
    this.#settle(question);
    if (!response.code) question.resolve(response);
    else question.reject(refused(response));
    this.#pump();
  }

  close(): void {
    for (const id of this.#questions.keys()) this.#fail(id, new ClientError("CLOSED"));
  }

  #later(question: Question, afterMs: number): void {
    this.#unsent(question);
    question.cancelRetry = this.#options.clock.after(Math.max(afterMs, RETRY_AFTER_MS_MIN), () => {
      question.cancelRetry = undefined;
      this.#pump();
    });
    this.#pump();
  }

  /** As many at once as the server takes. */
  #pump(): void {
    if (!this.#connected) return;
    for (const question of this.#questions.values()) {
      if (this.#sent >= LIMITS.requestsOpenMax) return;
      if (question.sentAtMs !== undefined || question.cancelRetry) continue;
      question.sentAtMs = this.#options.clock.monotonicMs();
      this.#sent++;
      this.#options.send({ request: { ...question.body, id: question.id } });
    }
  }

  #fail(id: number, error: ClientError): void {
    const question = this.#questions.get(id);
    if (!question) return;
    this.#settle(question);
    question.reject(error);
  }

  #settle(question: Question): void {
    this.#questions.delete(question.id);
    this.#unsent(question);
    question.cancelTimeout();
    question.cancelRetry?.();
  }

  #unsent(question: Question): void {
    if (question.sentAtMs !== undefined) this.#sent--;
    question.sentAtMs = undefined;
  }

  /** 32 bits on the wire. */
  #nextId(): number {
    do this.#lastId = (this.#lastId + 1) >>> 0;
    while (this.#questions.has(this.#lastId));
    return this.#lastId;
  }
}

function refused({ code, detail }: ResponseFrame): ClientError {
  return new ClientError("REQUEST_REFUSED", { reason: code ?? "", ...(detail && { cause: new Error(detail) }) });
}

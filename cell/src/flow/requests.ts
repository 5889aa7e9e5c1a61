/** Questions of devices and their answers: one handler a kind, all behind one bound, so that messages go first. */

import type { ErrorCode, cellwire } from "@cellwire/protocol";
import type { LinkedDevice } from "../inbox/contract.ts";
import { ConcurrencyLimit, Overloaded } from "./concurrency-limit.ts";

export type RequestFrame = cellwire.v1.Request.$Properties;
export type ResponseFrame = cellwire.v1.Response.$Properties;
type RequestKind = NonNullable<RequestFrame["body"]>;
/** The body of a response: one of its fields. */
export type ResponseBody = Partial<Omit<ResponseFrame, "id" | "code" | "detail" | "retryAfterMs">>;

/**
 * Answers every kind of request. A handler may run twice for one question, as the device repeats what got no answer.
 * @throws {RequestRefused} for the device; anything else is a fault of the cell, which the device sees as RETRY_AFTER.
 */
export type RequestHandlers = {
  readonly [Kind in RequestKind]: (asked: NonNullable<RequestFrame[Kind]>, from: LinkedDevice) => Promise<ResponseBody>;
};

export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  readonly code: ErrorCode;
  readonly retryAfterMs: number;

  /** `detail` names the field and the remedy, where the code's own remedy does not say enough. */
  constructor(code: ErrorCode, { detail = "", retryAfterMs = 0 }: { detail?: string; retryAfterMs?: number } = {}) {
    super(detail);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface RequestsOptions {
  /** A kind without a handler is answered with REQUEST_UNKNOWN. */
  readonly handlers: Partial<RequestHandlers>;
  readonly atOnceMax: number;
  readonly waitingMax: number;
  /** Kinds that wait for others than this cell's database: behind a bound of their own, so that they delay no other kind. */
  readonly apart?: { readonly kinds: readonly RequestKind[]; readonly atOnceMax: number; readonly waitingMax: number };
}

type Handler = (asked: object, from: LinkedDevice) => Promise<ResponseBody>;

const RETRY_AFTER_MS = 1_000;

export class Requests {
  readonly #handlers: Partial<RequestHandlers>;
  readonly #limit: ConcurrencyLimit;
  readonly #limitApart: ConcurrencyLimit;
  readonly #apart: ReadonlySet<RequestKind>;

  constructor(options: RequestsOptions) {
    this.#handlers = options.handlers;
    this.#limit = new ConcurrencyLimit(options);
    this.#limitApart = new ConcurrencyLimit(options.apart ?? options);
    this.#apart = new Set(options.apart?.kinds);
  }

  /**
   * The answer, `id` left out; what the device may know of a refusal included.
   * @throws what a handler throws, RequestRefused excepted.
   */
  async answer(request: RequestFrame, from: LinkedDevice): Promise<ResponseFrame> {
    try {
      const limit = request.body !== undefined && this.#apart.has(request.body) ? this.#limitApart : this.#limit;
      return await limit.run(() => this.#handle(request, from));
    } catch (error) {
      if (error instanceof RequestRefused) {
        const { code, message: detail, retryAfterMs } = error;
        return { code, detail, retryAfterMs };
      }
      if (error instanceof Overloaded) return retryAfter();
      throw error;
    }
  }

  async #handle(request: RequestFrame, from: LinkedDevice): Promise<ResponseBody> {
    const kind = request.body;
    if (kind === undefined) throw new RequestRefused("REQUEST_UNKNOWN");
    const handler: Handler | undefined = this.#handlers[kind];
    if (handler === undefined) throw new RequestRefused("REQUEST_UNKNOWN");
    return handler(request[kind]!, from);
  }
}

export function retryAfter(retryAfterMs: number = RETRY_AFTER_MS): ResponseFrame {
  return { code: "RETRY_AFTER", retryAfterMs };
}

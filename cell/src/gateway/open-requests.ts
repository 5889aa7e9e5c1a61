/** The requests of one connection that wait for their response: bounded, answered in any order. */

import { LIMITS, encodeServerFrame } from "@cellwire/protocol";
import type { RequestFrame, Requests, ResponseFrame } from "../flow/requests.ts";
import { retryAfter } from "../flow/requests.ts";
import type { LinkedDevice } from "../inbox/contract.ts";

export interface AskingConnection extends LinkedDevice {
  write(frame: Uint8Array): void;
  /** A fault of the cell, for the log. */
  onFault(error: unknown): void;
}

export interface OpenRequestsContext {
  readonly requests: Pick<Requests, "answer">;
  readonly metrics: { answeredError(code: string): void; answeredRequest(kind: string, code: string): void };
}

export class OpenRequests {
  readonly #connection: AskingConnection;
  readonly #context: OpenRequestsContext;
  #open = 0;

  constructor(connection: AskingConnection, context: OpenRequestsContext) {
    this.#connection = connection;
    this.#context = context;
  }

  /** Never rejects. */
  async take(request: RequestFrame): Promise<void> {
    if (this.#open >= LIMITS.requestsOpenMax) return this.#write(request, retryAfter());
    this.#open += 1;
    const response = await this.#answer(request);
    this.#open -= 1;
    this.#write(request, response);
  }

  async #answer(request: RequestFrame): Promise<ResponseFrame> {
    try {
      return await this.#context.requests.answer(request, this.#connection);
    } catch (error) {
      this.#connection.onFault(error);
      return retryAfter();
    }
  }

  #write(request: RequestFrame, response: ResponseFrame): void {
    const { metrics } = this.#context;
    metrics.answeredRequest(request.body ?? "unknown", response.code || "OK");
    if (response.code) metrics.answeredError(response.code);
    this.#connection.write(encodeServerFrame({ response: { ...response, id: request.id ?? 0 } }));
  }
}

/** The fetches of one connection: bounded, and served one at a time as the socket takes the answers. */

import type { OrderKey } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import type { CatchUp } from "../flow/catch-up.ts";
import { Overloaded } from "../flow/concurrency-limit.ts";
import { isConversationBytes, parseMark } from "../forward/envelope.ts";
import type { ClientFrame, errorFrame } from "./client-frames.ts";
import type { Outgoing } from "./outgoing.ts";
import type { RoomWatch } from "./room-watch.ts";
import type { SendingDevice } from "./send-check.ts";

export interface FetchingConnection extends SendingDevice {
  readonly isOpen: boolean;
  readonly outgoing: Outgoing;
  write(frame: Uint8Array): void;
  writeError(error: Parameters<typeof errorFrame>[0]): void;
  /** A fault of the database, for the log. */
  onFault(error: unknown): void;
}

export interface FetchContext {
  readonly catchUp: Pick<CatchUp, "fetch">;
  readonly rooms: RoomWatch;
}

type FetchFrame = NonNullable<ClientFrame["fetch"]>;

interface FetchRequest {
  readonly conversation: Uint8Array;
  readonly after: OrderKey;
  readonly limit: number;
}

export class FetchQueue {
  readonly #connection: FetchingConnection;
  readonly #context: FetchContext;
  readonly #waiting: FetchRequest[] = [];
  #isServing = false;

  constructor(connection: FetchingConnection, context: FetchContext) {
    this.#connection = connection;
    this.#context = context;
  }

  add({ conversation, after, limit }: FetchFrame): void {
    const mark = parseMark(after);
    if (!isConversationBytes(conversation) || !mark) {
      this.#connection.writeError({ code: "FETCH_INVALID", conversation });
      return;
    }
    if (this.#waiting.length >= LIMITS.fetchesQueuedMax) {
      this.#connection.writeError({ code: "RETRY_AFTER", conversation });
      return;
    }
    const bounded = Math.min(limit || LIMITS.fetchMessagesMax, LIMITS.fetchMessagesMax);
    this.#waiting.push({ conversation, after: mark, limit: bounded });
    if (!this.#isServing) void this.#serve();
  }

  /** Never rejects. */
  async #serve(): Promise<void> {
    this.#isServing = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#context.rooms.room(this.#connection.outgoing);
      if (!this.#connection.isOpen) break;
      await this.#answer(next);
    }
    this.#isServing = false;
  }

  async #answer(request: FetchRequest): Promise<void> {
    const connection = this.#connection;
    const { conversation } = request;
    try {
      const answer = await this.#context.catchUp.fetch(connection, request);
      if (!answer) {
        connection.writeError({ code: "FETCH_INVALID", conversation });
        return;
      }
      for (const frame of answer.frames) connection.write(frame);
      connection.outgoing.countDelivers(answer.delivers);
    } catch (error) {
      if (!(error instanceof Overloaded)) connection.onFault(error);
      connection.writeError({ code: "RETRY_AFTER", conversation });
    }
  }
}

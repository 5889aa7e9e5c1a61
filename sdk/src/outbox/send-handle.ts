/** What becomes of a message that was sent. */

import type { MessageId, OrderKey } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";

export interface SendHandle {
  /** Changes at most once, when the server refuses the id as ID_FROM_FUTURE, so surely never took it. */
  readonly messageId: MessageId;
  /** The first answer. */
  readonly accepted: Promise<Outcome>;
  /** The last word: sequenced, refused or unknown. */
  readonly sequenced: Promise<Outcome>;
}

export type Outcome =
  /** Durable in the home cell. */
  | { readonly state: "accepted" }
  /** Has its place in the conversation. */
  | { readonly state: "sequenced"; readonly key: OrderKey }
  /** Will never be delivered. `code`: see the error catalogue of the protocol. */
  | { readonly state: "refused"; readonly code: string }
  /** Too late to be decided whether it was sent. */
  | { readonly state: "unknown" };
import { deferred, type Deferred } from "../deferred.ts";

/** The outcome of one send, as promises. They reject only with CLOSED, and never as an unhandled rejection. */
export class OpenSend implements SendHandle {
  messageId: MessageId;
  readonly accepted: Promise<Outcome>;
  readonly sequenced: Promise<Outcome>;
  readonly #accepted: Deferred<Outcome>;
  readonly #sequenced: Deferred<Outcome>;

  constructor(messageId: MessageId) {
    this.messageId = messageId;
    this.#accepted = openPromise();
    this.#sequenced = openPromise();
    this.accepted = this.#accepted.promise;
    this.sequenced = this.#sequenced.promise;
  }

  settle(outcome: Outcome): void {
    this.#accepted.resolve(outcome);
    if (outcome.state !== "accepted") this.#sequenced.resolve(outcome);
  }

  /** What becomes of the message is decided in another run of the client. */
  abandon(): void {
    this.#accepted.reject(new ClientError("CLOSED"));
    this.#sequenced.reject(new ClientError("CLOSED"));
  }
}

function openPromise(): Deferred<Outcome> {
  const open = deferred<Outcome>();
  // An application that does not look at an outcome must not die of it.
  open.promise.catch(() => undefined);
  return open;
}

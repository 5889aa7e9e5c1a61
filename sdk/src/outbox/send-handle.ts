import type { MessageId } from "@cellwire/protocol";
import type { Outcome, SendHandle } from "../client.ts";
import { ClientError } from "../client-error.ts";
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

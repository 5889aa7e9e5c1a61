/**
 * Messages on their way to accept, of which some need something first. Those of the same conversation that come meanwhile wait
 * behind it, so that the order in which they came holds; all others pass.
 */

import type { ErrorCode } from "@cellwire/protocol";
import { toHex } from "@cellwire/protocol";
import type { Prepared } from "../conversation/group-changes.ts";
import type { Submission } from "../inbox/contract.ts";
import type { Acceptor, PendingSend } from "./accept.ts";

/** Messages of one conversation that wait behind a preparation. */
const WAITING_MAX = 1_024;
const RETRY_AFTER_MS = 1_000;

export interface PreparedSendsOptions {
  readonly acceptor: Pick<Acceptor, "submit" | "postpone">;
  /** Whether the message needs something first. */
  readonly concerns: (submission: Submission) => boolean;
  /** Never rejects. */
  readonly prepare: (submission: Submission) => Promise<Prepared>;
}

export class PreparedSends {
  readonly #options: PreparedSendsOptions;
  /** By conversation; the first is being prepared. */
  readonly #waiting = new Map<string, PendingSend[]>();

  constructor(options: PreparedSendsOptions) {
    this.#options = options;
  }

  /** As `Acceptor.submit`. */
  submit(send: PendingSend): void {
    const { acceptor, concerns } = this.#options;
    const isPlain = this.#waiting.size === 0 && !send.submission.isChange;
    if (isPlain) return acceptor.submit(send);
    const conversation = toHex(send.submission.conversation);
    const waiting = this.#waiting.get(conversation);
    if (waiting && waiting.length >= WAITING_MAX) acceptor.postpone(send, RETRY_AFTER_MS);
    else if (waiting) waiting.push(send);
    else if (concerns(send.submission)) void this.#prepare(conversation, send);
    else acceptor.submit(send);
  }

  /** Never rejects. */
  async #prepare(conversation: string, first: PendingSend): Promise<void> {
    const waiting = [first];
    this.#waiting.set(conversation, waiting);
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (this.#options.concerns(next.submission)) this.#go(next, await this.#options.prepare(next.submission));
      else this.#options.acceptor.submit(next);
      waiting.shift();
    }
    this.#waiting.delete(conversation);
  }

  #go(send: PendingSend, prepared: Prepared): void {
    const { acceptor } = this.#options;
    if (prepared.kind === "ready") acceptor.submit(send);
    else if (prepared.kind === "later") acceptor.postpone(send, RETRY_AFTER_MS);
    else refuse(send, prepared.code);
  }
}

function refuse({ reply }: PendingSend, code: ErrorCode): void {
  reply({ kind: "not-taken", code });
}

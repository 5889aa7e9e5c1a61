/** A steady stream of messages between devices, through whatever happens meanwhile. */

import type { Recipient, SendHandle } from "@cellwire/sdk";
import type { Device } from "./device.ts";
import { eventually } from "./eventually.ts";

const PROGRESS_MS = 30_000;

/** What a message of the stream is, each time its turn comes. */
export interface Turn {
  readonly from: Device;
  send(count: number): Promise<SendHandle>;
}

export interface Pair {
  readonly from: Device;
  readonly to: Recipient;
}

export function turnOf({ from, to }: Pair): Turn {
  return { from, send: (count) => from.send(to, `message ${count}`) };
}

export class Traffic {
  readonly #timer: NodeJS.Timeout;
  readonly #pending = new Set<Promise<void>>();
  readonly #handles: SendHandle[] = [];
  readonly #failures: unknown[] = [];
  #made = 0;
  #accepted = 0;

  /** The rate is that of all turns together. */
  constructor(turns: readonly Turn[], ratePerSecond: number) {
    this.#timer = setInterval(() => this.#sendOne(turns[this.#made % turns.length]!), 1_000 / ratePerSecond);
  }

  /** Resolves when `more` messages were written to outboxes from now on: time passes in messages here. */
  async sent(more: number): Promise<void> {
    const target = this.#handles.length + more;
    await eventually(() => this.#handles.length >= target, { what: `${more} more were sent`, timeoutMs: PROGRESS_MS });
  }

  /** Resolves when `more` messages were acknowledged from now on: the service is there. */
  async acknowledged(more: number): Promise<void> {
    const target = this.#accepted + more;
    await eventually(() => this.#accepted >= target, {
      what: `${more} more were acknowledged`,
      timeoutMs: PROGRESS_MS,
    });
  }

  /** Everything that was sent. @throws the first failure of a send. */
  async stop(): Promise<readonly SendHandle[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#pending);
    if (this.#failures.length > 0) throw this.#failures[0];
    return this.#handles;
  }

  #sendOne(turn: Turn): void {
    this.#made += 1;
    if (turn.from.isEnded) return;
    const sending = turn.send(this.#made).then(
      (handle) => this.#follow(handle),
      (error: unknown) => void this.#failures.push(error),
    );
    this.#pending.add(sending);
    void sending.finally(() => this.#pending.delete(sending));
  }

  #follow(handle: SendHandle): void {
    this.#handles.push(handle);
    // A rejection means that the client was closed; the history then tells.
    handle.accepted.then(
      () => (this.#accepted += 1),
      () => {},
    );
  }
}

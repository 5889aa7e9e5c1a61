/** Who is typing to whom: told to those who may see each other online, and gone. */

import type { CellId } from "@cellwire/protocol";
import { LIMITS, isUserId, wire } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Notification } from "../flow/ports.ts";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { Visibility } from "./contract.ts";
import type { Exchange, TypingNews } from "./exchange.ts";

/** Those of this time are looked up together. */
const INTERVAL_MS = 200;
const WAITING_MAX = 1_000;
const RECENT_MAX = 100_000;

export interface TypingOptions {
  readonly cell: CellId;
  readonly visibility: Pick<Visibility, "of">;
  readonly exchange: Pick<Exchange, "typing">;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Typing implements Service {
  readonly name = "typing";
  readonly #options: TypingOptions;
  readonly #loop: Loop;
  readonly #waiting = new Map<string, TypingNews>();
  /** Device and peer → when it was told last, the longest ago first. */
  readonly #recent = new Map<string, number>();

  constructor(options: TypingOptions) {
    this.#options = options;
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Too often, too many, or to nobody: it is dropped. */
  take({ user, device }: LinkedDevice, peer: string): void {
    if (!isUserId(peer) || peer === user || this.#waiting.size >= WAITING_MAX) return;
    const nowMs = this.#options.clock.monotonicMs();
    this.#forget(nowMs - LIMITS.typingIntervalMs);
    const key = `${user} ${device} ${peer}`;
    if (this.#recent.has(key) || this.#recent.size >= RECENT_MAX) return;
    this.#recent.set(key, nowMs);
    this.#waiting.set(`${user} ${peer}`, { user, peer });
  }

  async runOnce(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const typing = [...this.#waiting.values()];
    this.#waiting.clear();
    const { cell, visibility, exchange, notify } = this.#options;
    const visible = await visibility.of(typing.map(({ user, peer }) => ({ user, watcher: peer })));
    const here: TypingNews[] = [];
    for (const [at, news] of typing.entries()) {
      const { online, watcherCell } = visible[at]!;
      if (!online || watcherCell === undefined) continue;
      if (watcherCell === cell) here.push(news);
      else exchange.typing(watcherCell, news);
    }
    await notify(here.map(typingNotice));
  }

  #forget(beforeMs: number): void {
    for (const [key, atMs] of this.#recent) {
      if (atMs > beforeMs) return;
      this.#recent.delete(key);
    }
  }
}

export function typingNotice({ user, peer }: TypingNews): Notification {
  return { users: [peer], frame: wire.ServerFrame.encode({ typing: { peer: user } }).finish() };
}

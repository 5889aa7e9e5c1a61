/**
 * What this process has to tell other cells of presence and typing: one request a second and cell, newest state wins. What a cell does not take
 * in time is dropped: watchers ask again every minute.
 */

import type { CellId, UserId, cellwire } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { PresenceNews, Watch } from "./contract.ts";
import { parseNews, toWireNews } from "./wire-news.ts";

const INTERVAL_MS = 1_000;
const CELLS_MAX = 1_024;
/** Of each kind for each cell; more are dropped. */
export const EXCHANGE_ITEMS_MAX = 2_000;

export interface ExchangeOptions {
  /** Posts PresenceExchange; undefined: there is no answer. */
  readonly post: (cell: CellId, body: Uint8Array) => Promise<Uint8Array | undefined>;
  /** What the watchers of this cell learn. */
  readonly onNews: (from: CellId, news: readonly PresenceNews[]) => Promise<void>;
  readonly log: Logger;
}

export interface TypingNews {
  readonly user: UserId;
  readonly peer: UserId;
}

interface Waiting {
  readonly watches: Map<string, Watch>;
  readonly news: Map<string, PresenceNews>;
  readonly typing: Map<string, TypingNews>;
}

export class Exchange implements Service {
  readonly name = "presence-exchange";
  readonly #options: ExchangeOptions;
  readonly #loop: Loop;
  readonly #waiting = new Map<CellId, Waiting>();
  readonly #busy = new Set<CellId>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const runOnce = async () => void this.flush();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  watch(cell: CellId, watch: Watch): void {
    put(this.#of(cell)?.watches, `${watch.watcher} ${watch.user}`, watch);
  }

  news(cell: CellId, news: PresenceNews): void {
    put(this.#of(cell)?.news, `${news.watcher} ${news.user}`, news);
  }

  typing(cell: CellId, typing: TypingNews): void {
    put(this.#of(cell)?.typing, `${typing.user} ${typing.peer}`, typing);
  }

  /** One request to each cell that something waits for and that has answered the last one. Never rejects. */
  async flush(): Promise<void> {
    const due = [...this.#waiting].filter(([cell]) => !this.#busy.has(cell));
    await Promise.all(
      due.map(async ([cell, waiting]) => {
        this.#waiting.delete(cell);
        this.#busy.add(cell);
        await this.#send(cell, waiting);
        this.#busy.delete(cell);
      }),
    );
  }

  async #send(cell: CellId, { watches, news, typing }: Waiting): Promise<void> {
    const { post, onNews, log } = this.#options;
    const exchange = {
      watches: [...watches.values()],
      news: [...news.values()].map(toWireNews),
      typing: [...typing.values()],
    };
    try {
      const answer = await post(cell, wire.PresenceExchange.encode(exchange).finish());
      const told: cellwire.v1.PresenceNews.$Properties[] = answer
        ? wire.PresenceExchangeAnswer.decode(answer).news
        : [];
      await onNews(cell, told.flatMap(parseNews));
    } catch (err) {
      log.warn({ err, peerCell: cell }, "presence could not be exchanged");
    }
  }

  #of(cell: CellId): Waiting | undefined {
    const known = this.#waiting.get(cell);
    if (known || this.#waiting.size >= CELLS_MAX) return known;
    const made = { watches: new Map(), news: new Map(), typing: new Map() };
    this.#waiting.set(cell, made);
    return made;
  }
}

function put<T>(map: Map<string, T> | undefined, key: string, value: T): void {
  if (map && (map.size < EXCHANGE_ITEMS_MAX || map.has(key))) map.set(key, value);
}

/** What another cell says and asks of presence and typing. Whoever it speaks for must live there. */

import type { CellId, UserId } from "@cellwire/protocol";
import { isUserId, wire } from "@cellwire/protocol";
import type { Notification } from "../flow/ports.ts";
import type { PresenceBoard } from "./board.ts";
import type { PresenceNews, Visibility, Watch } from "./contract.ts";
import { NOTHING_KNOWN } from "./contract.ts";
import type { TypingNews } from "./exchange.ts";
import { EXCHANGE_ITEMS_MAX } from "./exchange.ts";
import { typingNotice } from "./typing.ts";
import { parseNews, toWireNews } from "./wire-news.ts";

export interface PeerExchangeOptions {
  readonly cell: CellId;
  readonly board: Pick<PresenceBoard, "watch" | "tell">;
  readonly visibility: Pick<Visibility, "of">;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
}

export class PeerExchange {
  readonly #options: PeerExchangeOptions;

  constructor(options: PeerExchangeOptions) {
    this.#options = options;
  }

  /** PresenceExchange → PresenceExchangeAnswer. What is ill-formed or not for the caller to say is left out. @throws when the body does not parse. */
  async answer(from: CellId, body: Uint8Array): Promise<Uint8Array> {
    const { watches, news, typing } = wire.PresenceExchange.decode(body);
    const answered = await this.#watch(from, watches.slice(0, EXCHANGE_ITEMS_MAX).flatMap(parseWatch));
    await this.takeNews(from, news.slice(0, EXCHANGE_ITEMS_MAX).flatMap(parseNews));
    await this.#takeTyping(from, typing.slice(0, EXCHANGE_ITEMS_MAX).flatMap(parseTyping));
    return wire.PresenceExchangeAnswer.encode({ news: answered.map(toWireNews) }).finish();
  }

  /** Of users of `from`, for watchers who live here and let that user see them. */
  async takeNews(from: CellId, news: readonly PresenceNews[]): Promise<void> {
    const { cell, board, visibility } = this.#options;
    const visible = await visibility.of(news);
    const told = news.flatMap((item, at) => {
      const { online, lastSeen, userCell, watcherCell } = visible[at]!;
      if (userCell !== from || watcherCell !== cell) return [];
      if (online) return [item];
      return [{ ...item, state: lastSeen ? { ...NOTHING_KNOWN, lastSeenMs: item.state.lastSeenMs } : NOTHING_KNOWN }];
    });
    if (told.length > 0) await board.tell(told);
  }

  async #watch(from: CellId, watches: readonly Watch[]): Promise<readonly PresenceNews[]> {
    const { cell, board, visibility } = this.#options;
    const visible = await visibility.of(watches);
    const good = watches.filter((_, at) => visible[at]!.watcherCell === from && visible[at]!.userCell === cell);
    return good.length === 0 ? [] : board.watch(from, good);
  }

  async #takeTyping(from: CellId, typing: readonly TypingNews[]): Promise<void> {
    const { cell, visibility, notify } = this.#options;
    const visible = await visibility.of(typing.map(({ user, peer }) => ({ user, watcher: peer })));
    const told = typing.filter((_, at) => {
      const { online, userCell, watcherCell } = visible[at]!;
      return online && userCell === from && watcherCell === cell;
    });
    if (told.length > 0) await notify(told.map(typingNotice));
  }
}

interface NamedPair {
  readonly user?: string | null;
}

function parseWatch({ user, watcher }: NamedPair & { readonly watcher?: string | null }): Watch[] {
  return isUserId(user ?? "") && isUserId(watcher ?? "") ? [{ user: user as UserId, watcher: watcher as UserId }] : [];
}

function parseTyping({ user, peer }: NamedPair & { readonly peer?: string | null }): TypingNews[] {
  return isUserId(user ?? "") && isUserId(peer ?? "") ? [{ user: user as UserId, peer: peer as UserId }] : [];
}

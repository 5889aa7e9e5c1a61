/**
 * After a commit: tells the devices of this cell what it changed. Failures lose a hint, never a message; `onUnpushed` has
 * the gateways offer heads then, since who misses the last message of a conversation cannot tell.
 */

import type { OrderKey } from "@cellwire/protocol";
import { compareKeys, toHex, wire } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Advance, ForwardInbox, ReceiptState, Refusal, SequencedMessage, Settled } from "../inbox/contract.ts";
import type { Deliverer, Notification } from "./ports.ts";

/** Messages read at once, and rounds for one call: what lies beyond is pulled. */
const PAGE_MESSAGES_MAX = 512;
const PAGES_MAX = 64;
/** Announcements that nobody waits for. */
const UNDER_WAY_MAX = 64;

export interface AnnouncerOptions {
  readonly inbox: Pick<ForwardInbox, "readAdvances">;
  readonly deliverer: Deliverer;
  /** Something was committed, perhaps, and not pushed. */
  readonly onUnpushed: () => void;
  readonly log: Logger;
}

export class Announcer implements Service {
  readonly name = "announcer";
  readonly #inbox: Pick<ForwardInbox, "readAdvances">;
  readonly #deliverer: Deliverer;
  readonly #onUnpushed: () => void;
  readonly #log: Logger;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: AnnouncerOptions) {
    this.#inbox = options.inbox;
    this.#deliverer = options.deliverer;
    this.#onUnpushed = options.onUnpushed;
    this.#log = options.log;
  }

  async start(): Promise<void> {}

  /** Waits for what is under way: who stops after it can say that nothing is missing. */
  async stop(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** A commit got no answer: what it changed, if it did, is not known here. */
  inDoubt(): void {
    this.#onUnpushed();
  }

  /** `held`: as for `advances`. */
  async settled({ advances, refusals }: Settled, held: readonly SequencedMessage[] = []): Promise<void> {
    await this.advances(advances, held);
    if (refusals.length > 0) await this.#hint("refusal", () => this.#deliverer.notify(refusals.map(refusalNotice)));
  }

  /** Pushes the messages of these advances. `held`: messages that need not be read, in the order of each conversation. */
  async advances(advances: readonly Advance[], held: readonly SequencedMessage[] = []): Promise<void> {
    await this.#hint("advance", async () => {
      const { messages, rest } = fromMemory(advances, held);
      if (messages.length > 0) await this.#deliverer.publish(messages);
      await this.#publish(rest);
    });
  }

  /** Goes on with `announcing` in the background. Resolves at once, unless much is under way already. */
  async soon(announcing: Promise<void>): Promise<void> {
    const tracked = announcing.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    if (this.#underWay.size > UNDER_WAY_MAX) await Promise.race(this.#underWay);
  }

  /** Tells the peers who live here how far the users are. */
  async receipts(states: readonly ReceiptState[]): Promise<void> {
    const notices = states.filter(({ peerHere }) => peerHere).map(receiptNotice);
    if (notices.length > 0) await this.#hint("receipt", () => this.#deliverer.notify(notices));
  }

  async #publish(advances: readonly Advance[]): Promise<void> {
    let rest = advances;
    for (let page = 0; rest.length > 0 && page < PAGES_MAX; page++) {
      const messages = await this.#inbox.readAdvances({ advances: rest, limit: PAGE_MESSAGES_MAX });
      if (messages.length > 0) await this.#deliverer.publish(messages);
      rest = messages.length < PAGE_MESSAGES_MAX ? [] : advancesAfter(rest, messages);
    }
  }

  async #hint(kind: string, tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      this.#log.warn({ kind, err: error }, "a change was committed but not pushed");
      this.#onUnpushed();
    }
  }
}

function refusalNotice({ messageId, conversation, code, revision, user }: Refusal): Notification {
  const frame = wire.ServerFrame.encode({ refused: { messageId, conversation, code, revision } }).finish();
  return { users: [user], frame };
}

function receiptNotice({ conversation, user, delivered, read, peer }: ReceiptState): Notification {
  return {
    users: [peer],
    frame: wire.ServerFrame.encode({ receipt: { conversation, user, delivered, read } }).finish(),
  };
}

/** Advances of which every message is in `held`, and the others. */
function fromMemory(
  advances: readonly Advance[],
  held: readonly SequencedMessage[],
): { messages: readonly SequencedMessage[]; rest: readonly Advance[] } {
  if (held.length === 0) return { messages: [], rest: advances };
  const byConversation = Map.groupBy(held, ({ conversation }) => toHex(conversation));
  const messages: SequencedMessage[] = [];
  const rest = advances.filter(({ conversation, from, to }) => {
    const run = (byConversation.get(toHex(conversation)) ?? []).filter(
      ({ key }) => compareKeys(key, from) > 0 && compareKeys(key, to) <= 0,
    );
    const isWhole = from.term === to.term && new Set(run.map(({ key }) => key.n)).size === to.n - from.n;
    if (isWhole) messages.push(...run.toSorted((a, b) => compareKeys(a.key, b.key)));
    return !isWhole;
  });
  return { messages, rest };
}

/** What is left of `advances` after `messages` were read, oldest first in each conversation. */
function advancesAfter(advances: readonly Advance[], messages: readonly SequencedMessage[]): readonly Advance[] {
  const through = new Map<string, OrderKey>();
  for (const { conversation, key } of messages) {
    const id = toHex(conversation);
    const before = through.get(id);
    if (!before || compareKeys(key, before) > 0) through.set(id, key);
  }
  return advances
    .map((advance) => {
      const read = through.get(toHex(advance.conversation));
      return read && compareKeys(read, advance.from) > 0 ? { ...advance, from: read } : advance;
    })
    .filter(({ from, to }) => compareKeys(from, to) < 0);
}

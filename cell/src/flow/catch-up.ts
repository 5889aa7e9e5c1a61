/**
 * What a device that was away gets: the durable state, turned into frames. Everything here is read from the inbox;
 * what was pushed meanwhile may come again.
 */

import type { DeviceId, OrderKey, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, ORIGIN, compareKeys, encodeServerFrame, follows, groupOf } from "@cellwire/protocol";
import type {
  ConversationBytes,
  ConversationHead,
  GatewayInbox,
  LinkOutcome,
  LinkRequest,
  Range,
  Refusal,
  SequencedMessage,
} from "../inbox/contract.ts";
import { blockedSkip } from "./blocked-skip.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";
import { DeliverFrame } from "./deliver-frame.ts";

/** One answer to a fetch holds this many bytes, or one message. The device asks again for the rest. */
const FETCH_BYTES_MAX = 256 * 1024;
/** Read at once. */
const PAGE = { refusals: 1_000, heads: 10_000 } as const;

export interface CatchUpOptions {
  readonly inbox: Pick<GatewayInbox, "link" | "refusals" | "heads" | "fetch" | "recordRefusalsThrough">;
  /** Reads of connecting and lagging devices that may run at once, so that a storm leaves connections for senders. */
  readonly readsAtOnceMax: number;
  /** Reads that may wait; more are answered with `Overloaded`. */
  readonly readsWaitingMax: number;
}

export interface Reader {
  readonly user: UserId;
  readonly device: DeviceId;
}

/** What was named already. */
export interface Missed {
  readonly sinceMs: number;
  readonly refusalsThrough: number;
}

export interface FetchAnswer {
  /** Encoded ServerMessages of one frame each: deliver and skip, then fetched. */
  readonly frames: readonly Uint8Array[];
  readonly delivers: number;
}

/** The device was revoked after it was linked. */
export class DeviceRevoked extends Error {
  override readonly name = "DeviceRevoked";
}

export class CatchUp {
  readonly #inbox: CatchUpOptions["inbox"];
  readonly #reads: ConcurrencyLimit;

  constructor(options: CatchUpOptions) {
    this.#inbox = options.inbox;
    this.#reads = new ConcurrencyLimit({ atOnceMax: options.readsAtOnceMax, waitingMax: options.readsWaitingMax });
  }

  /** First statement of a connection. @throws {Overloaded} | faults of the database. */
  link(request: LinkRequest): Promise<LinkOutcome> {
    return this.#reads.run(() => this.#inbox.link(request));
  }

  /**
   * Encoded frames in pages: every refusal above the mark, oldest first, then `heads`, newest conversation first; none when
   * nothing is new. A page is read when it is asked for. @throws {DeviceRevoked} | as `link`.
   */
  async *missed(reader: Reader, { sinceMs, refusalsThrough }: Missed): AsyncGenerator<readonly Uint8Array[], void> {
    const { user, device } = reader;
    let after = refusalsThrough;
    for (let isFull = true; isFull;) {
      const request = { user, device, after, limit: PAGE.refusals };
      const refusals = await this.#reads.run(() => this.#inbox.refusals(request));
      if (!refusals) throw new DeviceRevoked(`${user}/${device} was revoked`);
      if (refusals.length > 0) yield refusals.map(refusedFrame);
      isFull = refusals.length === PAGE.refusals;
      after = refusals.at(-1)?.revision ?? after;
    }
    let last: ConversationHead | undefined;
    for (let isFull = true; isFull;) {
      const request = { user, device, sinceMs, limit: PAGE.heads, last };
      const heads = await this.#reads.run(() => this.#inbox.heads(request));
      if (heads.length > 0) yield headsFrames(heads);
      isFull = heads.length === PAGE.heads;
      last = heads.at(-1);
    }
  }

  /** Messages above `after`; null when the user is not in the conversation. @throws as `link`. */
  async fetch(
    reader: Reader,
    request: { conversation: ConversationBytes; after: OrderKey; limit: number },
  ): Promise<FetchAnswer | null> {
    const bounds = { ...request, bytesMax: FETCH_BYTES_MAX };
    const range = await this.#reads.run(() => this.#inbox.fetch({ user: reader.user, ...bounds }));
    return range && fetchAnswer(reader, request, range);
  }

  recordRefusalsThrough(reader: Reader, through: number): Promise<void> {
    return this.#reads.run(() => this.#inbox.recordRefusalsThrough({ ...reader, through }));
  }
}

function refusedFrame({ messageId, conversation, code, revision }: Refusal): Uint8Array {
  return encodeServerFrame({ refused: { messageId, conversation, code, revision } });
}

function headsFrames(heads: readonly ConversationHead[]): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < heads.length; at += LIMITS.headsPerFrameMax)
    frames.push(encodeServerFrame({ heads: { heads: heads.slice(at, at + LIMITS.headsPerFrameMax).map(headFrame) } }));
  return frames;
}

function headFrame({ peer, ...head }: ConversationHead): cellwire.v1.Head.$Properties {
  const group = groupOf(peer);
  return group === undefined ? { ...head, peer } : { ...head, group };
}

/** Frames in key order. Numbers of the range that have no message any more are skipped explicitly. */
export function fetchAnswer(
  reader: Reader,
  request: { conversation: ConversationBytes; after: OrderKey },
  range: Range,
): FetchAnswer {
  const { conversation, after } = request;
  const frames: Uint8Array[] = [];
  let reached = after;
  const skipTo = (key: OrderKey): void => {
    const skip = missingBefore(key, reached);
    if (!skip) return;
    const isHidden = range.visibleAfter !== undefined && compareKeys(skip.to, range.visibleAfter) <= 0;
    frames.push(encodeServerFrame({ skip: { conversation, ...skip, reason: isHidden ? "not_member" : "expired" } }));
  };
  for (const message of range.messages) {
    if (message.opened) frames.push(encodeServerFrame(openedSkip(message)));
    else skipTo(message.key);
    if (message.opened) reached = message.key;
    else if (message.isHidden) frames.push(encodeServerFrame(blockedSkip(message)));
    else frames.push(new DeliverFrame(message).for(reader.user, reader.device));
    reached = message.key;
  }
  if (compareKeys(range.through, reached) > 0) {
    skipTo({ term: range.through.term, n: range.through.n + 1 });
    reached = range.through;
  }
  frames.push(encodeServerFrame({ fetched: { conversation, after, through: reached, head: range.head } }));
  return { frames, delivers: range.messages.filter(({ isHidden, opened }) => !isHidden && !opened).length };
}

/** From the number after the end of the former run: whoever holds more of that has void numbers. */
function openedSkip({ conversation, key, opened }: SequencedMessage): { readonly skip: cellwire.v1.Skip.$Properties } {
  const { term, n } = opened ?? ORIGIN;
  return { skip: { conversation, from: { term: Math.max(1, term), n: n + 1 }, to: key, reason: "opened" } };
}

/** The numbers between `reached` and `key` in the term of `key`; how many an earlier term had is not known here. */
function missingBefore(key: OrderKey, reached: OrderKey): { from: OrderKey; to: OrderKey } | null {
  if (follows(key, reached)) return null;
  const from = { term: key.term, n: key.term === reached.term ? reached.n + 1 : 1 };
  return key.n > from.n ? { from, to: { term: key.term, n: key.n - 1 } } : null;
}

/**
 * The order of one conversation as one device sees it. Pure: what arrived goes in, what may be handed over comes out,
 * strictly in key order, without gaps, each key once.
 *
 * Places come from four sides: a message or a skip arrives (pushed, fetched, or its own, accepted with a key); the end of
 * a fetch says that everything up to a key was sent; the server's cursor is further on. Inside a term the next number
 * follows by itself. Where a term ends only a fetch can tell, so a new term waits for one.
 */

import { compareKeys, LIMITS, maxKey, ORIGIN, type OrderKey } from "@cellwire/protocol";

export type TimelineEntry<Item> =
  | { readonly kind: "message"; readonly key: OrderKey; readonly item: Item }
  /** Both ends included. */
  | { readonly kind: "skip"; readonly from: OrderKey; readonly to: OrderKey; readonly reason: string };

/** Reason of the skip that stands for what the server has this device past already. */
export const SERVER_CURSOR = "server_cursor";

/** Reason of the skip that leads into a term. Where it begins says what of the run before has lost its place, so it comes out whole. */
const OPENED = "opened";

/** Reason of the skip that stands for what a fetch covered without sending anything for it. */
export const NOT_SENT = "not_sent";

interface Held<Item> {
  readonly from: OrderKey;
  readonly to: OrderKey;
  readonly entry: TimelineEntry<Item>;
}

export class Timeline<Item> {
  #cursor: OrderKey;
  #head: OrderKey;
  /** Above the cursor, sorted by `from`. Absent while there is no hole: most conversations never have one. */
  #held: Held<Item>[] | undefined;
  /** Lowest key that arrived and was not kept since the last fetch began: the fetch does not cover it. */
  #lost: OrderKey | undefined;

  constructor(cursor: OrderKey, head: OrderKey) {
    this.#cursor = cursor;
    this.#head = maxKey(cursor, head);
  }

  /** Everything up to here came out. */
  get cursor(): OrderKey {
    return this.#cursor;
  }

  /** The newest key that is known to exist. */
  get head(): OrderKey {
    return this.#head;
  }

  get heldCount(): number {
    return this.#held?.length ?? 0;
  }

  /** Something above the cursor exists that did not come out yet. */
  get missing(): boolean {
    return compareKeys(this.#head, this.#cursor) > 0;
  }

  arrive(key: OrderKey, item: Item): TimelineEntry<Item>[] {
    return this.#place({ from: key, to: key, entry: { kind: "message", key, item } });
  }

  skip(range: { from: OrderKey; to: OrderKey; reason: string }): TimelineEntry<Item>[] {
    if (compareKeys(range.from, range.to) > 0) return [];
    return this.#place({ from: range.from, to: range.to, entry: { kind: "skip", ...range } });
  }

  /** `key` arrived, but there was no room for it. It is asked for again. */
  drop(key: OrderKey): void {
    if (compareKeys(key, this.#cursor) <= 0) return;
    this.raiseHead(key);
    this.#lose(key);
  }

  raiseHead(head: OrderKey): void {
    this.#head = maxKey(this.#head, head);
  }

  /** Call when a fetch from the cursor is sent. */
  fetchStarted(): void {
    this.#lost = undefined;
  }

  /** Everything in (after, through] was sent to us. */
  fetched(after: OrderKey, through: OrderKey): TimelineEntry<Item>[] {
    this.raiseHead(through);
    if (compareKeys(after, this.#cursor) > 0) return [];
    const lost = this.#lost;
    const whole = lost === undefined || compareKeys(lost, through) > 0;
    const out: TimelineEntry<Item>[] = [];
    this.#takeWhile(out, ({ to }) => compareKeys(to, through) <= 0 && (whole || compareKeys(to, lost) < 0));
    if (whole && compareKeys(through, this.#cursor) > 0) {
      out.push({ kind: "skip", from: placeAfter(this.#cursor), to: through, reason: NOT_SENT });
      this.#cursor = through;
    }
    return this.#release(out);
  }

  /** The server has this device at `key`, above the own cursor: it will not send what is below. */
  jumpTo(key: OrderKey): TimelineEntry<Item>[] {
    if (compareKeys(key, this.#cursor) <= 0) return [];
    const skipped = { kind: "skip", from: placeAfter(this.#cursor), to: key, reason: SERVER_CURSOR } as const;
    this.raiseHead(key);
    this.#cursor = key;
    return this.#release([skipped]);
  }

  #place(held: Held<Item>): TimelineEntry<Item>[] {
    if (compareKeys(held.to, this.#cursor) <= 0) return [];
    this.raiseHead(held.to);
    if (this.#reaches(held.from)) return this.#release([this.#advance(held)]);
    this.#hold(held);
    return this.#release([]);
  }

  /** Keeps the lowest: they are needed first. */
  #hold(held: Held<Item>): void {
    const all = (this.#held ??= []);
    let place = all.length;
    while (place > 0 && compareKeys(all[place - 1]!.from, held.from) > 0) place--;
    const before = all[place - 1];
    if (before && compareKeys(before.to, held.to) >= 0) return;
    all.splice(place, 0, held);
    if (all.length > LIMITS.heldBackMax) this.#lose(all.pop()!.from);
  }

  #lose(key: OrderKey): void {
    if (this.#lost === undefined || compareKeys(key, this.#lost) < 0) this.#lost = key;
  }

  #release(out: TimelineEntry<Item>[]): TimelineEntry<Item>[] {
    this.#takeWhile(out, ({ from, to }) => compareKeys(to, this.#cursor) <= 0 || this.#reaches(from));
    if (this.#held?.length === 0) this.#held = undefined;
    return out;
  }

  #takeWhile(out: TimelineEntry<Item>[], ready: (held: Held<Item>) => boolean): void {
    const all = this.#held;
    if (all === undefined) return;
    let taken = 0;
    for (; taken < all.length && ready(all[taken]!); taken++) {
      const next = all[taken]!;
      if (compareKeys(next.to, this.#cursor) > 0) out.push(this.#advance(next));
    }
    all.splice(0, taken);
  }

  #advance({ from, to, entry }: Held<Item>): TimelineEntry<Item> {
    const overlaps = entry.kind === "skip" && entry.reason !== OPENED && compareKeys(from, this.#cursor) <= 0;
    const clipped = overlaps ? { ...entry, from: placeAfter(this.#cursor) } : entry;
    this.#cursor = to;
    return clipped;
  }

  /** A place that begins at `from` joins the cursor: it overlaps, or is the next number of the term. */
  #reaches(from: OrderKey): boolean {
    const cursor = this.#cursor;
    if (compareKeys(from, cursor) <= 0) return true;
    if (compareKeys(cursor, ORIGIN) === 0) return from.term === 1 && from.n <= 1;
    return from.term === cursor.term && from.n === cursor.n + 1;
  }
}

function placeAfter(key: OrderKey): OrderKey {
  return { term: Math.max(1, key.term), n: key.n + 1 };
}

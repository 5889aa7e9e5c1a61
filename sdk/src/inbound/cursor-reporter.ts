/**
 * Tells the server how far this device is. Marks and counts only rise, so they are collected and sent together: one
 * timer for the client, none per message.
 */

import { compareKeys, LIMITS, ORIGIN, type ClientBody } from "@cellwire/protocol";
import type { Cancel, Clock } from "../clock.ts";
import type { Conversation } from "./conversation.ts";

const REPORT_DELAY_MS = 100;
/** A quarter of the window, so that the gateway never has to stop for a device that keeps up. */
const REPORT_EVERY_DELIVERS = LIMITS.unacknowledgedMax / 4;

export interface CursorReporterOptions {
  readonly clock: Clock;
  readonly send: (frame: ClientBody) => void;
  /** Deliver frames of this connection that were read and wait for the application. */
  readonly waiting: () => number;
  readonly refusalsThrough: () => number;
}

export class CursorReporter {
  readonly #options: CursorReporterOptions;
  readonly #dirty = new Set<Conversation>();
  /** Reported on this connection. A report is not answered, so the next connection repeats them. */
  readonly #reported = new Set<Conversation>();
  #received = 0;
  #reportedReceived = 0;
  #reportedRefusals = 0;
  #connected = false;
  #cancelTimer: Cancel | undefined;

  constructor(options: CursorReporterOptions) {
    this.#options = options;
  }

  /** `refusalsThrough`: what hello said. */
  connected(refusalsThrough: number): void {
    this.#connected = true;
    this.#received = 0;
    this.#reportedReceived = 0;
    this.#reportedRefusals = refusalsThrough;
    for (const conversation of this.#reported) this.#dirty.add(conversation);
    this.#reported.clear();
    if (this.#dirty.size > 0) this.#arm();
  }

  disconnected(): void {
    this.#connected = false;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** A mark of `conversation` rose, and is durable. */
  touch(conversation: Conversation): void {
    this.#dirty.add(conversation);
    this.#arm();
  }

  deliverRead(): void {
    this.#received++;
    this.countChanged();
  }

  /** Also when the application took what waited. */
  countChanged(): void {
    if (this.#reportable() - this.#reportedReceived >= REPORT_EVERY_DELIVERS) this.flush();
    else this.#arm();
  }

  refusalsStored(): void {
    this.#arm();
  }

  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#connected) return;
    const received = this.#reportable();
    const refusalsThrough = this.#options.refusalsThrough();
    const cursors = this.#takeDirty();
    if (cursors.length === 0 && received === this.#reportedReceived && refusalsThrough === this.#reportedRefusals)
      return;
    this.#reportedReceived = received;
    this.#reportedRefusals = refusalsThrough;
    const { cursorsPerFrameMax } = LIMITS;
    for (let from = 0; from === 0 || from < cursors.length; from += cursorsPerFrameMax) {
      const slice = cursors.slice(from, from + cursorsPerFrameMax);
      this.#options.send({ cursors: { cursors: slice, received, refusalsThrough } });
    }
  }

  #reportable(): number {
    return Math.max(this.#reportedReceived, this.#received - this.#options.waiting());
  }

  #takeDirty() {
    const cursors = [];
    for (const conversation of this.#dirty) {
      const { bytes, delivered, read } = conversation;
      this.#reported.add(conversation);
      if (compareKeys(delivered, ORIGIN) <= 0) continue;
      // A read mark that came from another device may be above what this one holds; that device has reported it.
      const readHere = compareKeys(read, delivered) <= 0;
      if (readHere) conversation.reportedRead = read;
      cursors.push({ conversation: bytes, delivered, ...(readHere && compareKeys(read, ORIGIN) > 0 && { read }) });
    }
    this.#dirty.clear();
    return cursors;
  }

  #arm(): void {
    if (this.#cancelTimer || !this.#connected) return;
    this.#cancelTimer = this.#options.clock.after(REPORT_DELAY_MS, () => {
      this.#cancelTimer = undefined;
      this.flush();
    });
  }
}

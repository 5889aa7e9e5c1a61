/** What the oracle answers. */

import type { MessageId } from "@cellwire/protocol";

/** What a rule found, in one sentence a person can act on. */
export interface Finding {
  readonly messages: readonly MessageId[];
  /** Names as in `Device.name`. */
  readonly devices: readonly string[];
  readonly text: string;
}

export interface Violation extends Finding {
  readonly rule: string;
}

/** Messages, unless said otherwise. A message counts under every heading that fits. */
export interface Counts {
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Reported as unknown to the application. */
  readonly unknown: number;
  /** No outcome of any kind: neither acknowledged, refused nor unknown. */
  readonly open: number;
  /** (message, device) pairs that the device should have: the higher, the more a green verdict says. */
  readonly owed: number;
  /** Owed pairs that a skip excused. */
  readonly excused: number;
  /** (message, device) pairs handed to the application. */
  readonly delivered: number;
  readonly lost: number;
  /** Deliveries beyond the first, per device. */
  readonly duplicated: number;
  /** Deliveries below a higher number, per device. */
  readonly outOfOrder: number;
}

export interface Verdict {
  /** Empty: the promises held, as far as `counts.owed` and `unjudged` let one tell. */
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  /** Devices that were unlinked or not caught up at the end: what they lack is not held against the system. */
  readonly unjudged: readonly string[];
}

/** What flow needs from the outside; `main` fills these in. */

import type { DeviceId, UserId } from "@cellwire/protocol";
import type { SequencedMessage } from "../inbox/contract.ts";

/** Name of a gateway process, unique in the cell. */
export type GatewayName = string;

/** Where devices are connected. A hint that may be stale or incomplete: who is missed pulls. */
export interface RouteTable {
  /**
   * Gateways that have a device of these users, per user. "unknown" while Redis cannot answer: the caller sends to
   * every sibling then.
   */
  gatewaysOf(users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly GatewayName[]> | "unknown">;
}

/** The sockets of this very process. */
export interface LocalSockets {
  /**
   * Writes a deliver frame to every connected device of `users` and `sequenced` to the sending device. Never blocks; a
   * socket that cannot take it is marked and gets heads later.
   */
  publish(message: SequencedMessage, users: readonly UserId[]): void;
  /** Writes an encoded ServerFrame to the connected devices of these users. */
  notify(request: Notification): void;
}

export interface Notification {
  readonly users: readonly UserId[];
  /** Encoded ServerFrame. */
  readonly frame: Uint8Array;
  readonly exceptDevice?: DeviceId;
  readonly onlyDevice?: DeviceId;
}

/** Links to the other processes of the cell. Lossy: after a loss the receiving gateway offers heads to its devices. */
export interface Mesh {
  /** Names of the sibling gateways that are known to live. */
  siblings(): readonly GatewayName[];
  /** Queues for the end of this tick; drops and later probes when the link is down or over its bound. */
  publish(gateway: GatewayName, message: SequencedMessage, users: readonly UserId[]): void;
  notify(gateway: GatewayName, request: Notification): void;
  /** Tells the forwarders of this cell that the outbox has rows. */
  wakeForwarders(): void;
}

/**
 * Where devices are connected, and which processes the cell has. All of this is a hint: it may be lost, stale or
 * incomplete at any time, and no durable state depends on it. Whoever is missed by a push pulls.
 *
 * No method rejects for a fault of the store: the answer is "unknown" then, and comes soon (half a second).
 */

import type { DeviceId, UserId } from "@cellwire/protocol";

/** Name of a process, unique in the cell. */
export type ProcessName = string;

export interface DeviceRoute {
  readonly user: UserId;
  readonly device: DeviceId;
  /** From the inbox: rises with each connection of the device. */
  readonly connectionEpoch: number;
}

export type Registration =
  /** `displaced`: the other gateway that had an older connection of the device; it must close that. */
  | { readonly kind: "registered"; readonly displaced: ProcessName | null }
  /** A newer connection of the device is registered: this one must close. */
  | { readonly kind: "stale" }
  | { readonly kind: "unknown" };

/** Device → gateway. One device has at most one entry. */
export interface DeviceRoutes {
  /**
   * Atomic per device: only a higher connection epoch replaces an entry, whatever order calls arrive in. The entry
   * expires unless it is refreshed.
   */
  register(route: DeviceRoute): Promise<Registration>;
  /** Atomic: removes the entry only if it is of this very connection. Lost silently while the store is away. */
  unregister(route: DeviceRoute): Promise<void>;
  /** One round trip for all. May name gateways that died or from which the device has left. */
  gatewaysOf(users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly ProcessName[]> | "unknown">;
}

export interface ProcessEntry {
  readonly name: ProcessName;
  readonly role: "gateway" | "forwarder";
  /** ws:// URL of its internal port. */
  readonly url: string;
}

/** The processes of the cell. An entry expires unless it is announced again. */
export interface ProcessDirectory {
  /** Atomic: takes the entry in and answers all that live, this one included. */
  announce(self: ProcessEntry): Promise<readonly ProcessEntry[] | "unknown">;
  /** Removes the entry, unless another process took the name. */
  withdraw(self: ProcessEntry): Promise<void>;
}

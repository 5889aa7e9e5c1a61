/** What forwarding needs from the outside; `main` fills these in. */

import type { DeviceId, ThingKey, UserId } from "@cellwire/protocol";
import type { Placement, SequencedMessage } from "../inbox/contract.ts";
import type { StatedPlacement } from "../trust/placement-statement.ts";

/** Takes what became servable to the sockets of this cell. A hint: who is missed pulls. */
export interface Deliverer {
  publish(messages: readonly SequencedMessage[]): Promise<void>;
  notify(requests: readonly Notification[]): Promise<void>;
}

export interface Notification {
  readonly users: readonly UserId[];
  /** Encoded ServerFrame. */
  readonly frame: Uint8Array;
  readonly exceptDevice?: DeviceId;
  readonly onlyDevice?: DeviceId;
}

export type PlacementLookup = ThingLookup<Placement>;

export type ThingLookup<P = StatedPlacement> =
  | { readonly kind: "placed"; readonly placement: P }
  /** The directory says that this thing was never placed. */
  | { readonly kind: "unknown" }
  /** The directory did not say. */
  | { readonly kind: "unavailable" };

export interface PlacementSource {
  /** `fresh`: an answer of the last second or none; else an older one will do, and any one while the directory is down. */
  placement(user: ThingKey, options?: { readonly fresh: boolean }): Promise<PlacementLookup>;
}

export interface ThingSource {
  /** As `PlacementSource.placement`, of a group or channel as well. */
  thing(key: ThingKey, options?: { readonly fresh: boolean }): Promise<ThingLookup>;
}

/** The token that proves to `audience` (a cell, or the directory) who calls. */
export interface TokenSource {
  token(audience: string): Promise<string>;
}

export interface StatementVerifier {
  /** The placement that the directory signed, or why it cannot be taken. */
  verify(statement: string): Promise<StatedPlacement | "invalid" | "unavailable">;
}

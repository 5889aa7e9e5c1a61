/** What became of a message that was to be stored. */

import type { ErrorCode, GroupId, OrderKey, ThingKey, UserId } from "@cellwire/protocol";

export type AcceptOutcome =
  /** Stored and numbered. `recipientHere`: nothing is owed to another cell; false where that is not known. */
  | {
      readonly kind: "sequenced";
      readonly isHidden?: boolean;
      readonly key: OrderKey;
      readonly recipientHere: boolean;
      readonly membersVersion?: number;
      readonly duplicate: boolean;
      readonly acceptedAtMs: number;
    }
  /** Stored; the number comes later, through the outbox. */
  | { readonly kind: "accepted"; readonly duplicate: boolean; readonly acceptedAtMs: number }
  /** A duplicate of a message that was refused before. */
  | { readonly kind: "refused"; readonly code: string; readonly revision: number }
  /** The id was used with other content or in another conversation. */
  | { readonly kind: "conflict" }
  /** The group is numbered here and does not take it. Nothing was stored. */
  | { readonly kind: "not-taken"; readonly code: ErrorCode }
  /** The home of a user whom the change names is not known here. Nothing was stored. */
  | { readonly kind: "unplaced" }
  | { readonly kind: "stale-devices"; readonly users: readonly UserId[] }
  /** The sender does not live here. */
  | { readonly kind: "not-home" };

export type IngestOutcome =
  | { readonly kind: "ack"; readonly key: OrderKey; readonly isHidden?: boolean }
  | { readonly kind: "duplicate"; readonly key: OrderKey }
  /** Placement of `user` (or group) is unknown here: ask the directory, record it, try again. */
  | { readonly kind: "unplaced"; readonly user: ThingKey }
  /** `user` (or group) lives elsewhere by what is known here. */
  | { readonly kind: "elsewhere"; readonly user: ThingKey; readonly statement: string }
  /** The group is numbered here and does not take it. */
  | { readonly kind: "refused"; readonly code: ErrorCode }
  /** What the group is has to be asked from its authority first. */
  | { readonly kind: "group-unknown"; readonly group: GroupId }
  /** It cannot have its number before a term is opened. */
  | { readonly kind: "not-open" }
  /** Nothing was looked at or stored: the volume is nearly full. */
  | { readonly kind: "full" }
  | {
      readonly kind: "reject";
      readonly code: "NOT_HOME" | "NOT_AUTHORITY" | "FORGED_KEY" | "ID_CONFLICT" | "MALFORMED" | "EXPIRED";
    };

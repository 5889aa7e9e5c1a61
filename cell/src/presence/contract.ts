/**
 * Who is online, and who wants to know. All of this is lossy: it lives in Redis and in memory, and whoever missed a change learns it when they
 * ask again, which watchers do every minute. Nothing durable depends on it, and no message waits for it.
 */

import type { CellId, UserId } from "@cellwire/protocol";

export interface PresenceState {
  readonly online: boolean;
  /** Unix ms, to the minute; 0: unknown, or not to be known, or online now. */
  readonly lastSeenMs: number;
}

/** Offline, or not for this watcher to know: nobody can tell which. */
export const NOTHING_KNOWN: PresenceState = { online: false, lastSeenMs: 0 };

export interface Watch {
  readonly user: UserId;
  readonly watcher: UserId;
}

export interface PlacedWatch extends Watch {
  /** The home of the watcher. */
  readonly cell: CellId;
  /** What they were told last. */
  readonly told: PresenceState;
  /** Unix ms. */
  readonly expiresMs: number;
}

export interface PresenceNews extends Watch {
  readonly state: PresenceState;
}

/** No method rejects for a fault of Redis. */
export interface Watchers {
  /** Until `expiresMs`. False: the user has too many watchers, or Redis does not answer. */
  add(watch: PlacedWatch): Promise<boolean>;
  /** "unknown": Redis does not answer. */
  of(users: readonly UserId[]): Promise<readonly PlacedWatch[] | "unknown">;
  /** Remembers what watchers were told. */
  told(watches: readonly PlacedWatch[]): Promise<void>;
  /** A device of the user left: they count as online for AWAY_AFTER_MS more. */
  left(user: UserId): Promise<void>;
  /** Those of whom a device left less than AWAY_AFTER_MS ago. */
  lingering(users: readonly UserId[]): Promise<ReadonlySet<UserId>>;
}

export interface Visible {
  readonly online: boolean;
  readonly lastSeen: boolean;
  /** 0: never. */
  readonly lastSeenMs: number;
  /** undefined: not known here. */
  readonly userCell: CellId | undefined;
  readonly watcherCell: CellId | undefined;
}

export interface Visibility {
  /** One for each watch, in order. The settings of users who live elsewhere are not known here, and hide nothing. */
  of(watches: readonly Watch[]): Promise<readonly Visible[]>;
  recordLastSeen(seen: readonly { readonly user: UserId; readonly atMs: number }[]): Promise<void>;
}

export const WATCH_TTL_MS = 150_000;
/** Who comes back within this time was never away. */
export const AWAY_AFTER_MS = 10_000;

export function sameState(a: PresenceState, b: PresenceState): boolean {
  return a.online === b.online && a.lastSeenMs === b.lastSeenMs;
}

/** As the watcher may see it. */
export function stateFor({ online, lastSeen, lastSeenMs }: Visible, isOnline: boolean): PresenceState {
  if (online && isOnline) return { online: true, lastSeenMs: 0 };
  return { online: false, lastSeenMs: lastSeen ? lastSeenMs : 0 };
}

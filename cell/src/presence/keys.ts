/** The only place where Redis keys of presence are built. */

import type { CellId, UserId } from "@cellwire/protocol";

export interface PresenceKeys {
  /** Hash: watcher → `expiresAtMs cell online lastSeenMs`, the last two as the watcher was told. */
  watchersOf(user: UserId): string;
  /** Until when, Unix ms, the user counts as online without a device. */
  lingering(user: UserId): string;
}

export function presenceKeys(cell: CellId): PresenceKeys {
  return {
    watchersOf: (user) => `cellwire:${cell}:watchers:{${user}}`,
    lingering: (user) => `cellwire:${cell}:lingering:{${user}}`,
  };
}

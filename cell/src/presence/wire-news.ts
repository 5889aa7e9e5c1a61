/** News of presence, to the wire and back. */

import type { UserId, cellwire } from "@cellwire/protocol";
import { isUserId } from "@cellwire/protocol";
import type { PresenceNews, PresenceState } from "./contract.ts";

export type WirePresence = cellwire.v1.Presence.$Properties;

export function toWirePresence(user: UserId, { online, lastSeenMs }: PresenceState): WirePresence {
  return { user, online, lastSeenMs };
}

export function toWireNews({ user, watcher, state }: PresenceNews): cellwire.v1.PresenceNews.$Properties {
  return { watcher, presence: toWirePresence(user, state) };
}

/** Nothing when it is ill-formed. */
export function parseNews({ watcher, presence }: cellwire.v1.PresenceNews.$Properties): PresenceNews[] {
  const { user, online, lastSeenMs } = presence ?? {};
  if (!isUserId(watcher ?? "") || !isUserId(user ?? "") || !Number.isSafeInteger(lastSeenMs ?? 0)) return [];
  const state = { online: online ?? false, lastSeenMs: lastSeenMs ?? 0 };
  return [{ user: user as UserId, watcher: watcher as UserId, state }];
}

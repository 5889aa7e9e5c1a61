/** The only place where Redis keys of routes are built. The braces keep what one script touches in one hash slot. */

import type { CellId, UserId } from "@cellwire/protocol";

export interface RouteKeys {
  /** Hash: device → `epoch expiresAtMs gateway`. */
  devicesOf(user: UserId): string;
  /** Hash: process name → `expiresAtMs role url`. */
  readonly processes: string;
}

export function routeKeys(cell: CellId): RouteKeys {
  return {
    devicesOf: (user) => `cellwire:${cell}:route:{${user}}`,
    processes: `cellwire:${cell}:processes`,
  };
}

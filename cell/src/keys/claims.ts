/** Claiming prekeys of users who live in this cell: bounded for who asks, and the devices that run low are told. */

import type { DeviceId, UserId } from "@cellwire/protocol";
import { LIMITS, wire } from "@cellwire/protocol";
import type { Notification } from "../flow/ports.ts";
import type { Bundle, Claimed, Prekeys } from "./prekeys.ts";

export interface ClaimRequest {
  readonly user: UserId;
  /** Empty: all that have keys. */
  readonly devices: readonly DeviceId[];
}

export interface Claims {
  claim(request: ClaimRequest): Promise<readonly Bundle[]>;
}

export class HomeClaims implements Claims {
  readonly #prekeys: Prekeys;
  readonly #notify: (requests: readonly Notification[]) => Promise<void>;

  constructor(options: { prekeys: Prekeys; notify: (requests: readonly Notification[]) => Promise<void> }) {
    this.#prekeys = options.prekeys;
    this.#notify = options.notify;
  }

  async claim(request: ClaimRequest): Promise<readonly Bundle[]> {
    const claimed = await this.#prekeys.claim(request);
    const low = claimed.filter(({ left }) => left < LIMITS.prekeysLow);
    if (low.length > 0) await this.#notify(low.map((one) => lowNotification(request.user, one)));
    return claimed.map(({ bundle }) => bundle);
  }
}

/** A hint: a device that misses it sees the count when it connects. */
function lowNotification(user: UserId, { device, left }: Claimed): Notification {
  const frame = wire.ServerFrame.encode({ prekeysLow: { oneTimeLeft: left } }).finish();
  return { users: [user], frame, onlyDevice: device };
}

/** A relay of the operator's, which speaks to FCM, APNs and the like: one signed POST per wake-up. */

import { createHmac } from "node:crypto";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { PushProvider, WakeOutcome } from "./provider.ts";
import type { PushHttp } from "./push-http.ts";

export interface RelayOptions {
  readonly url: string;
  readonly secret: string;
  readonly http: PushHttp;
  readonly clock: Clock;
}

export class PushRelay implements PushProvider {
  readonly #options: RelayOptions;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  wake(token: string): Promise<WakeOutcome> {
    const { url, secret, http, clock } = this.#options;
    const body = JSON.stringify({ token });
    const seconds = Math.floor(clock.nowMs() / 1_000);
    // The time is signed as well: the relay refuses what is old.
    const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
    const headers = { "content-type": "application/json", "cellwire-signature": `t=${seconds},v1=${signature}` };
    return http.post(url, headers, body);
  }
}

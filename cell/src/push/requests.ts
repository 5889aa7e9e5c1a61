/** What devices ask about wake-ups. */

import { LIMITS } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { RequestRefused, type RequestHandlers } from "../flow/requests.ts";
import { isPublicEndpoint } from "./public-address.ts";
import type { PushSubscriptions } from "./subscriptions.ts";
import { TURN_MS } from "./waker.ts";

type PushHandlers = Pick<RequestHandlers, "getPushKey" | "pushSubscribe" | "pushUnsubscribe">;

export interface PushRequestsOptions {
  readonly subscriptions: PushSubscriptions;
  /** Public VAPID key; undefined: the cell does no Web Push. */
  readonly vapidKey: string | undefined;
  readonly hasRelay: boolean;
  /** False in tests alone. */
  readonly publicOnly: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

export function pushRequests(options: PushRequestsOptions): PushHandlers {
  const { subscriptions, vapidKey, hasRelay, clock, random } = options;
  return {
    getPushKey: async () => ({ pushKey: { vapidKey: vapidKey ?? "", relay: hasRelay } }),
    pushSubscribe: async ({ endpoint, token }, from) => {
      const kind = endpoint ? "web" : "relay";
      const target = endpoint || token || "";
      if (target === "" || Buffer.byteLength(target) > LIMITS.pushTargetBytesMax)
        throw malformed(`endpoint or token: 1 to ${LIMITS.pushTargetBytesMax} bytes`);
      if (kind === "web" ? vapidKey === undefined : !hasRelay) throw new RequestRefused("PUSH_OFF");
      if (kind === "web" && !isCallable(target, options.publicOnly)) throw malformed("endpoint: a public https URL");
      const nowMs = clock.nowMs();
      // Spread, so that those who subscribe together do not have their turns together.
      await subscriptions.subscribe(from, {
        kind,
        target,
        nowMs,
        checkMs: nowMs + Math.round(TURN_MS * random.float()),
      });
      return { pushSubscribed: {} };
    },
    pushUnsubscribe: async (_asked, from) => {
      await subscriptions.unsubscribe(from);
      return { pushUnsubscribed: {} };
    },
  };
}

function isCallable(endpoint: string, publicOnly: boolean): boolean {
  return publicOnly ? isPublicEndpoint(endpoint) : /^https?:$/.test(URL.parse(endpoint)?.protocol ?? "");
}

function malformed(detail: string): RequestRefused {
  return new RequestRefused("MALFORMED", { detail });
}

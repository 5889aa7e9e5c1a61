/** Push wake-ups in the processes of a cell: gateways take subscriptions, forwarders wake. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import type { Member } from "./compose-member.ts";
import type { ForwarderConfig, GatewayConfig } from "./config.ts";
import { pushSettings } from "./config.ts";
import type { PushProviders } from "./push/provider.ts";
import { countWakeUps } from "./push/metrics.ts";
import { PushHttp } from "./push/push-http.ts";
import { PushRelay } from "./push/relay.ts";
import { pushRequests } from "./push/requests.ts";
import { PushSubscriptions } from "./push/subscriptions.ts";
import { Waker, type ConnectedDevices } from "./push/waker.ts";
import { WebPush } from "./push/web-push.ts";

export function gatewayPush(member: Member<GatewayConfig>): ReturnType<typeof pushRequests> {
  const { vapid, relay, publicOnly } = pushSettings(member.config);
  return pushRequests({
    subscriptions: new PushSubscriptions(member),
    vapidKey: vapid?.publicKey,
    hasRelay: relay !== undefined,
    publicOnly,
    clock: systemClock,
    random: systemRandom,
  });
}

/** Nothing, where the cell wakes no devices. */
export function addWaker(member: Member<ForwarderConfig>, routes: ConnectedDevices): void {
  const { config, lifecycle, log } = member;
  const { vapid, relay, publicOnly } = pushSettings(config);
  if (!vapid && !relay) return;
  const clock = systemClock;
  const services = new PushHttp({ publicOnly, log });
  const own = new PushHttp({ publicOnly: false, log });
  const providers: PushProviders = {
    ...(vapid && { web: new WebPush({ vapid, http: services, publicOnly, clock }) }),
    ...(relay && { relay: new PushRelay({ ...relay, http: own, clock }) }),
  };
  const subscriptions = new PushSubscriptions(member);
  const stop = async () => void (await Promise.all([services.close(), own.close()]));
  lifecycle.add({ name: "push-http", start: async () => {}, stop }).add(
    new Waker({
      subscriptions,
      providers,
      routes,
      clock,
      random: systemRandom,
      log,
      onOutcome: countWakeUps(meter("cellwire-push")),
    }),
  );
}

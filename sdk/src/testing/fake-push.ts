import type { cellwire } from "@cellwire/protocol";

/** A cell that takes every subscription and wakes nobody. undefined: the request is about something else. */
export function fakePushAnswer({
  body,
}: cellwire.v1.Request.$Properties): cellwire.v1.Response.$Properties | undefined {
  if (body === "getPushKey") return { pushKey: { vapidKey: "BFake", relay: true } };
  if (body === "pushSubscribe") return { pushSubscribed: {} };
  if (body === "pushUnsubscribe") return { pushUnsubscribed: {} };
  return undefined;
}

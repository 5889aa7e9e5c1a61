/** Users can use the cell. Stays True while a release rolls, a process restarts, the directory is away. */

import type { Facts } from "../facts.ts";
import { isFalse, isTrue, type ConditionState } from "./condition.ts";
import { directoryRegistered } from "./directory-registered.ts";
import { forwarderReady } from "./forwarder-ready.ts";
import { gatewayReady } from "./gateway-ready.ts";
import { postgresReady } from "./postgres-ready.ts";

/** Reason and, as nobody can connect for as long as it is so, phase. */
export const NO_GATEWAYS = "NoGateways";

export function available(facts: Facts): ConditionState {
  const { directoryState: state } = facts;
  const isOpen = state === "ACTIVE" || state === "DRAINING";
  if (facts.serves && isOpen) return isTrue("Serving", "users can connect");
  if (facts.gateway.exists && facts.gateway.wanted === 0) {
    return isFalse(NO_GATEWAYS, "spec.gateway.replicas is 0: there is nobody to connect to");
  }
  const missing = Object.entries({ postgresReady, gatewayReady, forwarderReady, directoryRegistered })
    .map(([, condition]) => condition(facts))
    .filter(({ status }) => status !== "True");
  const causes = missing.filter((one, index) => !repeatsAnother(one, index, missing));
  const message = causes.map((one) => one.message).join("; ");
  return isFalse(causes[0]?.reason ?? "NotServing", message || `the directory has the cell as ${state ?? "unknown"}`);
}

/** What waits for something else says why that waits: once is enough. */
function repeatsAnother({ message }: ConditionState, index: number, all: readonly ConditionState[]): boolean {
  return all.some(
    (other, at) => at !== index && message.includes(other.message) && (message !== other.message || at < index),
  );
}

/** What is measured of wake-ups. */

import type { Meter } from "@opentelemetry/api";
import type { PushKind, WakeOutcome } from "./provider.ts";

/** Makes the instrument; call it once. */
export function countWakeUps(meter: Meter): (provider: PushKind, outcome: WakeOutcome["kind"]) => void {
  const description = "Wake-ups, by provider and what became of them: sent, gone, failed";
  const counter = meter.createCounter("cellwire_push_wake_ups", { description });
  return (provider, outcome) => counter.add(1, { provider, outcome });
}

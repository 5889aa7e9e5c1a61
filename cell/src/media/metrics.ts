/** What is measured of the sweep. */

import type { Meter } from "@opentelemetry/api";

/** Makes the instrument; call it once. */
export function countRemovals(meter: Meter): (outcome: "removed" | "failed") => void {
  const description = "Objects whose time was over, by what became of them: removed, failed";
  const counter = meter.createCounter("cellwire_media_removals", { description });
  return (outcome) => counter.add(1, { outcome });
}

/** What is measured of the cell's incarnation. */

import type { Meter } from "@opentelemetry/api";
import type { Incarnation } from "./incarnation.ts";
import type { ResidentsTaker } from "./residents-taker.ts";

/** Makes the instruments; call it once. */
export function observeIncarnation(meter: Meter, incarnation: Pick<Incarnation, "generation" | "notReady">): void {
  meter
    .createObservableGauge("cellwire_incarnation_generation", { description: "0 while it is not known" })
    .addCallback((result) => result.observe(incarnation.generation));
  meter
    .createObservableGauge("cellwire_incarnation_current", {
      description: "0 while the storage is not that of the generation which the directory granted",
    })
    .addCallback((result) => result.observe(incarnation.notReady().length === 0 ? 1 : 0));
}

/** Makes the instrument; call it once. */
export function observeTaking(meter: Meter, taker: Pick<ResidentsTaker, "left">): void {
  meter
    .createObservableGauge("cellwire_incarnation_users_to_take", {
      description: "Users, groups and channels of the storage that went back whose homes are not known yet",
    })
    .addCallback((result) => result.observe(taker.left));
}

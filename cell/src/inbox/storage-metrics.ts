/** How full the cell's volume is, as gauges; nothing before the first sample. */

import type { Meter } from "@opentelemetry/api";
import type { StorageGuard } from "./storage-guard.ts";

type Storage = Pick<StorageGuard, "usedBytes" | "sizeBytes" | "hasRoom">;

/** Makes the instruments; call it once. */
export function observeStorage(meter: Meter, storage: Storage): void {
  const gauge = (name: string, description: string, read: (usedBytes: number) => number) =>
    meter.createObservableGauge(name, { description }).addCallback((result) => {
      if (storage.usedBytes !== undefined) result.observe(read(storage.usedBytes));
    });
  gauge("cellwire_storage_used_bytes", "All databases of the cell's Postgres and its WAL", (usedBytes) => usedBytes);
  gauge(
    "cellwire_storage_used_ratio",
    "Share of the volume that they fill",
    (usedBytes) => usedBytes / storage.sizeBytes,
  );
  gauge("cellwire_storage_full", "1 while no new messages are taken", () => (storage.hasRoom ? 0 : 1));
}

/** How full the cell's volume is, as gauges; nothing before the first sample. */

import type { Meter } from "@opentelemetry/api";
import type { StorageGuard } from "./storage-guard.ts";

type Storage = Pick<StorageGuard, "sample" | "hasRoom">;
type Sample = NonNullable<Storage["sample"]>;

/** Makes the instruments; call it once. */
export function observeStorage(meter: Meter, storage: Storage): void {
  const gauge = (name: string, description: string, read: (sample: Sample) => number) =>
    meter.createObservableGauge(name, { description }).addCallback((result) => {
      if (storage.sample !== undefined) result.observe(read(storage.sample));
    });
  const databases = "All databases of the cell's Postgres and its WAL";
  gauge("cellwire_storage_used_bytes", databases, ({ usedBytes }) => usedBytes);
  gauge("cellwire_storage_size_bytes", "Of the volume that they are on", ({ sizeBytes }) => sizeBytes);
  const share = "Share of the volume that they fill";
  gauge("cellwire_storage_used_ratio", share, ({ usedBytes, sizeBytes }) => usedBytes / sizeBytes);
  gauge("cellwire_storage_full", "1 while no new messages are taken", () => (storage.hasRoom ? 0 : 1));
}

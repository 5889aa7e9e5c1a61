/** How much of a volume Postgres' write-ahead log may take. */

import type { Cell } from "../api/cell.ts";
import { quantityValue } from "../api/quantity.ts";
import { memoryMegabytes } from "./pod-resources.ts";

/** As much as Postgres has memory, so that checkpoints are seldom. */
const MEGABYTES = { least: 256, most: 4_096 };
/**
 * An eighth: less than the 15 % that the cells' storage guard keeps free of messages, so that even a log that was empty
 * when it last looked cannot fill the volume. The smallest volume, 1Gi, has 128 MB of log.
 */
const VOLUME_SHARE = 1 / 8;
/** Where a backup is asked for, a sixteenth of the volume may be log that waits for the store (backup-config.ts). */
const SHARE_WITH_BACKUP = 1 / 12;
const MEGABYTE = 2 ** 20;

/** For `max_wal_size`, as 256MB. @param volumeSize a quantity */
export function maxWalSize(cell: Cell, volumeSize: string): string {
  const byMemory = Math.min(MEGABYTES.most, Math.max(MEGABYTES.least, memoryMegabytes(cell, "postgres")));
  const share = cell.spec.postgres.backup === undefined ? VOLUME_SHARE : SHARE_WITH_BACKUP;
  const byVolume = Math.floor((quantityValue(volumeSize) * share) / MEGABYTE);
  return `${Math.min(byMemory, byVolume)}MB`;
}

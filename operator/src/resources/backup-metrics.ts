/** Metrics of the backup container in Postgres' pod; backup-scripts.ts makes them. Times are Unix seconds. */

export const BACKUP_METRICS = {
  /** When the newest backup, full or incremental, began; 0: there is none. */
  newest: "cellwire_backup_newest_timestamp_seconds",
  newestFull: "cellwire_backup_newest_full_timestamp_seconds",
  /** How far apart they are to begin. */
  interval: "cellwire_backup_interval_seconds",
  backups: "cellwire_backup_backups",
  size: "cellwire_backup_size_bytes",
  /** 1 since the last try failed, or a look at the repository. */
  failing: "cellwire_backup_failing",
  /** How long the oldest full segment of the write-ahead log has waited for the store. */
  waiting: "cellwire_backup_archive_waiting_seconds",
  /** 1 from when segments were given up until a full backup that began after. */
  gap: "cellwire_backup_archive_gap",
  /** Of the other figures. */
  looked: "cellwire_backup_looked_timestamp_seconds",
} as const;

/** What pgBackRest and the scripts around it are told: files of Postgres' ConfigMap. Nothing of it is secret. */

import type { Cell } from "../api/cell.ts";
import { quantityValue } from "../api/quantity.ts";
import { BACKUP_CONFIG_FILE, BACKUP_SCRATCH, BACKUP_SCRIPTS, INTERVALS_FILE, STANZA } from "./backup-scripts.ts";
import { BEGIN_SCRIPT, POSTGRES_VOLUME_PATH, SOCKET_DIRECTORY } from "./postgres-paths.ts";
import { PORTS } from "./ports.ts";
import { BEGIN, CELL_FILE, RESTORE_FILE, RESTORE_TIME_FILE } from "./restore-script.ts";
import { DATABASE_LOGIN } from "./store-secrets.ts";

/**
 * Of the volume: how much of the write-ahead log may wait for a store that is away. With the share that the log itself may
 * take (write-ahead-log.ts) it is less than what the cells' storage guard keeps free.
 */
const QUEUE_SHARE = 1 / 16;
/** A store that does not answer is given up after it, and then asked again. */
const IO_TIMEOUT_SECONDS = 20;
const PROCESSES = 2;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const HTTPS_PORT = 443;

/** @param volumeSize a quantity */
export function backupFiles(cell: Cell, volumeSize: string): Record<string, string> {
  const { backup, restore } = cell.spec.postgres;
  if (backup === undefined) return {};
  return {
    ...BACKUP_SCRIPTS,
    [BEGIN_SCRIPT]: BEGIN,
    [BACKUP_CONFIG_FILE]: pgBackRestConfig(cell, backup, volumeSize),
    [INTERVALS_FILE]: intervals(backup),
    [CELL_FILE]: cell.metadata.name,
    ...(restore && { [RESTORE_FILE]: restore.backup }),
    ...(restore?.targetTime && { [RESTORE_TIME_FILE]: postgresTime(restore.targetTime) }),
  };
}

type Backup = NonNullable<Cell["spec"]["postgres"]["backup"]>;

/** In a file that is read anew each time: another schedule must not restart Postgres. */
function intervals({ fullEveryDays, incrementalEveryHours }: Backup): string {
  return `full_every=${fullEveryDays * DAY_SECONDS}\nincremental_every=${incrementalEveryHours * HOUR_SECONDS}\n`;
}

/** https://pgbackrest.org/configuration.html */
function pgBackRestConfig(cell: Cell, backup: Backup, volumeSize: string): string {
  const { hostname, port } = new URL(backup.endpoint);
  const global = {
    "repo1-type": "s3",
    "repo1-s3-endpoint": hostname,
    "repo1-storage-port": Number(port) || HTTPS_PORT,
    "repo1-s3-bucket": backup.bucket,
    "repo1-s3-region": backup.region,
    // Buckets in host names would need names and certificates that few stores but the largest have.
    "repo1-s3-uri-style": "path",
    "repo1-path": `/${backup.prefix}/${cell.metadata.name}`,
    "repo1-cipher-type": "aes-256-cbc",
    "repo1-retention-full": backup.keepFull,
    "repo1-bundle": "y",
    "compress-type": "zst",
    "start-fast": "y",
    "process-max": PROCESSES,
    "archive-push-queue-max": Math.floor(quantityValue(volumeSize) * QUEUE_SHARE),
    "io-timeout": IO_TIMEOUT_SECONDS,
    "lock-path": BACKUP_SCRATCH,
    "spool-path": BACKUP_SCRATCH,
    "log-level-file": "off",
    "log-level-console": "warn",
  };
  const stanza = {
    "pg1-path": `${POSTGRES_VOLUME_PATH}/data`,
    "pg1-socket-path": SOCKET_DIRECTORY,
    "pg1-port": PORTS.postgres,
    "pg1-user": DATABASE_LOGIN,
  };
  return `${section("global", global)}\n${section(STANZA, stanza)}`;
}

function section(name: string, options: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(options).map(([option, value]) => `${option}=${value}\n`);
  return `[${name}]\n${lines.join("")}`;
}

/** pgBackRest and Postgres understand this form alike. @param time RFC 3339, UTC */
function postgresTime(time: string): string {
  return time.replace("T", " ").replace("Z", "+00");
}

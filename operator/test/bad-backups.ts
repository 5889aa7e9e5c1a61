/** Cells that must be refused for how they are to be backed up or restored. */

import { atLeast, cellManifest, MATCHES, required, UNKNOWN, type BadManifest } from "./bad-manifest.ts";

export const GOOD_BACKUP = { endpoint: "https://s3.example", bucket: "backups", secretName: "backups" };

const backedUp = (fields: object) => cellManifest({ postgres: { backup: { ...GOOD_BACKUP, ...fields } } });
const restored = (restore: object, spec: object = { schedulable: false }) =>
  cellManifest({ ...spec, postgres: { backup: GOOD_BACKUP, restore } });

export const BAD_BACKUPS: readonly BadManifest[] = [
  {
    what: "a backup of what the operator does not run",
    manifest: cellManifest({ postgres: { mode: "CloudNativePG", backup: GOOD_BACKUP } }),
    path: "spec.postgres.backup",
    remedy: /is only for mode Managed; remove it/,
  },
  {
    what: "a store without TLS",
    manifest: backedUp({ endpoint: "http://s3.example" }),
    path: "spec.postgres.backup.endpoint",
    ...MATCHES,
  },
  {
    what: "a bucket that is none",
    manifest: backedUp({ bucket: "Backups/eu" }),
    path: "spec.postgres.backup.bucket",
    ...MATCHES,
  },
  {
    what: "a prefix that begins with a slash",
    manifest: backedUp({ prefix: "/cells" }),
    path: "spec.postgres.backup.prefix",
    ...MATCHES,
  },
  {
    what: "a backup without its Secret",
    manifest: backedUp({ secretName: undefined }),
    path: "spec.postgres.backup.secretName",
    ...required("string"),
  },
  {
    what: "a backup with its secret in it",
    manifest: backedUp({ passphrase: "x" }),
    path: "spec.postgres.backup.passphrase",
    ...UNKNOWN,
  },
  {
    what: "a backup of which none is kept",
    manifest: backedUp({ keepFull: 0 }),
    path: "spec.postgres.backup.keepFull",
    ...atLeast(1),
  },
  {
    what: "incremental backups farther apart than full ones",
    manifest: backedUp({ fullEveryDays: 1, incrementalEveryHours: 25 }),
    path: "spec.postgres.backup.incrementalEveryHours",
    remedy: /longer than fullEveryDays; write at most 24 times fullEveryDays/,
  },
  {
    what: "a restore from nowhere",
    manifest: cellManifest({ schedulable: false, postgres: { restore: {} } }),
    path: "spec.postgres.restore",
    remedy: /needs backup.*write backup, as it was when they were made/,
  },
  {
    what: "a restored cell that takes new users",
    manifest: restored({}, {}),
    path: "spec.schedulable",
    remedy: /write schedulable: false/,
  },
  {
    what: "a backup by another name",
    manifest: restored({ backup: "yesterday" }),
    path: "spec.postgres.restore.backup",
    ...MATCHES,
  },
  {
    what: "a time of some zone",
    manifest: restored({ targetTime: "2026-11-24 12:00" }),
    path: "spec.postgres.restore.targetTime",
    ...MATCHES,
  },
];

/** Backup and restore of a managed Postgres: `spec.postgres.backup` and `spec.postgres.restore`. */

import { z } from "zod";
import { objectName } from "./schema-fields.ts";
import { withRule } from "./schema-rules.ts";

const KEPT_MAX = 366;
const BACKUP_LABEL = /^(latest|\d{8}-\d{6}F(_\d{8}-\d{6}[DI])?)$/;

export const backup = withRule(
  z.strictObject({
    endpoint: z
      .string()
      .max(512)
      .regex(/^https:\/\/[^\s/?#@]+$/)
      .describe("https URL of an S3 API, as the pods reach it."),
    bucket: z
      .string()
      .max(63)
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
      .describe("It is there already; its contents are this cell's or other cells' backups."),
    region: z.string().min(1).max(64).default("us-east-1"),
    prefix: z
      .string()
      .max(256)
      .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*(\/[a-zA-Z0-9][a-zA-Z0-9._-]*)*$/)
      .default("cellwire")
      .describe("What the keys of the objects begin with; the cell's name comes after it."),
    secretName: objectName.describe(
      "A Secret of the Cell's namespace with accessKeyId, secretAccessKey, passphrase and, for a private CA, ca.crt. " +
        "Keep a copy of the passphrase outside the cluster: without it no backup can be read.",
    ),
    fullEveryDays: z.int().min(1).max(90).default(7).describe("A full backup begins so many days after the last."),
    incrementalEveryHours: z.int().min(1).max(168).default(24).describe("Likewise any backup."),
    keepFull: z.int().min(1).max(KEPT_MAX).default(4).describe("Full backups, and what builds on them; older ones go."),
  }),
  {
    holds: ({ incrementalEveryHours, fullEveryDays }) => incrementalEveryHours <= fullEveryDays * 24,
    cel: "self.incrementalEveryHours <= self.fullEveryDays * 24",
    field: "incrementalEveryHours",
    problem: "is longer than fullEveryDays",
    remedy: "write at most 24 times fullEveryDays",
  },
);

export const restore = z.strictObject({
  backup: z
    .string()
    .max(64)
    .regex(BACKUP_LABEL)
    .default("latest")
    .describe("latest, or the label of a backup such as 20261124-031500F."),
  targetTime: z
    .string()
    .max(40)
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/)
    .optional()
    .describe("UTC, such as 2026-11-24T03:15:00Z: nothing after it is brought back. Left out: all that was archived."),
});

interface WithBackup {
  readonly mode: string;
  readonly backup?: object | undefined;
  readonly restore?: object | undefined;
}

export const BACKUP_RULES = [
  {
    holds: ({ mode, backup }: WithBackup) => backup === undefined || mode === "Managed",
    cel: "!has(self.backup) || self.mode == 'Managed'",
    field: "backup",
    problem: "is only for mode Managed",
    remedy: "remove it, and have whoever runs that Postgres back it up",
  },
  {
    holds: ({ backup, restore }: WithBackup) => restore === undefined || backup !== undefined,
    cel: "!has(self.restore) || has(self.backup)",
    field: "restore",
    problem: "needs backup, which says where the backups are",
    remedy: "write backup, as it was when they were made",
  },
] as const;

export const RESTORE_CHANGE_RULE = {
  cel: "!has(self.restore) || !has(oldSelf.restore) || self.restore == oldSelf.restore",
  field: "restore",
  problem: "cannot be changed while it is there",
  remedy: "leave it as it was, or remove it first",
} as const;

/** Somebody has to look at a cell that has come back from the past before it gets new users. */
export const RESTORE_CORDON_RULE = {
  holds: (spec: { readonly schedulable: boolean; readonly postgres: WithBackup }) =>
    spec.postgres.restore === undefined || !spec.schedulable,
  cel: "!has(self.postgres.restore) || !self.schedulable",
  field: "schedulable",
  problem: "is true, but a cell that is restored takes no new users",
  remedy: "write schedulable: false; when the cell is as it should be, remove postgres.restore and write true",
} as const;

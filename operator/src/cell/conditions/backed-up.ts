/** A lost volume costs no more than the last minute or so: there is a backup, and the archive keeps up. */

import type { BackupReport } from "../backup-reports.ts";
import type { Facts } from "../facts.ts";
import { isFalse, isTrue, type ConditionState } from "./condition.ts";

/** Reason: nobody wants it, which is no fault of the cell's. */
export const NOT_ASKED = "NotAsked";

export function backedUp({ cell, backup }: Facts): ConditionState {
  const { postgres } = cell.spec;
  if (postgres.mode !== "Managed") return unknown("NotManaged", "whoever runs this Postgres backs it up");
  if (postgres.backup === undefined) {
    return isFalse(NOT_ASKED, "there is no spec.postgres.backup: if the volume is lost, so is the cell");
  }
  if (backup === undefined) {
    // The operator has just begun, or the pod has: what was true is not false for that.
    const former = cell.status?.conditions?.find(({ type }) => type === "BackedUp");
    if (former === undefined || former.reason === NOT_ASKED) {
      return unknown("NotHeard", "waiting for the container backup of Postgres' pod to answer");
    }
    return { status: former.status, reason: former.reason, message: former.message };
  }
  if (backup === "silent") {
    return isFalse("Silent", "the container backup of Postgres' pod has not answered for five minutes; read its log");
  }
  return troubleOf(backup) ?? stateOf(backup);
}

function stateOf({ newest }: BackupReport): ConditionState {
  if (newest === null) return unknown("FirstBackup", "the first backup is under way");
  return isTrue("BackedUp", `the newest backup is ${newest}, and the archive keeps up`);
}

function troubleOf({ newest, damaged, gap, failure, isOld, isBehind }: BackupReport): ConditionState | undefined {
  const have = newest === null ? "there is no backup" : `the newest backup is ${newest}`;
  if (failure !== null) return isFalse("Failing", `${failure}; ${have}`);
  if (isBehind)
    return isFalse("ArchiveBehind", `the write-ahead log has waited for the store for ten minutes; ${have}`);
  if (gap) {
    return isFalse("ArchiveGap", `a part of the write-ahead log was given up; waiting for a full backup; ${have}`);
  }
  if (damaged) return isFalse("Damaged", `${have}, and pages in it have wrong checksums: the volume is damaged`);
  return isOld ? isFalse("Old", `${have}, and the next one is late`) : undefined;
}

function unknown(reason: string, message: string): ConditionState {
  return { status: "Unknown", reason, message };
}

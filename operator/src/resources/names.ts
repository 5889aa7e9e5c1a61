/** What the objects of a cell are called. One place, because half of them name each other. */

import { createHash } from "node:crypto";
import type { Release } from "./release.ts";

export const CELL_FINALIZER = "cellwire.dev/cell";
/** On what holds data: deleting a namespace deletes the volume and the Secrets beside the waiting Cell. */
export const PROTECT_FINALIZER = "cellwire.dev/protect";

const RELEASE_HASH_LENGTH = 10;

export function childNames(cell: string) {
  return {
    serviceAccount: `${cell}-cell`,
    cellKeysSecret: `${cell}-cell-keys`,
    /** Secret, volume claim, config map, stateful set and service; in CloudNativePG mode its Cluster. */
    postgres: `${cell}-postgres`,
    /** Secret, config map, deployment and service. */
    redis: `${cell}-redis`,
    gateway: `${cell}-gateway`,
    forwarder: `${cell}-forwarder`,
    metrics: `${cell}-metrics`,
    migrate: `${cell}-migrate`,
    defaultDeny: `${cell}-default-deny`,
  } as const;
}

/** A Job cannot be changed, so each release has its own. */
export function migrationJobName(cell: string, release: Release): string {
  const hash = createHash("sha256").update(`${release.version}\n${release.templateRevision}`).digest("hex");
  return `${childNames(cell).migrate}-${hash.slice(0, RELEASE_HASH_LENGTH)}`;
}

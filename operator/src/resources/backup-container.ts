/** What a managed Postgres that is backed up has in its pod besides: the container that does it, and how the two meet. */

import { ARCHIVE_COMMAND, BACKUP_SCRATCH, BACKUP_SECRET_DIRECTORY } from "./backup-scripts.ts";
import { POSTGRES_VOLUME_PATH, SOCKET_DIRECTORY } from "./postgres-paths.ts";
import { PORTS } from "./ports.ts";
import { CONTAINER_SECURITY } from "./restricted-pod.ts";
import { SCRIPTS_DIRECTORY, type StorePodInput } from "./store-pod.ts";

export const BACKUP_CONTAINER = "backup";

/** What a dead volume costs at most, as long as the store answers. */
const ARCHIVE_TIMEOUT_SECONDS = 60;
/** A restore comes before the start, and may take a day. */
const STARTUP = { periodSeconds: 2, failureThreshold: 43_200 };
const REQUESTS = { cpu: "50m", memory: "64Mi" };

const SECRET_MOUNT = { name: "backup-secret", mountPath: BACKUP_SECRET_DIRECTORY, readOnly: true };
const SOCKET_MOUNT = { name: "socket", mountPath: SOCKET_DIRECTORY };

export const BACKUP_SETTINGS = {
  unix_socket_directories: SOCKET_DIRECTORY,
  archive_mode: "on",
  archive_command: ARCHIVE_COMMAND,
  archive_timeout: ARCHIVE_TIMEOUT_SECONDS,
} as const;

/** Undefined: no backup is asked for. */
export function backupParts(input: StorePodInput) {
  const { backup } = input.cell.spec.postgres;
  if (backup === undefined) return undefined;
  return {
    container: container(input.image),
    startup: STARTUP,
    mounts: [SECRET_MOUNT, SOCKET_MOUNT],
    volumes: [
      // Optional: a Secret that is not there must not keep Postgres from its start. The scripts say that it is missing.
      { name: "backup-secret", secret: { secretName: backup.secretName, optional: true, defaultMode: 0o440 } },
      { name: "socket", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
      { name: "backup-scratch", emptyDir: { sizeLimit: "256Mi" } },
    ],
  };
}

function container(image: string) {
  return {
    name: BACKUP_CONTAINER,
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["/bin/sh", `${SCRIPTS_DIRECTORY}/backup.sh`],
    ports: [{ name: "internal", containerPort: PORTS.internal, protocol: "TCP" }],
    resources: { requests: REQUESTS },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: "scripts", mountPath: SCRIPTS_DIRECTORY, readOnly: true },
      { name: "secret", mountPath: `${SCRIPTS_DIRECTORY}/secret`, readOnly: true },
      { name: "data", mountPath: POSTGRES_VOLUME_PATH, readOnly: true },
      { name: "backup-scratch", mountPath: BACKUP_SCRATCH },
      SECRET_MOUNT,
      SOCKET_MOUNT,
    ],
  };
}

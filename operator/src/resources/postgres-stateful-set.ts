/** The managed Postgres: one instance. More of them are CloudNativePG's business. */

import type { KubeObject } from "../kube/contract.ts";
import { BACKUP_SETTINGS, backupParts } from "./backup-container.ts";
import { ownedMetadata, selectorLabels } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { memoryMegabytes, podResources } from "./pod-resources.ts";
import { PORTS } from "./ports.ts";
import { HOST_RULES_FILE } from "./postgres-config-map.ts";
import { POSTGRES_VOLUME_PATH } from "./postgres-paths.ts";
import { releaseAnnotations, type Release } from "./release.ts";
import { SCRIPTS_DIRECTORY, script, storePodTemplate, type StorePodInput } from "./store-pod.ts";

/**
 * Fixed, so that more gateways do not restart Postgres: 60 processes of 8 connections each. A larger cell takes
 * CloudNativePG or an external server.
 */
const CONNECTIONS_MAX = 500;
const SHARED_BUFFERS_MB = { least: 64, most: 16_384 };
/** Long, as a checkpoint comes before the end, and crash recovery after a kill would take longer. */
const TERMINATION_SECONDS = 120;
/** Recovery after a crash may take an hour. */
const STARTUP = { periodSeconds: 2, failureThreshold: 1_800 };

export interface PostgresInput extends StorePodInput {
  /** The release whose roll last gave Postgres its image. */
  readonly release: Release;
}

export function postgresStatefulSet(input: PostgresInput): KubeObject {
  const cell = input.cell.metadata.name;
  const names = childNames(cell);
  const annotations = releaseAnnotations(input);
  const backup = backupParts(input);
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: ownedMetadata(input, { name: names.postgres, component: "postgres", annotations }),
    spec: {
      replicas: 1,
      serviceName: names.postgres,
      // Ordered, a pod that cannot start would also keep the corrected one from starting.
      podManagementPolicy: "Parallel",
      selector: { matchLabels: selectorLabels(cell, "postgres") },
      template: storePodTemplate(input, "postgres", {
        args: Object.entries(settings(input)).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
        port: PORTS.postgres,
        resources: podResources(input.cell, "postgres"),
        terminationGracePeriodSeconds: TERMINATION_SECONDS,
        mounts: [
          { name: "data", mountPath: POSTGRES_VOLUME_PATH },
          { name: "shared-memory", mountPath: "/dev/shm" },
          ...(backup?.mounts ?? []),
        ],
        volumes: [
          // Not a claim template: those cannot grow, and would not outlive a cell that is made anew.
          { name: "data", persistentVolumeClaim: { claimName: names.postgres } },
          { name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: "256Mi" } },
          ...(backup?.volumes ?? []),
        ],
        sidecars: backup === undefined ? [] : [backup.container],
        more: {
          startupProbe: { ...script("probe.sh", "ready"), ...(backup?.startup ?? STARTUP), timeoutSeconds: 5 },
          readinessProbe: { ...script("probe.sh", "ready"), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
          livenessProbe: { ...script("probe.sh", "live"), periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 6 },
          // SIGINT, fast shutdown: open connections are ended. SIGTERM alone would wait for them.
          lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", "kill -INT 1"] } } },
        },
      }),
    },
  };
}

/** Durability is the real one: fsync, full-page writes and synchronous commit stay on. */
function settings({ cell }: PostgresInput): Record<string, string | number> {
  const memory = memoryMegabytes(cell, "postgres");
  return {
    listen_addresses: "*",
    port: PORTS.postgres,
    unix_socket_directories: "",
    hba_file: `${SCRIPTS_DIRECTORY}/${HOST_RULES_FILE}`,
    password_encryption: "scram-sha-256",
    max_connections: CONNECTIONS_MAX,
    shared_buffers: `${within(SHARED_BUFFERS_MB, memory / 4)}MB`,
    effective_cache_size: `${within(SHARED_BUFFERS_MB, (memory * 3) / 4)}MB`,
    wal_level: "replica",
    fsync: "on",
    full_page_writes: "on",
    synchronous_commit: "on",
    tcp_keepalives_idle: 30,
    tcp_keepalives_interval: 10,
    tcp_keepalives_count: 3,
    log_min_duration_statement: "1s",
    // Statements carry what users wrote; the log must not.
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    ...(cell.spec.postgres.backup && BACKUP_SETTINGS),
  };
}

function within({ least, most }: { least: number; most: number }, megabytes: number): number {
  return Math.floor(Math.min(most, Math.max(least, megabytes)));
}

/**
 * A Postgres cluster that CloudNativePG runs: https://cloudnative-pg.io/docs/ (postgresql.cnpg.io/v1). Its volumes go
 * with it, so it holds data like a volume claim.
 */

import type { KubeObject } from "../kube/contract.ts";
import { dataMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { podResources } from "./pod-resources.ts";
import { DATABASE_LOGIN } from "./store-secrets.ts";
import { maxWalSize } from "./write-ahead-log.ts";

const CONNECTIONS_MAX = 500;

/** `on` for a cluster that is kept: its pods go, its volumes stay. */
export const HIBERNATION = "cnpg.io/hibernation";

export function cloudNativePgCluster(input: CellInput): KubeObject {
  const { metadata, spec } = input.cell;
  const { instances, storage } = spec.postgres;
  const { size, storageClassName } = storage;
  const { postgres: name } = childNames(metadata.name);
  return {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: dataMetadata(input, { name, component: "postgres", annotations: { [HIBERNATION]: "off" } }),
    spec: {
      instances,
      storage: { size, resizeInUseVolumes: true, ...(storageClassName && { storageClass: storageClassName }) },
      resources: podResources(input.cell, "postgres"),
      enableSuperuserAccess: false,
      bootstrap: { initdb: { database: DATABASE_LOGIN, owner: DATABASE_LOGIN, secret: { name } } },
      postgresql: {
        parameters: {
          max_connections: String(CONNECTIONS_MAX),
          // CloudNativePG reloads it: a volume that grows restarts nothing.
          max_wal_size: maxWalSize(input.cell, size),
        },
        ...(instances > 1 ? { synchronous: quorum(instances) } : {}),
      },
    },
  };
}

/** A commit is on a majority of the instances, and only one that has all of them becomes primary. */
function quorum(instances: number) {
  return {
    method: "any",
    number: Math.floor(instances / 2),
    dataDurability: "required",
    // Two instances have no majority without each other.
    failoverQuorum: instances > 2,
  };
}

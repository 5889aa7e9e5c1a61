/**
 * The Cluster that the operator applies, against CloudNativePG's own definition of it. Its operator does not run here:
 * the test stands in for it.
 */

import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CellStatus } from "../../src/api/cell-status.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { NodelessCluster } from "../nodeless-cluster.ts";
import { TestOperator } from "../test-operator.ts";

const CRD = path.join(import.meta.dirname, "../../../../shared/data/cnpg-cluster-crd.yaml");
const WITHIN = { timeout: 30_000, interval: 50 };
const { Cell, CloudNativePgCluster } = RESOURCES;

function crdMissing(): boolean {
  if (existsSync(CRD)) return false;
  process.stderr.write(`SKIPPED, the Cluster of CloudNativePG: its definition is not at ${CRD}\n`);
  return true;
}

describe.skipIf(apiServerMissing() !== undefined || crdMissing())("a cell with CloudNativePG", () => {
  let cluster: NodelessCluster;
  let operator: TestOperator;

  beforeAll(async () => {
    cluster = await NodelessCluster.start();
    await cluster.server.applyCrds([CRD]);
    operator = await new TestOperator({ cluster, leaseNamespace: "default" }).start();
  });
  afterAll(async () => {
    await operator?.stop();
    await cluster?.stop();
  });

  test("gets a Cluster that the definition accepts, and mirrors what that says of itself", async () => {
    const namespace = await cluster.namespace();
    const key = { namespace, name: "pg" };
    const clusterKey = { namespace, name: "pg-postgres" };
    const postgresReady = async () => {
      const { conditions = [] } = ((await cluster.client.get(Cell, key))?.["status"] ?? {}) as CellStatus;
      return conditions.find(({ type }) => type === "PostgresReady");
    };
    const tell = async (status: "True" | "False", message: string) => {
      const lastTransitionTime = "2026-01-01T00:00:00Z";
      const conditions = [{ type: "Ready", status, reason: "Test", message, lastTransitionTime }];
      const { apiVersion, kind } = CloudNativePgCluster;
      const object = { apiVersion, kind, metadata: clusterKey, status: { conditions } };
      await cluster.client.applyStatus(CloudNativePgCluster, object);
    };
    await cluster.applyCell(key, {
      region: "eu",
      postgres: { mode: "CloudNativePG", instances: 3, storage: { size: "50Gi", storageClassName: "fast" } },
    });
    const applied = await vi.waitFor(async () => {
      const found = await cluster.client.get(CloudNativePgCluster, clusterKey);
      expect(found).toBeDefined();
      return found!;
    }, WITHIN);
    const synchronous = { method: "any", number: 1, dataDurability: "required", failoverQuorum: true };
    expect(applied["spec"]).toMatchObject({ instances: 3, postgresql: { synchronous } });
    await tell("False", "1 of 3 instances are ready");
    await vi.waitFor(async () => {
      expect(await postgresReady()).toMatchObject({ status: "False", message: "1 of 3 instances are ready" });
    }, WITHIN);
    await tell("True", "all are");
    await vi.waitFor(async () => expect(await postgresReady()).toMatchObject({ status: "True" }), WITHIN);
    await cluster.delete(Cell, key);
    await vi.waitFor(async () => expect(await cluster.client.get(Cell, key)).toBeUndefined(), WITHIN);
    const { metadata } = (await cluster.client.get(CloudNativePgCluster, clusterKey))!;
    expect(metadata.annotations).toMatchObject({ "cnpg.io/hibernation": "on" });
    expect(metadata.deletionTimestamp).toBeUndefined();
  });
});

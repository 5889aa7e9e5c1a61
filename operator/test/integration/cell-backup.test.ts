/** Backups of a cell on a real API server: what the pods are told, and how a volume is lost on purpose. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { CellCondition, CellStatus } from "../../src/api/cell-status.ts";
import type { KubeObject } from "../../src/kube/contract.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { GOOD_BACKUP } from "../bad-backups.ts";
import { NodelessCluster } from "../nodeless-cluster.ts";
import { TestOperator } from "../test-operator.ts";

const WITHIN = { timeout: 30_000, interval: 50 };

describe.skipIf(apiServerMissing())("a cell that is backed up, on a real API server", () => {
  let cluster: NodelessCluster;
  let operator: TestOperator;
  let namespace: string;
  /** Of the cell: one directory for all tests. */
  let name: string;
  let cells = 0;

  beforeAll(async () => {
    cluster = await NodelessCluster.start();
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    namespace = await cluster.namespace();
    name = `b${(cells += 1)}`;
    operator = await new TestOperator({ cluster, leaseNamespace: namespace }).start();
  });
  afterEach(() => operator?.stop());

  const key = () => ({ namespace, name });
  const store = () => ({ namespace, name: `${name}-postgres` });
  const statusOf = (object: KubeObject | undefined) => (object?.["status"] ?? {}) as CellStatus;
  const condition = async (type: CellCondition) =>
    statusOf(await cluster.client.get(RESOURCES.Cell, key())).conditions?.find((one) => one.type === type);
  const upToDate = async (generation: number) =>
    vi.waitFor(async () => {
      const cell = await cluster.client.get(RESOURCES.Cell, key());
      expect(statusOf(cell)).toMatchObject({ phase: "Ready", observedGeneration: generation });
    }, WITHIN);

  async function containers(): Promise<string[]> {
    const set = await cluster.client.get(RESOURCES.StatefulSet, store());
    const { template } = set!["spec"] as { template: { spec: { containers: { name: string }[] } } };
    return template.spec.containers.map(({ name }) => name);
  }

  async function configFiles(): Promise<Record<string, string>> {
    const map = await cluster.client.get(RESOURCES.ConfigMap, store());
    return (map as unknown as { data: Record<string, string> }).data;
  }

  test("gets the container and its files, another schedule and a restore touch no pod, and all of it goes again", async () => {
    await cluster.applyCell(key(), { region: "eu" });
    await upToDate(1);
    expect(await condition("BackedUp")).toMatchObject({ status: "False", reason: "NotAsked" });
    await cluster.applyCell(key(), { region: "eu", postgres: { backup: GOOD_BACKUP } });
    await upToDate(2);
    expect(await containers()).toEqual(["postgres", "backup"]);
    expect(await condition("BackedUp")).toMatchObject({ status: "Unknown", reason: "NotHeard" });
    const before = await cluster.client.get(RESOURCES.StatefulSet, store());
    const restored = { backup: { ...GOOD_BACKUP, keepFull: 9 }, restore: { backup: "latest" } };
    await cluster.applyCell(key(), { region: "eu", schedulable: false, postgres: restored });
    await upToDate(3);
    expect(await configFiles()).toMatchObject({ "restore-backup": "latest" });
    const after = await cluster.client.get(RESOURCES.StatefulSet, store());
    expect(after?.["spec"]).toEqual(before?.["spec"]);
    await cluster.applyCell(key(), { region: "eu" });
    await upToDate(4);
    expect(await containers()).toEqual(["postgres"]);
    expect(Object.keys(await configFiles())).not.toContain("restore-backup");
  });

  test("gets another claim once its own was deleted and let go of, as the runbook does", async () => {
    await cluster.applyCell(key(), { region: "eu", postgres: { backup: GOOD_BACKUP } });
    await upToDate(1);
    const claim = store();
    const { metadata } = (await cluster.client.get(RESOURCES.PersistentVolumeClaim, claim))!;
    await cluster.client.delete(RESOURCES.PersistentVolumeClaim, claim, { preconditions: { uid: metadata.uid! } });
    await vi.waitFor(
      async () => expect((await condition("PostgresReady"))?.message).toContain("someone deleted volume claim"),
      WITHIN,
    );
    // Somebody may write between the two.
    await vi.waitFor(async () => {
      const held = (await cluster.client.get(RESOURCES.PersistentVolumeClaim, claim))!.metadata;
      await cluster.client.patch(RESOURCES.PersistentVolumeClaim, claim, {
        patch: { metadata: { finalizers: [] } },
        preconditions: { uid: held.uid!, resourceVersion: held.resourceVersion! },
      });
    }, WITHIN);
    await vi.waitFor(async () => {
      const fresh = await cluster.client.get(RESOURCES.PersistentVolumeClaim, claim);
      expect(fresh?.metadata.uid ?? metadata.uid).not.toBe(metadata.uid);
    }, WITHIN);
  });
});

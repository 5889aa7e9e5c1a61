/** A Cell's life against a real API server: made, changed, deleted, and what others do meanwhile. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { CellCondition, CellStatus } from "../../src/api/cell-status.ts";
import type { KubeObject, Resource } from "../../src/kube/contract.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { NodelessCluster, preconditionsOf, STORAGE_CLASS_NAME } from "../nodeless-cluster.ts";
import { TestOperator } from "../test-operator.ts";

const WITHIN = { timeout: 30_000, interval: 50 };
const { Cell, Deployment, HorizontalPodAutoscaler, PersistentVolumeClaim, Secret } = RESOURCES;

describe.skipIf(apiServerMissing())("a cell on a real API server", () => {
  let cluster: NodelessCluster;
  let operator: TestOperator;
  let namespace: string;
  let leaseNamespace: string;
  let key: { namespace: string; name: string };
  let cells = 0;

  beforeAll(async () => {
    cluster = await NodelessCluster.start();
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    cluster.isHealthy = true;
    cluster.directory.isReachable = true;
    namespace = await cluster.namespace();
    cells += 1;
    key = { namespace, name: `c${cells}` };
    // Not the cell's: a test deletes that, and with it a lease.
    leaseNamespace = await cluster.namespace();
    operator = await new TestOperator({ cluster, leaseNamespace }).start();
  });
  afterEach(() => operator?.stop());

  const cell = () => cluster.client.get(Cell, key);
  const statusOf = (object: KubeObject | undefined) => (object?.["status"] ?? {}) as CellStatus;
  const childKey = (what: string) => ({ namespace, name: `${key.name}-${what}` });
  const child = (resource: Resource, what: string) => cluster.client.get(resource, childKey(what));
  const specOf = (object: KubeObject | undefined) => object?.["spec"] as Record<string, unknown>;
  const phase = (wanted: string) =>
    vi.waitFor(async () => expect(statusOf(await cell())).toMatchObject({ phase: wanted }), WITHIN);
  const gone = () => vi.waitFor(async () => expect(await cell()).toBeUndefined(), WITHIN);
  const condition = async (type: CellCondition) =>
    statusOf(await cell()).conditions?.find((condition) => condition.type === type);

  async function ready(spec: object = { region: "eu" }): Promise<void> {
    await cluster.applyCell(key, spec);
    await phase("Ready");
  }

  /** What is left in the namespace, as `Kind/name`. */
  async function left(): Promise<string[]> {
    const kinds = Object.values(RESOURCES).filter(
      ({ namespaced, kind }) => namespaced && !["Event", "Lease"].includes(kind),
    );
    const lists = await Promise.all(kinds.map((kind) => cluster.client.list(kind, { namespace }).catch(() => [])));
    return lists.flatMap((list, index) => list.map(({ metadata }) => `${kinds[index]!.kind}/${metadata.name}`));
  }

  const onlyVolume = () => [`PersistentVolumeClaim/${key.name}-postgres`];

  test("becomes Available, and then causes no request", async () => {
    await ready();
    expect(await condition("Available")).toMatchObject({ status: "True" });
    operator.requests.length = 0;
    await operator.controller.visit(`${namespace}/${key.name}`, AbortSignal.timeout(5_000));
    expect(operator.requests).toEqual([]);
  });

  test("follows a change, and leaves nothing but its volume", async () => {
    const storage = { storageClassName: STORAGE_CLASS_NAME, size: "10Gi" };
    await ready({ region: "eu", postgres: { storage } });
    const changed = { gateway: { replicas: 4 }, postgres: { storage: { ...storage, size: "12Gi" } } };
    await cluster.applyCell(key, { region: "eu", ...changed });
    await vi.waitFor(async () => {
      expect(specOf(await child(Deployment, "gateway"))).toMatchObject({ replicas: 4 });
      const resources = { requests: { storage: "12Gi" } };
      expect(specOf(await child(PersistentVolumeClaim, "postgres"))).toMatchObject({ resources });
    }, WITHIN);
    await phase("Ready");
    await cluster.delete(Cell, key);
    await gone();
    expect(await left()).toEqual(onlyVolume());
    expect(await cluster.directory.fetch(key.name)).toMatchObject({ state: "RETIRED" });
  });

  test("is made right after an absence of the operator, whatever happened meanwhile", async () => {
    await ready();
    await operator.stop();
    await cluster.delete(Deployment, childKey("gateway"));
    await cluster.delete(RESOURCES.Service, childKey("forwarder"));
    const redis = (await child(Deployment, "redis"))!;
    await cluster.client.patch(Deployment, childKey("redis"), {
      patch: { spec: { replicas: 0 } },
      preconditions: preconditionsOf(redis),
    });
    await cluster.applyCell(key, { region: "eu", forwarder: { replicas: 3 } });
    operator = await new TestOperator({ cluster, leaseNamespace }).start();
    await vi.waitFor(async () => {
      expect(specOf(await child(Deployment, "gateway"))).toMatchObject({ replicas: 2 });
      expect(specOf(await child(Deployment, "redis"))).toMatchObject({ replicas: 1 });
      expect(specOf(await child(Deployment, "forwarder"))).toMatchObject({ replicas: 3 });
      expect(await child(RESOURCES.Service, "forwarder")).toBeDefined();
    }, WITHIN);
    await phase("Ready");
  });

  test("is acted on by one of two operators", async () => {
    const second = await new TestOperator({ cluster, leaseNamespace, name: "operator-1" }).start();
    try {
      await ready();
      expect(operator.election.isLeader()).toBe(true);
      expect(second.requests.filter((request) => request.startsWith("apply"))).toEqual([]);
      await operator.stop();
      await cluster.applyCell(key, { region: "eu", gateway: { replicas: 3 } });
      await vi.waitFor(
        async () => expect(specOf(await child(Deployment, "gateway"))).toMatchObject({ replicas: 3 }),
        WITHIN,
      );
      expect(second.requests).toContain("apply Deployment");
    } finally {
      await second.stop();
    }
  });

  test("keeps labels of others, and the replicas of its autoscaler", async () => {
    const autoscaling = { min: 2, max: 9, targetConnectionsPerPod: 100 };
    await ready({ region: "eu", gateway: { autoscaling } });
    expect(await child(HorizontalPodAutoscaler, "gateway")).toBeDefined();
    const gateway = (await child(Deployment, "gateway"))!;
    await cluster.client.patch(Deployment, childKey("gateway"), {
      patch: { metadata: { labels: { "example.com/team": "chat" } }, spec: { replicas: 7 } },
      preconditions: preconditionsOf(gateway),
    });
    await cluster.applyCell(key, { region: "eu", gateway: { autoscaling, terminationGracePeriodSeconds: 33 } });
    await vi.waitFor(async () => {
      const { metadata, spec } = (await child(Deployment, "gateway"))!;
      expect(spec).toMatchObject({ replicas: 7, template: { spec: { terminationGracePeriodSeconds: 33 } } });
      expect(metadata.labels).toMatchObject({ "example.com/team": "chat" });
    }, WITHIN);
    await cluster.applyCell(key, { region: "eu", gateway: { replicas: 3, autoscaling: null } });
    await vi.waitFor(async () => {
      expect(specOf(await child(Deployment, "gateway"))).toMatchObject({ replicas: 3 });
      expect(await child(HorizontalPodAutoscaler, "gateway")).toBeUndefined();
    }, WITHIN);
  });

  test("keeps its number of gateways when it gets an autoscaler", async () => {
    await ready({ region: "eu", gateway: { replicas: 5 } });
    const autoscaling = { min: 2, max: 9, targetConnectionsPerPod: 100 };
    await cluster.applyCell(key, { region: "eu", gateway: { autoscaling, replicas: null } });
    await vi.waitFor(async () => expect(await child(HorizontalPodAutoscaler, "gateway")).toBeDefined(), WITHIN);
    await phase("Ready");
    expect(specOf(await child(Deployment, "gateway"))).toMatchObject({ replicas: 5 });
  });

  test("stays out of the way of what has its name already", async () => {
    const data = { theirs: "yes" };
    const theirs = { apiVersion: "v1", kind: "ConfigMap", metadata: childKey("redis"), data };
    await cluster.client.create<KubeObject>(RESOURCES.ConfigMap, theirs);
    await cluster.applyCell(key, { region: "eu" });
    await vi.waitFor(async () => expect(await condition("RedisReady")).toMatchObject({ reason: "NameTaken" }), WITHIN);
    expect(await child(RESOURCES.ConfigMap, "redis")).toMatchObject({ data });
    await cluster.delete(Cell, key);
    await gone();
    expect(await child(RESOURCES.ConfigMap, "redis")).toMatchObject({ data });
  });

  test("can be deleted while it is being made", async () => {
    cluster.isHealthy = false;
    await cluster.applyCell(key, { region: "eu", postgres: { reclaimPolicy: "Delete" } });
    await vi.waitFor(async () => expect(await child(RESOURCES.StatefulSet, "postgres")).toBeDefined(), WITHIN);
    await cluster.delete(Cell, key);
    await gone();
    expect(await left()).toEqual([]);
  });

  test("waits with its end for an unreachable directory", async () => {
    await ready();
    cluster.directory.isReachable = false;
    await cluster.delete(Cell, key);
    await phase("Cordoned");
    expect(await condition("Deleting")).toMatchObject({ reason: "DirectoryUnreachable" });
    expect(await child(Secret, "cell-keys")).toBeDefined();
    await cluster.annotateCell(key, { "cellwire.dev/force-delete": key.name });
    await gone();
    expect(await left()).toEqual(onlyVolume());
  });

  test("goes with its namespace, once it may, and its volume stays", async () => {
    await ready();
    cluster.directory.setUsers(key.name, 2);
    const claim = (await child(PersistentVolumeClaim, "postgres"))!;
    await cluster.bindToVolume(claim, `volume-${namespace}`);
    await cluster.deleteNamespace(namespace);
    await phase("MigratingUsers");
    expect(await condition("Deleting")).toMatchObject({ reason: "UsersRemain" });
    expect(await child(Secret, "postgres")).toBeDefined();
    expect(await child(PersistentVolumeClaim, "postgres")).toBeDefined();
    await cluster.annotateCell(key, { "cellwire.dev/force-delete": key.name });
    await gone();
    await vi.waitFor(async () => expect(await left()).toEqual([]), WITHIN);
    const volume = await cluster.client.get(RESOURCES.PersistentVolume, { name: `volume-${namespace}` });
    expect(specOf(volume)).toMatchObject({ persistentVolumeReclaimPolicy: "Retain" });
  });

  test("is another generation when it is made again, with the volume that was kept", async () => {
    await ready();
    const { uid } = (await child(PersistentVolumeClaim, "postgres"))!.metadata;
    await cluster.delete(Cell, key);
    await gone();
    await ready();
    expect(statusOf(await cell())).toMatchObject({ directory: { state: "ACTIVE", generation: 2 } });
    const { metadata } = (await child(PersistentVolumeClaim, "postgres"))!;
    expect(metadata).toMatchObject({ uid });
    expect(metadata.finalizers).toContain("cellwire.dev/protect");
  });
});

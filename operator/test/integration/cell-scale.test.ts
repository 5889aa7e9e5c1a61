/** Two hundred cells and one operator: what it costs when nothing happens, and how soon a change is written. */

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CellStatus } from "../../src/api/cell-status.ts";
import type { KubeObject } from "../../src/kube/contract.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { NodelessCluster } from "../nodeless-cluster.ts";
import { TestOperator } from "../test-operator.ts";

const CELLS = 200;
const CHANGES = 50;
const IDLE_MS = 15_000;
const READY = { timeout: 240_000, interval: 500 };
const WRITTEN = { timeout: 20_000, interval: 5 };
const P99_MS_MAX = 2_000;
/** Kinds that this API server does not know: the operator looks for each once a minute. */
const LACKING = [RESOURCES.CloudNativePgCluster.kind, RESOURCES.ServiceMonitor.kind];
const { Deployment } = RESOURCES;

describe.skipIf(apiServerMissing())(`${CELLS} cells on a real API server`, () => {
  let cluster: NodelessCluster;
  let operator: TestOperator;
  let keys: { namespace: string; name: string }[] = [];

  beforeAll(async () => {
    cluster = await NodelessCluster.start();
    operator = await new TestOperator({ cluster, leaseNamespace: "default" }).start();
    const namespaces = await Promise.all(Array.from({ length: CELLS }, () => cluster.namespace()));
    keys = namespaces.map((namespace) => ({ namespace, name: namespace }));
  });
  afterAll(async () => {
    await operator?.stop();
    await cluster?.stop();
  });

  const statusOf = (cell: KubeObject | undefined) => (cell?.["status"] ?? {}) as CellStatus;

  test(
    "get ready, then rest, and each change is written soon, also beside a sick one",
    async () => {
      const startedMs = performance.now();
      await Promise.all(keys.map((key) => cluster.applyCell(key, { region: "eu" })));
      const isReady = (cell: KubeObject) => statusOf(cell).phase === "Ready";
      await vi.waitFor(() => expect(operator.watch.cells.list().filter(isReady)).toHaveLength(CELLS), READY);
      const readySeconds = (performance.now() - startedMs) / 1_000;
      const requests = operator.requests.length;

      // The last writes come back by the watches, and are looked at once more.
      const atRest = { depth: 0, delayed: 0, running: 0 };
      await vi.waitFor(() => expect(operator.controller.queue).toMatchObject(atRest), WRITTEN);
      operator.requests.length = 0;
      operator.missingKinds.length = 0;
      await sleep(IDLE_MS);
      const idleRequests = [...operator.requests];
      const lookUps = operator.missingKinds.toSorted();

      // One whose objects are refused, again and again.
      const sick = { namespace: await cluster.namespace(), name: "sick" };
      const theirs = { apiVersion: "v1", kind: "ConfigMap", metadata: { ...sick, name: "sick-redis" } };
      await cluster.client.create<KubeObject>(RESOURCES.ConfigMap, theirs);
      await cluster.applyCell(sick, { region: "eu" });
      const delays: number[] = [];
      for (const key of keys.slice(0, CHANGES)) delays.push(await timeToWrite(key));
      const sorted = delays.toSorted((one, other) => one - other);
      const [p50, p99] = [0.5, 0.99].map((share) => sorted[Math.floor((sorted.length - 1) * share)]!);

      const megabytes = process.memoryUsage().rss / 2 ** 20;
      process.stdout.write(
        `${CELLS} cells: ready after ${readySeconds.toFixed(1)} s, ${(requests / CELLS).toFixed(1)} requests each; ` +
          `idle: ${((idleRequests.length * 60_000) / IDLE_MS / CELLS).toFixed(2)} requests a cell a minute, ` +
          `and of the operator one a minute for each of the kinds that the cluster lacks; ` +
          `from a change to its write: p50 ${p50!.toFixed(0)} ms, p99 ${p99!.toFixed(0)} ms; ` +
          `memory with the test's own caches ${megabytes.toFixed(0)} MB\n`,
      );
      expect(idleRequests).toEqual([]);
      // Of the operator, not of a cell, and at most one of each in that time.
      expect(LACKING).toEqual(expect.arrayContaining(lookUps));
      expect(lookUps).toEqual([...new Set(lookUps)]);
      expect(p99).toBeLessThan(P99_MS_MAX);
    },
    READY.timeout + 120_000,
  );

  /** From the answer to `kubectl apply` until the Deployment has it, in milliseconds. */
  async function timeToWrite(key: { namespace: string; name: string }): Promise<number> {
    await cluster.applyCell(key, { region: "eu", gateway: { replicas: 3 } });
    const startedMs = performance.now();
    const deployment = { ...key, name: `${key.name}-gateway` };
    await vi.waitFor(async () => {
      const found = await cluster.client.get(Deployment, deployment);
      expect(found?.["spec"]).toMatchObject({ replicas: 3 });
    }, WRITTEN);
    return performance.now() - startedMs;
  }
});

/**
 * The operator dies after its n-th write to a real API server, or to the directory, for every n, and starts anew: the
 * end is the same as without. (Dying before a write is dying after the one before it.)
 */

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CellStatus } from "../../src/api/cell-status.ts";
import type { CellController } from "../../src/cell/controller.ts";
import type { KubeObject } from "../../src/kube/contract.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { CrashingOperator } from "../crashing-api.ts";
import { NodelessCluster, STORAGE_CLASS_NAME } from "../nodeless-cluster.ts";
import { TestOperator } from "../test-operator.ts";

const AT_ONCE = 6;
const WRITES_MAX = 120;
const VISIT_MS = 10_000;
const SETTLE_MS = 60_000;
const SCENARIO_MS = 280_000;
const POLL_MS = 10;

interface Key {
  readonly namespace: string;
  readonly name: string;
}

const storage = { storageClassName: STORAGE_CLASS_NAME, size: "10Gi" };
const BEFORE = { region: "eu", postgres: { storage } };
const AFTER = {
  region: "eu",
  releasePolicy: "Pinned",
  release: { version: "1.1.0", templateRevision: 1 },
  gateway: { replicas: 1 },
  forwarder: { replicas: 1 },
  postgres: { storage: { ...storage, size: "20Gi" } },
  network: { enabled: false },
};

describe.skipIf(apiServerMissing())("an operator that dies after its n-th write", () => {
  let cluster: NodelessCluster;
  let operator: TestOperator;

  beforeAll(async () => {
    cluster = await NodelessCluster.start();
    operator = new TestOperator({ cluster, leaseNamespace: "default" });
    await operator.startWatching();
  });
  afterAll(async () => {
    await operator?.stop();
    await cluster?.stop();
  });

  const reach = () => ({ api: cluster.client, directory: cluster.directory });
  const read = (key: Key) => cluster.client.get(RESOURCES.Cell, key);

  async function isSettled(key: Key): Promise<boolean> {
    const cell = await read(key);
    if (cell === undefined) return true;
    const { observedGeneration, phase } = (cell["status"] ?? {}) as CellStatus;
    const isReady = phase === "Ready" && observedGeneration === cell.metadata.generation;
    return isReady && cell.metadata.deletionTimestamp === undefined;
  }

  /** @param isOver ends it early */
  async function visitUntilSettled(controller: CellController, key: Key, isOver = () => false): Promise<void> {
    const deadline = AbortSignal.timeout(SETTLE_MS);
    while (!isOver() && !(await isSettled(key))) {
      if (deadline.aborted) throw new Error(`not settled: ${JSON.stringify((await read(key))?.["status"])}`);
      // A visit that fails is what this is about.
      await controller.visit(`${key.namespace}/${key.name}`, AbortSignal.timeout(VISIT_MS)).catch(() => undefined);
      await sleep(POLL_MS);
    }
  }

  async function settle(key: Key): Promise<void> {
    await visitUntilSettled(operator.reborn(reach()), key);
  }

  const scenarios = {
    create: { begin: async () => undefined, act: (key: Key) => cluster.applyCell(key, BEFORE) },
    change: {
      begin: async (key: Key) => {
        await cluster.applyCell(key, BEFORE);
        await settle(key);
      },
      act: (key: Key) => cluster.applyCell(key, AFTER),
    },
    delete: {
      begin: async (key: Key) => {
        await cluster.applyCell(key, BEFORE);
        await settle(key);
      },
      act: (key: Key) => cluster.delete(RESOURCES.Cell, key),
    },
  };

  /** Undefined when there were fewer writes. */
  async function endAfterCrash(scenario: keyof typeof scenarios, write: number): Promise<object | undefined> {
    const namespace = await cluster.namespace();
    const key = { namespace, name: namespace };
    await scenarios[scenario].begin(key);
    await scenarios[scenario].act(key);
    const crashing = new CrashingOperator(reach(), { write, when: "after" });
    await visitUntilSettled(operator.reborn(crashing), key, () => crashing.crashed);
    await settle(key);
    const end = await endOf(key);
    return crashing.crashed ? end : undefined;
  }

  /** What there is in the end, without what differs from cell to cell. */
  async function endOf({ namespace, name }: Key): Promise<object> {
    const kinds = Object.values(RESOURCES).filter(
      ({ namespaced, kind }) => namespaced && !["Event", "Pod"].includes(kind),
    );
    const lists = await Promise.all(kinds.map((kind) => cluster.client.list(kind, { namespace }).catch(() => [])));
    const objects = lists.flatMap((list, index) =>
      list.map((object) => comparable({ ...object, kind: kinds[index]!.kind })),
    );
    const record = await cluster.directory.fetch(name);
    const text = JSON.stringify({ objects, directory: { state: record?.state, generation: record?.generation } });
    return JSON.parse(text.replaceAll(name, "cell")) as object;
  }

  test.each(Object.keys(scenarios) as (keyof typeof scenarios)[])(
    "reaches the same end, for every n of %s",
    async (scenario) => {
      const expected = await endAfterCrash(scenario, 1);
      let next = 2;
      let isOver = false;
      const runNext = async () => {
        while (!isOver && next < WRITES_MAX) {
          const write = next;
          next += 1;
          const end = await endAfterCrash(scenario, write);
          if (end === undefined) isOver = true;
          else expect(end, `after write ${write}`).toEqual(expected);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, runNext));
      expect(next).toBeGreaterThan(10);
      expect(next).toBeLessThan(WRITES_MAX);
    },
    SCENARIO_MS,
  );
});

const VOLATILE = new Set([
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "generation",
  "managedFields",
  "clusterIP",
  "clusterIPs",
  "data",
  "batch.kubernetes.io/controller-uid",
  "controller-uid",
  "cellwire.dev/applied-hash",
  "cellwire.dev/secrets-hash",
  "cellwire.dev/secret-hash",
  "status",
]);

function comparable(object: KubeObject): unknown {
  const { phase, conditions = [] } = (object["status"] ?? {}) as CellStatus;
  const turned = conditions.map(({ type, status, reason }) => ({ type, status, reason }));
  const kept = JSON.stringify(object, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value));
  return { ...(JSON.parse(kept) as object), ...(object.kind === "Cell" && { phase, turned }) };
}

/** The watches stand still while things change behind them: no act on what is not so any more. */

import { describe, expect, test } from "vitest";
import { CELL_KEY, type CellBench } from "../../test/cell-bench.ts";
import { readyCell } from "../../test/ready-cell.ts";
import type { Directory } from "../directory/directory.ts";
import type { KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";

const gatewayKey = { ...CELL_KEY, name: "eu-gateway" };

async function deleteNow(bench: CellBench, resource: (typeof RESOURCES)[keyof typeof RESOURCES], name: string) {
  const object = bench.cluster.peek(resource, { ...CELL_KEY, name })!;
  bench.cluster.change(resource, { ...object, metadata: { ...object.metadata, finalizers: [] } });
  await bench.cluster.delete(resource, { ...CELL_KEY, name }, { preconditions: { uid: object.metadata.uid! } });
}

/** Visits that fail are what this is about. */
async function visits(bench: CellBench): Promise<void> {
  for (let visit = 0; visit < 5; visit++) await bench.visit().catch(() => undefined);
}

describe("behind watches that stand still", () => {
  test("a spec that has changed since is not carried out, and nothing of the former is written", async () => {
    const bench = await readyCell();
    bench.freezeCache();
    bench.apply({ region: "eu", gateway: { replicas: 5 } });
    await deleteNow(bench, RESOURCES.Deployment, "eu-gateway");
    bench.cluster.calls.length = 0;
    await visits(bench);
    expect(bench.cluster.writes).toEqual([]);
    bench.thawCache();
    await bench.visitUntilIdle();
    expect(bench.cluster.peek(RESOURCES.Deployment, gatewayKey)?.["spec"]).toMatchObject({ replicas: 5 });
  });

  test("another Cell of the same name is not touched, nor what is its", async () => {
    const bench = await readyCell();
    await bench.delete();
    bench.freezeCache();
    await deleteNow(bench, RESOURCES.Cell, "eu");
    bench.apply({ region: "us" });
    const before = JSON.stringify(bench.cluster.everything());
    await visits(bench);
    expect(JSON.stringify(bench.cluster.everything())).toBe(before);
  });

  test("a deleted Cell gets no new objects", async () => {
    const bench = await readyCell();
    bench.freezeCache();
    await bench.delete();
    await deleteNow(bench, RESOURCES.Deployment, "eu-gateway");
    bench.cluster.calls.length = 0;
    await visits(bench);
    expect(bench.cluster.writes).toEqual([]);
  });

  test("an object that took the place of an unwanted one is not removed in its stead", async () => {
    const bench = await readyCell({
      region: "eu",
      gateway: { autoscaling: { min: 1, max: 3, targetConnectionsPerPod: 9 } },
    });
    bench.apply({ region: "eu", gateway: { replicas: 2 } });
    bench.freezeCache();
    await deleteNow(bench, RESOURCES.HorizontalPodAutoscaler, "eu-gateway");
    const theirs: KubeObject = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: gatewayKey };
    bench.cluster.change(RESOURCES.HorizontalPodAutoscaler, theirs);
    await visits(bench);
    expect(bench.cluster.peek(RESOURCES.HorizontalPodAutoscaler, gatewayKey)).toMatchObject(theirs);
  });

  test("an object that was scaled and labelled meanwhile keeps its label", async () => {
    const bench = await readyCell();
    bench.freezeCache();
    const gateway = bench.cluster.peek(RESOURCES.Deployment, gatewayKey)!;
    const labels = { ...gateway.metadata.labels, "example.com/team": "chat" };
    bench.cluster.change(RESOURCES.Deployment, {
      ...gateway,
      metadata: { ...gateway.metadata, labels },
      spec: { ...(gateway["spec"] as object), replicas: 0 },
    });
    await visits(bench);
    bench.thawCache();
    await bench.visitUntilIdle();
    const after = bench.cluster.peek(RESOURCES.Deployment, gatewayKey)!;
    expect(after.metadata.labels).toMatchObject({ "example.com/team": "chat" });
    expect(after["spec"]).toMatchObject({ replicas: 2 });
  });
});

describe("behind a directory that was last heard a minute ago", () => {
  /** What `lookup` says stays what it was. */
  function staleDirectory(bench: CellBench): Directory {
    const heard = bench.directory.lookup("eu");
    const { directory } = bench;
    return {
      lookup: () => heard,
      fetch: (cell) => directory.fetch(cell),
      register: (...args) => directory.register(...args),
    };
  }

  test.each(["FENCED", "FAILED"] as const)("a change of the Cell does not undo a judgement: %s", async (state) => {
    const bench = await readyCell();
    const directory = staleDirectory(bench);
    await bench.directory.put("eu", { ...(await bench.directory.fetch("eu"))!, state });
    bench.apply({ region: "eu", capacity: { maxUsers: 7 } });
    await bench.visit({ api: bench.cluster, directory });
    expect(await bench.directory.fetch("eu")).toMatchObject({ state, maxUsers: 7 });
  });
});

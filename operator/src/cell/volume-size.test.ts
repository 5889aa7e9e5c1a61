import { expect, test } from "vitest";
import { CELL_KEY, type CellBench } from "../../test/cell-bench.ts";
import { readyCell } from "../../test/ready-cell.ts";
import { RESOURCES } from "../kube/resources.ts";

const GIB = 2 ** 30;
const GROWN = { region: "eu", postgres: { storage: { size: "20Gi" } } };

/** What the cell's processes read of their volume, in GiB. */
function storageOf(bench: CellBench): number {
  const files = bench.cluster.peek(RESOURCES.ConfigMap, { ...CELL_KEY, name: "eu-postgres" })!;
  return Number((files["data"] as Record<string, string>)["volume-bytes"]) / GIB;
}

/** All that pods are made of. */
function workloads(bench: CellBench): unknown[] {
  return [RESOURCES.Deployment, RESOURCES.StatefulSet].flatMap((kind) =>
    bench.cluster.all(kind).map((object) => object["spec"]),
  );
}

test("the cell learns of a larger volume once it is there, not when it is asked for", async () => {
  const bench = await readyCell();
  expect(storageOf(bench)).toBe(10);
  // A volume that takes its time.
  bench.settle = () => undefined;
  bench.apply(GROWN);
  await bench.visitUntilIdle();
  const claim = bench.cluster.peek(RESOURCES.PersistentVolumeClaim, { ...CELL_KEY, name: "eu-postgres" })!;
  expect(claim["spec"]).toMatchObject({ resources: { requests: { storage: "20Gi" } } });
  expect(storageOf(bench)).toBe(10);
  bench.makeHealthy();
  await bench.visitUntilIdle();
  expect(storageOf(bench)).toBe(20);
});

test("a volume that grows restarts nothing: no pod template changes", async () => {
  const bench = await readyCell();
  const before = workloads(bench);
  expect(before).toHaveLength(4);
  bench.apply(GROWN);
  await bench.visitUntilIdle();
  expect(storageOf(bench)).toBe(20);
  expect(workloads(bench)).toEqual(before);
});

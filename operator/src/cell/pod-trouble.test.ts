/** What keeps a cell's pods from getting up is said in its status: nobody should have to look for it. */

import { expect, test } from "vitest";
import { CELL_KEY, CellBench } from "../../test/cell-bench.ts";
import { readyCell } from "../../test/ready-cell.ts";
import { RESOURCES } from "../kube/resources.ts";
import { componentLabels } from "../resources/cell-object.ts";

const PULL = 'Back-off pulling image "cellwire:1.0.0"';

function addPod(bench: CellBench, component: "migrate" | "gateway", containerStatus: object): void {
  const metadata = { ...CELL_KEY, name: `eu-${component}-0`, labels: componentLabels("eu", component) };
  const status = { containerStatuses: [{ ready: false, ...containerStatus }] };
  bench.cluster.change(RESOURCES.Pod, { apiVersion: "v1", kind: "Pod", metadata, status });
}

test("an image that cannot be pulled is told while the database waits for its migration", async () => {
  const bench = new CellBench();
  bench.settle = () => bench.cluster.all(RESOURCES.Job).length === 0 && bench.makeHealthy();
  bench.apply({ region: "eu" });
  await bench.visitUntilIdle();
  addPod(bench, "migrate", { state: { waiting: { reason: "ImagePullBackOff", message: PULL } } });
  await bench.visitUntilIdle();
  expect(bench.condition("UpToDate")).toMatchObject({ reason: "Migrating" });
  expect(bench.condition("UpToDate")?.message).toContain(`pod eu-migrate-0: ${PULL}`);
});

test("a pod that ended by itself tells its exit code", async () => {
  const bench = await readyCell();
  addPod(bench, "gateway", { state: { terminated: { exitCode: 78 } } });
  const gateway = bench.cluster.peek(RESOURCES.Deployment, { ...CELL_KEY, name: "eu-gateway" })!;
  bench.settle = () => undefined;
  bench.cluster.change(RESOURCES.Deployment, { ...gateway, status: {} });
  await bench.visitUntilIdle();
  expect(bench.condition("GatewayReady")?.message).toContain("exit code 78");
});

test("a quota that keeps pods from being made is told", async () => {
  const bench = await readyCell();
  const gateway = bench.cluster.peek(RESOURCES.Deployment, { ...CELL_KEY, name: "eu-gateway" })!;
  const message = 'pods "eu-gateway-1" is forbidden: exceeded quota: small';
  bench.settle = () => undefined;
  bench.cluster.change(RESOURCES.Deployment, {
    ...gateway,
    status: { conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }] },
  });
  await bench.visitUntilIdle();
  expect(bench.condition("GatewayReady")?.message).toContain("exceeded quota: small");
});

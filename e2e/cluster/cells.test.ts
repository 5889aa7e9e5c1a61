/**
 * Two cells on a real Kubernetes, as an SRE makes them: the chart, the example Cells, then users from outside the pod
 * network through the public SDK, while parts are killed and rolled. The oracle judges what every device recorded.
 */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Scenario } from "../scenarios/harness/scenario.ts";
import { applyCell, cellNamespace, CELLS, removeCell, untilAvailable } from "./harness/cells.ts";
import { clusterAccess, type ClusterAccess } from "./harness/cluster-access.ts";
import { applicationKeys, install } from "./harness/installation.ts";
import { KubernetesCells } from "./harness/kubernetes-cells.ts";
import { podsOf, untilReplaced, type Component } from "./harness/pods.ts";

const RATE_PER_SECOND = 40;
const SETUP_MS = 8 * 60_000;

let access: ClusterAccess;
let cells: KubernetesCells;

beforeAll(async () => {
  access = clusterAccess();
  await install(access);
  const started = performance.now();
  await Promise.all(CELLS.map((cell) => applyCell(access, cell)));
  await Promise.all(CELLS.map((cell) => untilAvailable(access, cell)));
  console.log(`two cells: Available ${((performance.now() - started) / 1_000).toFixed(1)} s after kubectl apply`);
  const dataDir = mkdtempSync(path.join(tmpdir(), "cellwire-cluster-"));
  cells = new KubernetesCells(access, { application: await applicationKeys(access), dataDir });
}, SETUP_MS);

afterAll(async () => {
  await Promise.all(CELLS.map((cell) => removeCell(access, cell)));
}, SETUP_MS);

test("users of both cells talk", async () => {
  const scenario = new Scenario(cells, "kubernetes-plain");
  const { pairs } = await scenario.cast();
  const traffic = scenario.traffic(pairs, RATE_PER_SECOND);
  await traffic.acknowledged(200);
  const counts = await scenario.settle();
  expect(counts.refused + counts.unknown).toBe(0);
});

describe("a part of a cell is killed under traffic, and nothing is lost", () => {
  const PARTS: readonly Component[] = ["gateway", "forwarder", "redis", "postgres"];
  test.each(PARTS)("%s", async (component) => {
    const scenario = new Scenario(cells, `kubernetes-${component}`);
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE_PER_SECOND);
    await traffic.acknowledged(100);
    const before = await podsOf(access, "eu", component);
    await access.killPod({ namespace: cellNamespace("eu"), pod: before[0]!.metadata.name });
    await untilReplaced(access, { cell: "eu", component }, before.slice(0, 1));
    await traffic.acknowledged(100);
    await scenario.settle();
  });
});

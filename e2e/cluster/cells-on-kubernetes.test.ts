/**
 * Two cells on a real Kubernetes, as an SRE makes them: the chart, the example Cells, then users from outside the pod
 * network through the public SDK, while parts are killed, rolled and removed. The oracle judges what every device recorded.
 * One file, so that all scenarios share the installation; the order is that of a cell's life.
 */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { applyCell, CELLS, removeCell, untilAvailable } from "./harness/cells.ts";
import { clusterAccess } from "./harness/cluster-access.ts";
import { applicationKeys, install } from "./harness/installation.ts";
import { KubernetesCells } from "./harness/kubernetes-cells.ts";
import { kills } from "./kills.ts";
import { operators } from "./operators.ts";
import { removal } from "./removal.ts";
import { rolls } from "./rolls.ts";
import { talk } from "./talk.ts";

let cells: KubernetesCells | undefined;
const holder = {
  get cells(): KubernetesCells {
    if (!cells) throw new Error("the cells are not up yet");
    return cells;
  },
};

beforeAll(async () => {
  const access = clusterAccess();
  await install(access);
  const started = performance.now();
  await Promise.all(CELLS.map((cell) => applyCell(access, cell)));
  await Promise.all(CELLS.map((cell) => untilAvailable(access, cell)));
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(`two cells: Available ${seconds} s after kubectl apply\n`);
  const dataDir = mkdtempSync(path.join(tmpdir(), "cellwire-cluster-"));
  cells = new KubernetesCells(access, { application: await applicationKeys(access), dataDir });
});

afterAll(async () => {
  if (cells) await Promise.all(CELLS.map((cell) => removeCell(holder.cells.access, cell)));
});

describe("users outside the cluster", () => talk(holder));
describe("a part of a cell goes under traffic, and nothing is lost", () => kills(holder));
describe("a cell changes under traffic, and nothing is lost", () => rolls(holder));
describe("the operator comes and goes", () => operators(holder));
describe("a cell is removed", () => removal(holder));

import { expect, test } from "vitest";
import { CELLS, cellNamespace } from "./harness/cells.ts";
import { cellStatus } from "./harness/cell-status.ts";
import type { CellsHolder } from "./harness/cells-holder.ts";
import type { ClusterAccess } from "./harness/cluster-access.ts";
import { install, SYSTEM_NAMESPACE } from "./harness/installation.ts";
import { podsOf } from "./harness/pods.ts";
import { underTraffic } from "./harness/under-traffic.ts";
import { eventually } from "../scenarios/harness/eventually.ts";

const OPERATOR = "deployment/cellwire-operator";
const SETTLE_MS = 90_000;

export function operators(holder: CellsHolder): void {
  test("an upgrade of the operator restarts no pod of a cell", async () => {
    const { access } = holder.cells;
    const before = await allPods(access);
    await underTraffic(holder.cells, "operator-upgrade", async () => {
      await install(access, ["logLevel=debug"]);
      // It has looked at every cell once more when it has taken in a change of each.
      await Promise.all(CELLS.map((cell) => label(access, cell, "after-upgrade")));
      await Promise.all(CELLS.map((cell) => untilSeen(access, cell)));
    });
    expect(await allPods(access)).toEqual(before);
  });

  test("what was changed and deleted behind the back of an absent operator is put right; what is others' stays", async () => {
    const { access } = holder.cells;
    const inNamespace = ["--namespace", cellNamespace("us")];
    await scaleOperator(access, 0);
    await access.kubectl([...inNamespace, "delete", "service/us-gateway", "poddisruptionbudget/us-gateway"]);
    await access.kubectl([...inNamespace, "scale", "deployment/us-forwarder", "--replicas=0"]);
    await access.kubectl([...inNamespace, "label", "deployment/us-gateway", "team=ours", "--overwrite"]);
    await scaleOperator(access, 1);
    await eventually(async () => isWhole(access, inNamespace), {
      what: "cell us is whole again",
      timeoutMs: SETTLE_MS,
    });
    const labels = ["get", "deployment/us-gateway", "--output=jsonpath={.metadata.labels.team}"];
    expect(await access.kubectl([...inNamespace, ...labels])).toBe("ours");
    await underTraffic(holder.cells, "operator-back", async () => {});
  });
}

async function isWhole(access: ClusterAccess, inNamespace: readonly string[]): Promise<boolean> {
  const objects = ["service/us-gateway", "poddisruptionbudget/us-gateway"];
  const { code } = await access.tryKubectl([...inNamespace, "get", ...objects]);
  const forwarder = ["get", "deployment/us-forwarder", "--output=jsonpath={.status.readyReplicas}"];
  return code === 0 && (await access.kubectl([...inNamespace, ...forwarder])) === "1";
}

/** A change of the spec that touches no pod. */
async function label(access: ClusterAccess, cell: (typeof CELLS)[number], name: string): Promise<void> {
  const patch = JSON.stringify({ spec: { capacity: { maxUsers: 40_000 } }, metadata: { labels: { [name]: "yes" } } });
  await access.kubectl([
    "--namespace",
    cellNamespace(cell),
    "patch",
    `cell/${cell}`,
    "--type=merge",
    `--patch=${patch}`,
  ]);
}

async function untilSeen(access: ClusterAccess, cell: (typeof CELLS)[number]): Promise<void> {
  const generation = ["get", `cell/${cell}`, "--output=jsonpath={.metadata.generation}"];
  const wanted = Number(await access.kubectl(["--namespace", cellNamespace(cell), ...generation]));
  await eventually(async () => ((await cellStatus(access, cell)).observedGeneration ?? 0) >= wanted, {
    what: `the operator has carried out the newest spec of ${cell}`,
    timeoutMs: SETTLE_MS,
  });
}

async function scaleOperator(access: ClusterAccess, replicas: number): Promise<void> {
  const inNamespace = ["--namespace", SYSTEM_NAMESPACE];
  await access.kubectl([...inNamespace, "scale", OPERATOR, `--replicas=${replicas}`]);
  const pods = ["wait", "pod", "--selector=app.kubernetes.io/component=operator", "--timeout=60s"];
  if (replicas === 0) await access.kubectl([...inNamespace, ...pods, "--for=delete"]);
  else await access.kubectl([...inNamespace, "rollout", "status", OPERATOR, "--timeout=60s"]);
}

async function allPods(access: ClusterAccess): Promise<Record<string, number>> {
  const pods = (await Promise.all(CELLS.map((cell) => podsOf(access, cell)))).flat();
  const restarts = (pod: (typeof pods)[number]) =>
    pod.status.containerStatuses.reduce((sum, one) => sum + one.restartCount, 0);
  return Object.fromEntries(pods.map((pod) => [pod.metadata.uid, restarts(pod)]));
}

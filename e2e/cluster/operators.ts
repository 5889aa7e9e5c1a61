import { expect, test } from "vitest";
import { CELLS, cellNamespace } from "./harness/cells.ts";
import { cellStatus, changeCapacity } from "./harness/cell-status.ts";
import type { CellsHolder } from "./harness/cells-holder.ts";
import type { ClusterAccess } from "./harness/cluster-access.ts";
import { install } from "./harness/installation.ts";
import { scaleOperator } from "./harness/operator.ts";
import { restartsOf } from "./harness/pods.ts";
import { underTraffic } from "./harness/under-traffic.ts";
import { eventually } from "../scenarios/harness/eventually.ts";

const SETTLE_MS = 90_000;
const SECOND_NAMESPACE = "cell-eu-second";

export function operators(holder: CellsHolder): void {
  test("an upgrade of the operator restarts no pod of a cell", async () => {
    const { access } = holder.cells;
    const before = await restartsOf(access, CELLS);
    await underTraffic(holder.cells, "operator-upgrade", async () => {
      await install(access, ["logLevel=debug"]);
      // It has looked at every cell once more when it has taken in a change of each.
      await Promise.all(CELLS.map((cell) => changeCapacity(access, cell, 40_000)));
    });
    expect(await restartsOf(access, CELLS)).toEqual(before);
  });

  test("a second Cell of a name that is taken makes no pod, says why, and goes without a word to the first", async () => {
    const { access } = holder.cells;
    const before = await cellStatus(access, "eu");
    const inNamespace = ["--namespace", SECOND_NAMESPACE];
    await access.kubectl(["apply", "--filename=-"], secondCell());
    await access.kubectl([
      ...inNamespace,
      "wait",
      "cell/eu",
      "--for=jsonpath={.status.reason}=NameTaken",
      "--timeout=60s",
    ]);
    const made = ["get", "pods,deployments,statefulsets,persistentvolumeclaims", "--output=name"];
    expect(await access.kubectl([...inNamespace, ...made])).toBe("");
    await access.kubectl([...inNamespace, "delete", "cell/eu", "--timeout=60s"]);
    await access.kubectl(["delete", "namespace", SECOND_NAMESPACE, "--timeout=60s"]);
    expect((await cellStatus(access, "eu")).directory).toEqual(before.directory);
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

function secondCell(): string {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: SECOND_NAMESPACE } };
  const metadata = { name: "eu", namespace: SECOND_NAMESPACE };
  const cell = { apiVersion: "cellwire.dev/v1alpha1", kind: "Cell", metadata, spec: { region: "eu" } };
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: [namespace, cell] });
}

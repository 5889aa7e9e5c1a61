/** What the operator says of a cell. */

import { cellStatus as statusSchema, type CellStatus } from "@cellwire/operator/api/cell-status.ts";
import { z } from "zod";
import type { CellName } from "../../scenarios/harness/cells-under-test.ts";
import { eventually } from "../../scenarios/harness/eventually.ts";
import { cellNamespace } from "./cells.ts";
import type { ClusterAccess } from "./cluster-access.ts";

const WAIT = "120s";
const CARRIED_OUT_MS = 90_000;

const object = z.object({ status: statusSchema.default({}) });

export async function cellStatus(access: ClusterAccess, cell: CellName): Promise<CellStatus> {
  const text = await access.kubectl(["--namespace", cellNamespace(cell), "get", `cell/${cell}`, "--output=json"]);
  return object.parse(JSON.parse(text)).status;
}

/** Resolves when the operator has seen the newest spec and the condition is as wanted. */
export async function untilCondition(
  access: ClusterAccess,
  cell: CellName,
  { type, status }: { readonly type: string; readonly status: "True" | "False" },
): Promise<void> {
  const condition = [`--for=condition=${type}=${status}`, `--timeout=${WAIT}`];
  await access.kubectl(["--namespace", cellNamespace(cell), "wait", `cell/${cell}`, ...condition]);
}

/** Changes what touches no pod, and resolves when the operator has carried that out: it has looked at all of the cell. */
export async function changeCapacity(access: ClusterAccess, cell: CellName, maxUsers: number): Promise<void> {
  const inNamespace = ["--namespace", cellNamespace(cell)];
  const patch = JSON.stringify({ spec: { capacity: { maxUsers } } });
  await access.kubectl([...inNamespace, "patch", `cell/${cell}`, "--type=merge", `--patch=${patch}`]);
  const generation = ["get", `cell/${cell}`, "--output=jsonpath={.metadata.generation}"];
  const wanted = Number(await access.kubectl([...inNamespace, ...generation]));
  await eventually(async () => ((await cellStatus(access, cell)).observedGeneration ?? 0) >= wanted, {
    what: `the operator has carried out the newest spec of ${cell}`,
    timeoutMs: CARRIED_OUT_MS,
  });
}

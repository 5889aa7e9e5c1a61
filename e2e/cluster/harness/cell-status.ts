/** What the operator says of a cell. */

import { cellStatus as statusSchema, type CellStatus } from "@cellwire/operator/api/cell-status.ts";
import { z } from "zod";
import type { CellName } from "../../scenarios/harness/cells-under-test.ts";
import { cellNamespace } from "./cells.ts";
import type { ClusterAccess } from "./cluster-access.ts";

const WAIT = "120s";

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

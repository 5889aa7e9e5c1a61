/** The example Cells on a test cluster, whose clients come from outside the pod network through node ports. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { CHECKOUT } from "@cellwire/local/cluster.ts";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { CellName } from "../../scenarios/harness/cells-under-test.ts";
import type { ClusterAccess } from "./cluster-access.ts";

export const CELLS: readonly CellName[] = ["eu", "us"];

const NODE_PORTS: Readonly<Record<CellName, number>> = { eu: 30_480, us: 30_481 };
const AVAILABLE_TIMEOUT = "240s";
const GONE_TIMEOUT = "180s";

const document = z.looseObject({
  metadata: z.looseObject({}),
  spec: z.looseObject({ gateway: z.looseObject({}) }),
});

export function cellNamespace(cell: CellName): string {
  return `cell-${cell}`;
}

export function gatewayUrl(access: ClusterAccess, cell: CellName): string {
  return `ws://${access.nodeAddress}:${NODE_PORTS[cell]}`;
}

/**
 * examples/cell-CELL.yaml in a namespace of its own whose pods must be restricted, with a node port before its gateways,
 * and changed as a test wants it.
 */
function cellManifest(access: ClusterAccess, cell: CellName, change: (spec: CellSpec) => void): string {
  const text = readFileSync(path.join(CHECKOUT, `examples/cell-${cell}.yaml`), "utf8");
  const { metadata, spec, ...manifest } = document.parse(parse(text));
  const service = { type: "NodePort", nodePort: NODE_PORTS[cell], publicUrl: gatewayUrl(access, cell) };
  const changed: CellSpec = { ...spec, gateway: { ...spec.gateway, service } };
  change(changed);
  const name = cellNamespace(cell);
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  const object = { ...manifest, metadata: { ...metadata, namespace: name }, spec: changed };
  return [namespace, object].map((one) => stringify(one)).join("---\n");
}

/** As in a manifest: a test changes what it likes. */
export interface CellSpec {
  gateway: Record<string, unknown>;
  [field: string]: unknown;
}

export async function applyCell(
  access: ClusterAccess,
  cell: CellName,
  change: (spec: CellSpec) => void = () => {},
): Promise<void> {
  await access.kubectl(["apply", "--filename=-"], cellManifest(access, cell, change));
}

export async function untilAvailable(access: ClusterAccess, cell: CellName): Promise<void> {
  const condition = ["--for=condition=Available", `--timeout=${AVAILABLE_TIMEOUT}`];
  await access.kubectl(["--namespace", cellNamespace(cell), "wait", `cell/${cell}`, ...condition]);
}

/** Users or not. Its namespace stays. */
export async function removeCell(access: ClusterAccess, cell: CellName): Promise<void> {
  const inNamespace = ["--namespace", cellNamespace(cell)];
  await access.kubectl([
    ...inNamespace,
    "annotate",
    "--overwrite",
    `cell/${cell}`,
    `cellwire.dev/force-delete=${cell}`,
  ]);
  await access.kubectl([...inNamespace, "delete", `cell/${cell}`, `--timeout=${GONE_TIMEOUT}`]);
}

/** Pods of a cell, and how a test breaks them. */

import { z } from "zod";
import type { CellName } from "../../scenarios/harness/cells-under-test.ts";
import { eventually } from "../../scenarios/harness/eventually.ts";
import { cellNamespace } from "./cells.ts";
import type { ClusterAccess } from "./cluster-access.ts";

/** On a machine that is busy. */
const REPLACED_MS = 180_000;

export type Component = "gateway" | "forwarder" | "postgres" | "redis";

const pod = z.object({
  metadata: z.object({ name: z.string(), uid: z.string(), deletionTimestamp: z.string().optional() }),
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    containerStatuses: z.array(z.object({ restartCount: z.int() })).default([]),
  }),
});
const podList = z.object({ items: z.array(pod) });

export type Pod = z.output<typeof pod>;

/** Without those that are ending. */
export async function podsOf(access: ClusterAccess, cell: CellName, component?: Component): Promise<readonly Pod[]> {
  const labels = [
    `app.kubernetes.io/instance=${cell}`,
    ...(component ? [`app.kubernetes.io/component=${component}`] : []),
  ];
  const query = ["get", "pods", "--output=json", `--selector=${labels.join(",")}`];
  const { items } = podList.parse(JSON.parse(await access.kubectl(["--namespace", cellNamespace(cell), ...query])));
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Each pod of the cells, and how often its containers were started again. */
export async function restartsOf(
  access: ClusterAccess,
  cells: readonly CellName[],
): Promise<Readonly<Record<string, number>>> {
  const pods = (await Promise.all(cells.map((cell) => podsOf(access, cell)))).flat();
  const restarts = ({ status }: Pod) => status.containerStatuses.reduce((sum, one) => sum + one.restartCount, 0);
  return Object.fromEntries(pods.map((one) => [one.metadata.uid, restarts(one)]));
}

/** As `kubectl drain` does: the pod ends in its own time, unless a disruption budget says not now. */
export async function evictPod(access: ClusterAccess, cell: CellName, name: string): Promise<void> {
  const namespace = cellNamespace(cell);
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  const url = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  await eventually(
    async () =>
      (await access.tryKubectl(["create", "--raw", url, "--filename=-"], JSON.stringify(eviction))).code === 0,
    { what: `pod ${name} may be evicted`, timeoutMs: REPLACED_MS },
  );
}

/** Resolves when as many pods as `before`, and none of them, are ready. */
export async function untilReplaced(
  access: ClusterAccess,
  of: { readonly cell: CellName; readonly component: Component },
  before: readonly Pod[],
): Promise<void> {
  const old = new Set(before.map(({ metadata }) => metadata.uid));
  const isFresh = (one: Pod) => !old.has(one.metadata.uid) && isReady(one);
  const what = `the pods ${of.cell}/${of.component} are replaced`;
  await eventually(async () => (await podsOf(access, of.cell, of.component)).filter(isFresh).length >= before.length, {
    what,
    timeoutMs: REPLACED_MS,
  });
}

function isReady({ status }: Pod): boolean {
  return status.conditions.some((one) => one.type === "Ready" && one.status === "True");
}

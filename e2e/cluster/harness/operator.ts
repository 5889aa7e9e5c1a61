/** The operator on a test cluster. */

import { z } from "zod";
import type { ClusterAccess } from "./cluster-access.ts";
import { SYSTEM_NAMESPACE } from "./installation.ts";

const OPERATOR = "deployment/cellwire-operator";
const PODS = "--selector=app.kubernetes.io/component=operator";
const MEGABYTE_KB = 1_024;
/** https://docs.kernel.org/filesystems/proc.html: what it holds in memory, in kB. */
const RESIDENT = /^VmRSS:\s+(\d+) kB$/m;

const podList = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })).min(1) });

/** Comes back when all its pods are gone, or ready. */
export async function scaleOperator(access: ClusterAccess, replicas: number): Promise<void> {
  const inNamespace = ["--namespace", SYSTEM_NAMESPACE];
  await access.kubectl([...inNamespace, "scale", OPERATOR, `--replicas=${replicas}`]);
  const pods = ["wait", "pod", PODS, "--timeout=60s"];
  if (replicas === 0) await access.kubectl([...inNamespace, ...pods, "--for=delete"]);
  else await access.kubectl([...inNamespace, "rollout", "status", OPERATOR, "--timeout=60s"]);
}

/** Of the process, as it is now. */
export async function operatorMemoryMegabytes(access: ClusterAccess): Promise<number> {
  const list = ["--namespace", SYSTEM_NAMESPACE, "get", "pods", PODS, "--output=json"];
  const { items } = podList.parse(JSON.parse(await access.kubectl(list)));
  const pod = { namespace: SYSTEM_NAMESPACE, pod: items[0]!.metadata.name };
  const kilobytes = RESIDENT.exec(await access.exec(pod, ["cat", "/proc/1/status"]))?.[1];
  if (kilobytes === undefined) throw new Error("the operator's process does not say how much memory it has");
  return Number(kilobytes) / MEGABYTE_KB;
}

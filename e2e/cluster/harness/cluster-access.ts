/**
 * The Kubernetes cluster that tests run on: whichever `./cellwire cluster` means, as `./cellwire test --cluster` started
 * or found it. Nothing here starts one.
 */

import { spawnSync } from "node:child_process";
import path from "node:path";
import { capture, type Captured } from "@cellwire/local/kubernetes/capture.ts";
import { clusterDirectory, DEFAULT_CLUSTER_DIR } from "@cellwire/local/kubernetes/cluster-directory.ts";
import { accessTo, clusterKind } from "@cellwire/local/kubernetes/cluster-kind.ts";
import { kubectl, tryKubectl, type Access } from "@cellwire/local/kubernetes/kubectl.ts";
import { insideCommand, requireRunning } from "@cellwire/local/kubernetes/native-cluster.ts";

const HELM_TIMEOUT_MS = 5 * 60_000;
const ASK_TIMEOUT_MS = 20_000;
const INSIDE_TIMEOUT_MS = 60_000;
const NODE_ADDRESS = '{.items[0].status.addresses[?(@.type=="InternalIP")].address}';

export interface PodName {
  readonly namespace: string;
  readonly pod: string;
}

export interface ClusterAccess {
  readonly kubeconfigPath: string;
  /** Node ports are reached here, from outside the pod network. */
  readonly nodeAddress: string;
  /** @returns what it printed; throws with what it complained of. Killed after ten minutes. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Like {@link kubectl}, for a command that may fail. */
  tryKubectl(args: readonly string[], input?: string): Promise<Captured>;
  helm(args: readonly string[]): Promise<string>;
  /** Runs a command in a pod's first container. */
  exec(pod: PodName, command: readonly string[], input?: string): Promise<string>;
  /** SIGKILL to all processes of a pod's containers, as a crash would; the kubelet starts them again. Native only. */
  crashPod(pod: PodName): Promise<void>;
  /** Deletes a pod without giving it time to end: its controller makes another. */
  killPod(pod: PodName): Promise<void>;
  /** Runs a command in the namespaces of the node. Native only. */
  onNode(command: readonly string[]): Promise<string>;
}

/** @throws {LocalError} NOT_RUNNING */
export function clusterAccess(dataDir = DEFAULT_CLUSTER_DIR): ClusterAccess {
  const access = accessTo(dataDir);
  const run = (args: readonly string[], input?: string) => kubectl(access, args, input);
  const onNode = (command: readonly string[]) =>
    succeed(insideCommand(requireRunning(clusterDirectory(dataDir)), command), INSIDE_TIMEOUT_MS);
  return {
    kubeconfigPath: access.kubeconfig,
    nodeAddress: nodeAddress(access),
    kubectl: run,
    tryKubectl: (args, input) => tryKubectl(access, args, input),
    helm: (args) => {
      const helm = path.isAbsolute(access.kubectl) ? path.join(path.dirname(access.kubectl), "helm") : "helm";
      return succeed([helm, "--kubeconfig", access.kubeconfig, ...args], HELM_TIMEOUT_MS);
    },
    exec: ({ namespace, pod }, command, input) => {
      const stdin = input === undefined ? [] : ["--stdin"];
      return run(["--namespace", namespace, "exec", ...stdin, pod, "--", ...command], input);
    },
    crashPod: async (pod) => {
      for (const id of await containerIds(run, pod)) {
        await onNode(["ctr", "--namespace", "k8s.io", "tasks", "kill", "--all", "--signal", "SIGKILL", id]);
      }
    },
    killPod: async ({ namespace, pod }) => {
      await run(["--namespace", namespace, "delete", "pod", pod, "--grace-period=0", "--force"]);
    },
    onNode,
  };
}

function nodeAddress({ kubectl, kubeconfig }: Access): string {
  const ask = ["--kubeconfig", kubeconfig, "get", "nodes", `--output=jsonpath=${NODE_ADDRESS}`];
  const asked = spawnSync(kubectl, ask, { encoding: "utf8", timeout: ASK_TIMEOUT_MS });
  if (asked.status === 0) return asked.stdout;
  throw new Error(`the cluster can't be asked for its node: ${asked.stderr || asked.error?.message}`);
}

export function isNative(): boolean {
  return clusterKind(DEFAULT_CLUSTER_DIR).kind === "native";
}

type Run = ClusterAccess["kubectl"];

async function containerIds(run: Run, { namespace, pod }: PodName): Promise<string[]> {
  const output = "--output=jsonpath={.status.containerStatuses[*].containerID}";
  const ids = await run(["--namespace", namespace, "get", "pod", pod, output]);
  return ids.split(" ").map((id) => id.replace("containerd://", ""));
}

async function succeed(command: [string, ...string[]], timeoutMs: number): Promise<string> {
  const { code, stdout, stderr } = await capture(command, { timeoutMs });
  if (code === 0) return stdout;
  throw new Error(
    `${path.basename(command[0])} ${command.slice(1, 6).join(" ")} … ended with ${code}: ${stderr.trim()}`,
  );
}

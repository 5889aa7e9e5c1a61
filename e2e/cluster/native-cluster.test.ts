/** That the native cluster is one that the operator's tests can stand on, and that nothing is left of it. */

import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { capture } from "@cellwire/local/kubernetes/capture.ts";
import { clusterDirectory, type NativeState } from "@cellwire/local/kubernetes/cluster-directory.ts";
import { upNative } from "@cellwire/local/kubernetes/cluster-up.ts";
import { endNative } from "@cellwire/local/kubernetes/native-cluster.ts";
import { identify, isAlive, processTree, type ProcessIdentity } from "@cellwire/local/process-identity.ts";
import { referenceOf } from "@cellwire/local/kubernetes/image-build.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isNative, clusterAccess, type ClusterAccess } from "./harness/cluster-access.ts";

const NAMESPACE = "native-cluster-test";
const NODE_PORT = 30_379;
const STORE = { namespace: NAMESPACE, pod: "store" };
const READY = ["--for=condition=Ready", "--timeout=60s"];
const CONNECT_TIMEOUT_MS = 10_000;
const SETTLE = { timeout: 20_000, interval: 100 };

const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

describe.runIf(isNative())("the native cluster", () => {
  let cluster: ClusterAccess;
  const inNamespace = (...args: string[]) => cluster.kubectl(["--namespace", NAMESPACE, ...args]);

  beforeAll(async () => {
    cluster = clusterAccess();
    await cluster.kubectl(["apply", "--filename=-"], namespaceManifest());
    // A controller makes it, and no pod is taken before.
    await inNamespace("wait", "serviceaccount/default", "--for=create", "--timeout=30s");
    await cluster.kubectl(["apply", "--filename=-"], manifests());
    await inNamespace("wait", "pod/store", "pod/client", ...READY);
  });

  afterAll(async () => {
    await cluster.kubectl(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=60s"]);
  });

  test("runs the stores image under the restricted standard, and its volume takes what it writes", async () => {
    const written = await cluster.exec(STORE, ["sh", "-c", "echo kept >/data/file && stat -c %u:%g /data/file"]);
    expect(written.trim()).toBe("999:999");
  });

  test("refuses a pod that is not restricted", async () => {
    const pod = ["run", "root", `--image=${referenceOf("cellwire")}`, "--privileged"];
    const { code, stderr } = await cluster.tryKubectl(["--namespace", NAMESPACE, ...pod]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('violates PodSecurity "restricted');
  });

  test("resolves a Service by its name in a pod of the services' image", async () => {
    const script = `require("node:dns/promises").lookup("store.${NAMESPACE}.svc").then(({ address }) => console.log(address))`;
    const address = await cluster.exec({ namespace: NAMESPACE, pod: "client" }, ["node", "--eval", script]);
    expect(address.trim()).toBe(await inNamespace("get", "service", "store", "--output=jsonpath={.spec.clusterIP}"));
  });

  test("is reached from outside the pod network by a node port", async () => {
    const socket = connect({ host: cluster.nodeAddress, port: NODE_PORT });
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error("no answer")));
    socket.write("PING\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toBe("+PONG\r\n");
  });

  test("starts a crashed container again on the same volume", async () => {
    await cluster.crashPod(STORE);
    await inNamespace(
      "wait",
      "pod/store",
      "--for=jsonpath={.status.containerStatuses[0].restartCount}=1",
      "--timeout=60s",
    );
    await inNamespace("wait", "pod/store", ...READY);
    expect((await cluster.exec(STORE, ["cat", "/data/file"])).trim()).toBe("kept");
  });

  test("grows a volume whose claim asks for more", async () => {
    const size = (text: string) => JSON.stringify({ spec: { resources: { requests: { storage: text } } } });
    await inNamespace("patch", "persistentvolumeclaim", "data", "--patch", size("2Gi"));
    await inNamespace("wait", "pvc/data", "--for=jsonpath={.status.capacity.storage}=2Gi", "--timeout=30s");
    await expect(inNamespace("patch", "persistentvolumeclaim", "data", "--patch", size("1Gi"))).rejects.toThrow(/less/);
  });

  test("removes a volume with its claim", async () => {
    const volume = await inNamespace("get", "pvc", "data", "--output=jsonpath={.spec.volumeName}");
    await cluster.killPod(STORE);
    await inNamespace("delete", "pvc", "data", "--timeout=30s");
    await cluster.kubectl(["wait", `pv/${volume}`, "--for=delete", "--timeout=30s"]);
  });

  describe("another beside it", () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), "cellwire-cluster-"));

    afterAll(async () => {
      await endNative(clusterDirectory(dataDir));
      rmSync(dataDir, { recursive: true });
    });

    test.each([
      ["stopped", (directory: string) => endNative(clusterDirectory(directory))],
      ["killed from outside", async (_: string, { outer }: NativeState) => process.kill(outer.pid, "SIGKILL")],
    ])("leaves nothing when it is %s", async (_, end) => {
      const { access, state } = await upNative({ dataDir, images: [], onProgress: () => {} });
      const pause = ["run", "pause", "--image=localhost/pause:dev"];
      await run([access.kubectl, "--kubeconfig", access.kubeconfig, ...pause]);
      await run([access.kubectl, "--kubeconfig", access.kubeconfig, "wait", "pod/pause", ...READY]);
      const processes = processesOf(state);
      expect(processes.length).toBeGreaterThan(8);
      await end(dataDir, state);
      await expect.poll(() => processes.filter(isAlive), SETTLE).toEqual([]);
      await expect.poll(() => controlGroups(state), SETTLE).toEqual([]);
      await expect.poll(() => globSync(`/sys/class/net/cellwire${state.index}`), SETTLE).toEqual([]);
      expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(dataDir);
    });
  });
});

async function run(command: [string, ...string[]]): Promise<void> {
  const { code, stderr } = await capture(command, { timeoutMs: 90_000 });
  expect(code, stderr).toBe(0);
}

/** All that keeps its namespaces alive, there being no file that holds them. */
function processesOf({ outer }: NativeState): ProcessIdentity[] {
  return processTree(outer.pid)
    .map(identify)
    .filter((process) => process !== undefined);
}

function controlGroups({ cgroup }: NativeState): string[] {
  return globSync([`/sys/fs/cgroup/${cgroup}`, `/sys/fs/cgroup/*/${cgroup}`]);
}

function namespaceManifest(): string {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE, labels } });
}

function manifests(): string {
  const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
  const security = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
  const redis = ["redis-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--dir", "/data"];
  const store = {
    containers: [
      {
        name: "redis",
        image: referenceOf("cellwire-stores"),
        command: redis,
        readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 1 },
        securityContext: CONTAINER_SECURITY,
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      },
    ],
    securityContext: { ...security, runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
  };
  const sleep = ["node", "--eval", "setInterval(() => {}, 60_000)"];
  const client = {
    containers: [{ name: "node", image: referenceOf("cellwire"), command: sleep, securityContext: CONTAINER_SECURITY }],
    securityContext: security,
    terminationGracePeriodSeconds: 0,
  };
  const service = { type: "NodePort", selector: { app: "store" }, ports: [{ port: 6379, nodePort: NODE_PORT }] };
  const named = (name: string) => ({ name, namespace: NAMESPACE, labels: { app: name } });
  const items = [
    { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: named("data"), spec: claim },
    { apiVersion: "v1", kind: "Pod", metadata: named("store"), spec: store },
    { apiVersion: "v1", kind: "Pod", metadata: named("client"), spec: client },
    { apiVersion: "v1", kind: "Service", metadata: named("store"), spec: service },
  ];
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

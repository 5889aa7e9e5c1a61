/**
 * Every file that the parts of the native cluster read: who they are, how they reach each other, and what the machine
 * lacks. Tokens instead of certificates, since the API server makes its own certificate and all of it is thrown away.
 */

import { spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { LocalError } from "../errors.ts";
import type { ClusterDirectory } from "./cluster-directory.ts";

export const PAUSE_IMAGE = "localhost/pause:dev";
const POD_RANGE = "10.244.0.0/16";
const TOKEN_BYTES = 24;
const OPENSSL_TIMEOUT_MS = 30_000;
const STAT_TIMEOUT_MS = 5_000;
const RSA_BITS = 2048;
const MODE = 0o600;

/** The API server's users: the file of their access, their name, and the group that gives them their rights. */
const USERS = [
  { file: "admin", user: "admin", group: "system:masters" },
  { file: "kube-controller-manager", user: "system:kube-controller-manager", group: "" },
  { file: "kube-scheduler", user: "system:kube-scheduler", group: "" },
  { file: "kubelet", user: "system:node:node", group: "system:nodes" },
  { file: "kube-proxy", user: "system:kube-proxy", group: "" },
] as const;

export interface NodePlan {
  readonly directory: ClusterDirectory;
  readonly nodeAddress: string;
  readonly cgroup: string;
}

export function writeNodeFiles(plan: NodePlan): void {
  const { config } = plan.directory;
  const write = (name: string, text: string) => writeFileSync(path.join(config, name), text, { mode: MODE });
  const users = USERS.map((user) => ({ ...user, token: randomBytes(TOKEN_BYTES).toString("hex") }));
  write("tokens.csv", users.map(({ token, user, group }) => `${token},${user},${user},"${group}"\n`).join(""));
  for (const { file, token } of users) write(`${file}.yaml`, stringify(access(plan, token)));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: RSA_BITS });
  write("service-account.key", privateKey.export({ type: "pkcs1", format: "pem" }));
  makeKubeletClient(config);
  write("kubelet-configuration.yaml", stringify(kubeletConfiguration(plan)));
  write("kube-proxy-configuration.yaml", stringify(proxyConfiguration(config)));
  write("containerd.toml", containerdConfiguration(plan.directory, []));
  write("containerd-alone.toml", containerdConfiguration(plan.directory, ["io.containerd.grpc.v1.cri"]));
  write("10-pods.conflist", JSON.stringify(podNetwork()));
  write("corefile", corefile(plan));
  write("resolv.conf", "");
}

function access({ directory, nodeAddress }: NodePlan, token: string): object {
  const cluster = {
    server: `https://${nodeAddress}:6443`,
    "certificate-authority": path.join(directory.config, "serving/apiserver.crt"),
  };
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "cellwire", cluster }],
    users: [{ name: "user", user: { token } }],
    contexts: [{ name: "cellwire", context: { cluster: "cellwire", user: "user" } }],
    "current-context": "cellwire",
  };
}

/** By which the API server shows itself to the kubelet: for logs and exec. Its own authority, being the only one. */
function makeKubeletClient(config: string): void {
  const file = (name: string) => path.join(config, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-keyout"];
  const subject = ["-subj", "/O=system:masters/CN=kube-apiserver", "-addext", "extendedKeyUsage=clientAuth"];
  const made = spawnSync(
    "openssl",
    [
      "req",
      "-x509",
      "-days",
      "365",
      ...key,
      file("kubelet-client.key"),
      "-out",
      file("kubelet-client.crt"),
      ...subject,
    ],
    { encoding: "utf8", timeout: OPENSSL_TIMEOUT_MS },
  );
  if (made.status === 0) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `openssl could not make a certificate (${(made.stderr ?? made.error?.message ?? "").trim()})`,
    remedy: "install openssl 3 and try again",
  });
}

function kubeletConfiguration({ directory, nodeAddress, cgroup }: NodePlan): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: nodeAddress,
    healthzBindAddress: "127.0.0.1",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: path.join(directory.config, "kubelet-client.crt") },
    },
    authorization: { mode: "Webhook" },
    containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    oomScoreAdj: 0,
    // The disk is the machine's: neither evict pods nor remove images, which could not be pulled again.
    evictionHard: { "memory.available": "0%", "nodefs.available": "0%", "imagefs.available": "0%" },
    imageGCHighThresholdPercent: 100,
    clusterDNS: [nodeAddress],
    clusterDomain: "cluster.local",
    resolvConf: path.join(directory.config, "resolv.conf"),
    volumePluginDir: "/run/cluster/kubelet/volume-plugins",
    podLogsDir: "/var/log/pods",
    syncFrequency: "10s",
  };
}

function proxyConfiguration(config: string): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "iptables",
    bindAddress: "0.0.0.0",
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    clientConnection: { kubeconfig: path.join(config, "kube-proxy.yaml") },
    clusterCIDR: POD_RANGE,
    detectLocalMode: "ClusterCIDR",
    oomScoreAdj: 0,
    // Limits of the whole machine, which are not ours to set.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    iptables: { syncPeriod: "30s", minSyncPeriod: "200ms" },
  };
}

/** @param disabled plugins besides those that the cluster never needs */
function containerdConfiguration({ config, root }: ClusterDirectory, disabled: readonly string[]): string {
  const snapshotters = ["btrfs", "zfs", "aufs", "devmapper"].map((name) => `io.containerd.snapshotter.v1.${name}`);
  return `version = 2
root = "/run/cluster/containerd"
state = "/run/containerd"
oom_score = 0
disabled_plugins = ${JSON.stringify([...snapshotters, ...disabled])}

[grpc]
address = "/run/containerd/containerd.sock"

[plugins."io.containerd.internal.v1.opt"]
path = "/run/containerd-opt"

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${PAUSE_IMAGE}"
# Without CAP_SYS_RESOURCE no process may be made less likely to be killed than its parent.
restrict_oom_score_adj = true
tolerate_missing_hugetlb_controller = true

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${config}"

[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "${snapshotter(root)}"
`;
}

/** An overlay can't lie on another, which is what most containers' own file systems are. */
function snapshotter(root: string): string {
  const kind = spawnSync("stat", ["--file-system", "--format=%T", root], {
    encoding: "utf8",
    timeout: STAT_TIMEOUT_MS,
  });
  return kind.stdout?.trim() === "overlayfs" ? "native" : "overlayfs";
}

/** Point to point and routed, no bridge: replies take the way back through the node, and with it the services' rules. */
function podNetwork(): object {
  const pods = {
    type: "ptp",
    ipMasq: true,
    ipam: {
      type: "host-local",
      dataDir: "/run/cluster/pod-addresses",
      ranges: [[{ subnet: POD_RANGE }]],
      routes: [{ dst: "0.0.0.0/0" }],
    },
  };
  return {
    cniVersion: "0.4.0",
    name: "pods",
    plugins: [pods, { type: "portmap", capabilities: { portMappings: true } }],
  };
}

function corefile({ directory, nodeAddress }: NodePlan): string {
  return `cluster.local:53 in-addr.arpa:53 {
  bind ${nodeAddress}
  errors
  cache 5
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${directory.kubeconfig} cellwire
    ttl 5
  }
}
`;
}

/** That the native cluster enforces NetworkPolicies, so that suites that run with the operator's prove something. */

import { connect } from "node:net";
import { referenceOf } from "@cellwire/local/kubernetes/image-build.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clusterAccess, isNative, type ClusterAccess } from "./harness/cluster-access.ts";

const NAMESPACE = "node-policies-test";
const NODE_PORT = 30_378;
const PORT = 6379;
const READY = ["--for=condition=Ready", "--timeout=60s"];
const CONNECT_TIMEOUT_MS = 1_000;
const APPLIED = { timeout: 20_000, interval: 250 };

const connects = (host: string, port: number) => `
  const socket = require("node:net").connect(${port}, "${host}");
  setTimeout(() => { console.log("shut"); process.exit(); }, ${CONNECT_TIMEOUT_MS});
  socket.on("connect", () => { console.log("open"); process.exit(); }).on("error", () => {});`;

describe.runIf(isNative())("network policies on the native cluster", () => {
  let cluster: ClusterAccess;

  const apply = (...items: object[]) =>
    cluster.kubectl(["apply", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));

  const fromPod = async (pod: string) =>
    (await cluster.exec({ namespace: NAMESPACE, pod }, ["node", "--eval", connects("server", PORT)])).trim();

  beforeAll(async () => {
    cluster = clusterAccess();
    await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
    const inNamespace = ["--namespace", NAMESPACE, "wait"];
    await cluster.kubectl([...inNamespace, "serviceaccount/default", "--for=create", "--timeout=30s"]);
    const idle = ["node", "--eval", "setInterval(() => {}, 60_000)"];
    await apply(
      pod("server", referenceOf("cellwire-stores"), ["redis-server", "--bind", "0.0.0.0", "--protected-mode", "no"]),
      pod("friend", referenceOf("cellwire"), idle),
      pod("stranger", referenceOf("cellwire"), idle),
      service(),
    );
    await cluster.kubectl([...inNamespace, "pod/server", "pod/friend", "pod/stranger", ...READY]);
  });

  afterAll(async () => {
    await cluster.kubectl(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=60s"]);
  });

  test("let everyone in where there is none", async () => {
    expect([await fromPod("friend"), await fromPod("stranger"), await fromOutside()]).toEqual(["open", "open", "open"]);
  });

  test("let nobody in but whom one names", async () => {
    await apply(
      policy("deny", { podSelector: {}, policyTypes: ["Ingress"] }),
      policy("friends", {
        podSelector: { matchLabels: { app: "server" } },
        ingress: [{ from: [{ podSelector: { matchLabels: { app: "friend" } } }], ports: [{ port: PORT }] }],
      }),
    );
    await expect.poll(() => fromPod("stranger"), APPLIED).toBe("shut");
    expect([await fromPod("friend"), await fromOutside()]).toEqual(["open", "shut"]);
  });

  test("let clients in from outside where one names their addresses", async () => {
    await apply(
      policy("outside", {
        podSelector: { matchLabels: { app: "server" } },
        ingress: [{ from: [{ ipBlock: { cidr: "10.213.0.0/16" } }], ports: [{ port: PORT }] }],
      }),
    );
    await expect.poll(fromOutside, APPLIED).toBe("open");
    expect(await fromPod("stranger")).toBe("shut");
  });

  test("let nobody out but to whom one names", async () => {
    await apply(policy("silence", { podSelector: { matchLabels: { app: "friend" } }, policyTypes: ["Egress"] }));
    await expect.poll(() => fromPod("friend"), APPLIED).toBe("shut");
    const to = [{ podSelector: { matchLabels: { app: "server" } } }];
    await apply(
      policy("speech", { podSelector: { matchLabels: { app: "friend" } }, egress: [{ to }], policyTypes: ["Egress"] }),
    );
    await expect.poll(() => fromPod("friend"), APPLIED).toBe("open");
  });

  test("let everyone in again when they are gone", async () => {
    await cluster.kubectl(["--namespace", NAMESPACE, "delete", "networkpolicies", "--all"]);
    await expect.poll(() => fromPod("stranger"), APPLIED).toBe("open");
  });

  async function fromOutside(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect({ host: cluster.nodeAddress, port: NODE_PORT, timeout: CONNECT_TIMEOUT_MS });
    socket.once("connect", () => resolve("open"));
    socket.once("timeout", () => resolve("shut")).once("error", () => resolve("shut"));
    const outcome = await promise;
    socket.destroy();
    return outcome;
  }
});

function named(name: string): object {
  return { name, namespace: NAMESPACE, labels: { app: name } };
}

function pod(name: string, image: string, command: readonly string[]): object {
  const spec = { terminationGracePeriodSeconds: 0, containers: [{ name, image, command }] };
  return { apiVersion: "v1", kind: "Pod", metadata: named(name), spec };
}

function service(): object {
  const spec = { type: "NodePort", selector: { app: "server" }, ports: [{ port: PORT, nodePort: NODE_PORT }] };
  return { apiVersion: "v1", kind: "Service", metadata: named("server"), spec };
}

function policy(name: string, spec: object): object {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: named(name), spec };
}

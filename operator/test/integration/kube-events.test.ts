import { spawnSync } from "node:child_process";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { KubeClient } from "../../src/kube/client.ts";
import { Events } from "../../src/kube/events.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing, startApiServer } from "../api-server.ts";
import { findProgram, kubernetesFolders } from "../config.ts";

const COMMAND_MS = 20_000;
const kubectl = findProgram("kubectl", kubernetesFolders());

test.skipIf(apiServerMissing() ?? !kubectl)("kubectl describe shows an event and how often it came", async () => {
  await using server = await startApiServer();
  const client = new KubeClient({ config: server.config() });
  const about = await client.create(RESOURCES.ConfigMap, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace: "default", name: "eu" },
  });
  const events = new Events({ api: client, instance: "operator-0", log: silentLogger });
  const waiting = { type: "Warning", reason: "PostgresNotReady", message: "waits for the pod eu-postgres-0" } as const;
  for (let n = 0; n < 3; n++) events.record(about, waiting);
  await events.runOnce();
  await client.close();
  const words = ["--kubeconfig", server.kubeconfigFile(), "describe", "configmap", "eu"];
  const described = spawnSync(kubectl!, words, { encoding: "utf8", timeout: COMMAND_MS });
  expect(described.stdout).toMatch(
    /Warning +PostgresNotReady +.*\(x3 over .*cellwire-operator +waits for the pod eu-postgres-0/,
  );
});

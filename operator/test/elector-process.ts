/**
 * A process that tries to lead and writes its name all the time, leaving it to the fence whether that goes through:
 *
 *     node elector-process.ts <kubeconfig file> <name> <namespace>
 */

import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { createLogger } from "@cellwire/runtime/log.ts";
import { KubeClient } from "../src/kube/client.ts";
import { KubeError } from "../src/kube/contract.ts";
import { ELECTION_BOUNDS, LeaderElection, leaderOnly } from "../src/kube/leader-election.ts";
import { RESOURCES } from "../src/kube/resources.ts";

/** A fifth of the real ones. */
const TIMES = { leaseMs: 3_000, renewDeadlineMs: 2_000, retryMs: 400 } as const;
const WRITE_EVERY_MS = 10;

async function main([file, name, namespace]: readonly string[]): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(file!);
  const election = new LeaderElection({
    api: new KubeClient({ config, ...ELECTION_BOUNDS, callTimeoutMs: 1_000 }),
    lease: { namespace: namespace!, name: "elected" },
    identity: `${name}-${process.pid}`,
    log: createLogger({ service: name!, level: "info" }),
    ...TIMES,
  });
  await election.start();
  const api = leaderOnly(new KubeClient({ config }), election);
  process.once("SIGTERM", () => void election.stop().then(() => process.exit(0)));
  const metadata = { namespace: namespace!, name: "written" };
  for (let count = 0; ; count++) {
    const data = { by: name!, count: String(count) };
    await api.apply(RESOURCES.ConfigMap, { apiVersion: "v1", kind: "ConfigMap", metadata, data }).catch(onRefused);
    await sleep(WRITE_EVERY_MS);
  }
}

function onRefused(error: unknown): void {
  if (!(error instanceof KubeError)) throw error;
}

await main(process.argv.slice(2));

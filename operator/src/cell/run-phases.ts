/** The phases of a visit, in order. None waits, and each makes at most one write. */

import { DirectoryError } from "../directory/directory.ts";
import { KubeError } from "../kube/contract.ts";
import { STALE } from "./confirmed.ts";
import { PHASES, waiting, type Outcome, type PhaseName } from "./outcome.ts";
import { autoscaling } from "./phases/autoscaling.ts";
import { directory } from "./phases/directory.ts";
import { disruption } from "./phases/disruption.ts";
import { forwarder } from "./phases/forwarder.ts";
import { gateway } from "./phases/gateway.ts";
import { migration } from "./phases/migration.ts";
import { monitor } from "./phases/monitor.ts";
import { name } from "./phases/name.ts";
import { namespace } from "./phases/namespace.ts";
import { network } from "./phases/network.ts";
import { postgres } from "./phases/postgres.ts";
import { prune } from "./phases/prune.ts";
import { redis } from "./phases/redis.ts";
import { secrets } from "./phases/secrets.ts";
import type { Visit } from "./visit.ts";

interface Step {
  readonly run: (visit: Visit) => Promise<Outcome>;
  /** What must be done first; everything else may go on without. */
  readonly after: readonly PhaseName[];
}

const STEPS: Readonly<Record<PhaseName, Step>> = {
  namespace: { run: namespace, after: [] },
  secrets: { run: secrets, after: [] },
  name: { run: name, after: ["secrets"] },
  network: { run: network, after: ["secrets"] },
  postgres: { run: postgres, after: ["secrets", "name"] },
  redis: { run: redis, after: ["secrets", "name"] },
  migration: { run: migration, after: ["postgres"] },
  disruption: { run: disruption, after: [] },
  forwarder: { run: forwarder, after: ["secrets", "name"] },
  gateway: { run: gateway, after: ["secrets", "name"] },
  autoscaling: { run: autoscaling, after: [] },
  monitor: { run: monitor, after: [] },
  directory: { run: directory, after: ["secrets"] },
  prune: { run: prune, after: PHASES.filter((phase) => phase !== "prune") },
};

export async function runPhases(visit: Visit, names: readonly PhaseName[] = PHASES): Promise<void> {
  for (const phase of names) {
    visit.signal.throwIfAborted();
    visit.outcomes.set(phase, await runPhase(visit, phase));
  }
}

async function runPhase(visit: Visit, phase: PhaseName): Promise<Outcome> {
  const { run, after } = STEPS[phase];
  const missing = after.find((other) => visit.outcomes.get(other)?.kind !== "done");
  if (missing !== undefined) return waitingFor(missing, visit.outcomes.get(missing));
  return attempt(visit, () => run(visit));
}

/** What goes wrong in one phase is said in the status, and keeps no other from its turn. */
export async function attempt(visit: Visit, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    // Not the leader any more, or about a Cell that is not there any more: whatever came next would be refused as well.
    if (error instanceof KubeError && [STALE, "NotLeader"].includes(error.reason)) throw error;
    visit.world.log.debug({ cell: visit.cell.metadata.name, err: error }, "a phase failed");
    return failureOf(error);
  }
}

function failureOf(error: unknown): Extract<Outcome, { kind: "failed" }> {
  const message = error instanceof Error ? error.message : "something that is not an error was thrown";
  if (error instanceof KubeError) return { kind: "failed", reason: error.reason || "ApiServerFailed", message };
  if (error instanceof DirectoryError) return { kind: "failed", reason: "DirectoryRefused", message };
  const { code } = error as { readonly code?: unknown };
  const isNetwork = code === "HTTP_TIMEOUT" || code === "HTTP_UNREACHABLE";
  return { kind: "failed", reason: isNetwork ? "DirectoryUnreachable" : "InternalError", message };
}

function waitingFor(phase: PhaseName, outcome: Outcome | undefined): Outcome {
  const reason = `WaitingFor${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
  const why = outcome === undefined || outcome.kind === "done" ? "" : `: ${outcome.message}`;
  return waiting(reason, `waiting for ${phase}${why}`);
}

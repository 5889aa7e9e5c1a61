/** What is up, by asking: the state file for what should run, /readyz and the stores for what does. */

import { withPostgres, withRedis, readOutboxDepths, type OutboxDepth } from "./cell-store.ts";
import { isAlive } from "./process-identity.ts";
import type { ClusterState } from "./state-file.ts";

const PROBE_MS = 3_000;
const CONNECTIONS_METRIC = /^cellwire_gateway_connections(?:\{[^}]*\})? (\d+)/m;

/** `down`: no such process. `not ready`: it runs and says no, or says nothing in time. */
export type Health = "up" | "not ready" | "down";

export interface ProcessStatus {
  readonly name: string;
  readonly health: Health;
  readonly pid?: number;
  /** Clients' WebSockets; of gateways alone. */
  readonly connections?: number;
  /** What it says is not ready. */
  readonly reasons?: readonly string[];
}

export interface CellStatus {
  readonly id: string;
  readonly region: string;
  readonly gatewayUrls: readonly string[];
  readonly processes: readonly ProcessStatus[];
  /** Undefined when the cell's Postgres does not answer. */
  readonly outbox?: readonly OutboxDepth[];
}

export interface ClusterStatus {
  /** True only when every process is. */
  readonly up: boolean;
  readonly directory: { readonly url: string; readonly processes: readonly ProcessStatus[] };
  readonly cells: readonly CellStatus[];
}

export async function inspectCluster(state: ClusterState): Promise<ClusterStatus> {
  const processes = await Promise.all(state.processes.map((one) => inspectProcess(one, state)));
  const of = (owner: string) => processes.filter((one) => one.name.startsWith(`${owner}/`));
  const cells = await Promise.all(
    state.cells.map(async (cell): Promise<CellStatus> => {
      const outbox = await unlessFailing(readOutboxDepths(cell.postgresUrl));
      const { id, region, gatewayUrls } = cell;
      return { id, region, gatewayUrls, processes: of(id), ...(outbox && { outbox }) };
    }),
  );
  return {
    up: state.phase === "running" && processes.every((one) => one.health === "up"),
    directory: { url: state.directoryUrl, processes: of("directory") },
    cells,
  };
}

async function inspectProcess(one: ClusterState["processes"][number], state: ClusterState): Promise<ProcessStatus> {
  if (!one.identity || !isAlive(one.identity)) return { name: one.name, health: "down" };
  const found = { name: one.name, pid: one.identity.pid };
  if (one.healthUrl === undefined)
    return { ...found, health: (await storeAnswers(one.name, state)) ? "up" : "not ready" };
  const ready = await unlessFailing(get(`${one.healthUrl}/readyz`));
  const metrics = one.name.includes("/gateway-") ? await unlessFailing(get(`${one.healthUrl}/metrics`)) : undefined;
  const connections = metrics && CONNECTIONS_METRIC.exec(metrics.body)?.[1];
  const reasons = ready && !ready.ok ? notReadyOf(ready.body) : [];
  return {
    ...found,
    health: ready?.ok ? "up" : "not ready",
    ...(reasons.length > 0 && { reasons }),
    ...(connections !== undefined && { connections: Number(connections) }),
  };
}

/** As /readyz of runtime/src/http-server.ts names it; nothing when that is no answer of it. */
function notReadyOf(body: string): readonly string[] {
  try {
    const { notReady } = JSON.parse(body) as { readonly notReady?: unknown };
    return Array.isArray(notReady) ? notReady.map(String) : [];
  } catch {
    return [];
  }
}

/** The directory's Postgres is vouched for by directory/serve, whose readiness asks it. */
async function storeAnswers(name: string, state: ClusterState): Promise<boolean> {
  const cell = state.cells.find((candidate) => name.startsWith(`${candidate.id}/`));
  if (!cell) return true;
  const answer: Promise<unknown> = name.endsWith("/redis")
    ? withRedis(cell.redisUrl, (client) => client.ping())
    : withPostgres(cell.postgresUrl, (client) => client.query("select 1"));
  return (await unlessFailing(answer)) !== undefined;
}

async function get(url: string): Promise<{ ok: boolean; body: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) });
  return { ok: answer.ok, body: await answer.text() };
}

/** A probe that fails is an answer here, not an error. */
async function unlessFailing<T>(probe: Promise<T>): Promise<T | undefined> {
  try {
    return await probe;
  } catch {
    return undefined;
  }
}

/**
 * A directory and its cells as processes of this machine. `./cellwire up` is a thin shell over this; end-to-end tests
 * and benchmarks start their own and break it by `process(name)`.
 */

import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Cell } from "@cellwire/operator/api/cell.ts";
import { parseUserId } from "@cellwire/protocol";
import { planCluster, type CellPlan, type ClusterPlan, type ServicePlan } from "./cell-plan.ts";
import { inheritedEnvironment, searchPath } from "./config.ts";
import { openDataDirectory, removeUnused, type DataDirectory } from "./data-directory.ts";
import { LocalError } from "./errors.ts";
import { ensureKeys, readBackendKeys, readWebhookSecret, type LocalKeys } from "./keys.ts";
import { endLeftovers } from "./leftovers.ts";
import type { ManagedProcess, ProcessSpec } from "./managed-process.ts";
import type { MediaKeys } from "./media-plan.ts";
import type { PushKeys } from "./push-plan.ts";
import { refuseTakenPorts } from "./ports.ts";
import { registerCell } from "./registration.ts";
import { refuseRunning } from "./running-cluster.ts";
import { runCommand } from "./run-command.ts";
import { createDatabase, preparePostgres, requirePostgres } from "./services/postgres.ts";
import { eraseRedis, findRedis, prepareRedis } from "./services/redis.ts";
import type { StorePlan } from "./services/store.ts";
import { readState, type ClusterCell } from "./state-file.ts";
import { signServerToken } from "./server-token.ts";
import { Supervisor, type RestartPolicy } from "./supervisor.ts";
import { signUserToken } from "./user-token.ts";

/** The checkout's root, with a slash at its end. */
export const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));
const READY_MS = 60_000;
const READY_PROBE_MS = 2_000;
/** Above the 15 s that a gateway may take: its default CELLWIRE_DRAIN_MS, and 10 s to close what stayed. */
const STOP_MS = 20_000;
const MIGRATE_MS = 120_000;

export interface ClusterOptions {
  readonly dataDir: string;
  readonly basePort: number;
  readonly manifests: readonly Cell[];
  /** Process name → CELLWIRE_FAULTS of its first run; a restart is without. */
  readonly faults?: Readonly<Record<string, string>>;
  /** For every service, over what the plan says. */
  readonly env?: Readonly<Record<string, string>>;
  /** Cell id → the ingest URL to register, for a test that sits between two cells. */
  readonly ingestUrls?: Readonly<Record<string, string>>;
  /** To the object stores that the manifests name. */
  readonly mediaKeys?: MediaKeys | undefined;
  /** For what the manifests say about wake-ups. */
  readonly pushKeys?: PushKeys | undefined;
  /** Default: never. */
  readonly restart?: RestartPolicy;
  readonly onProgress?: (line: string) => void;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

type StartOptions = ClusterOptions & { readonly onProgress: (line: string) => void };

/** @throws {LocalError} with everything that was started already stopped again */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const onProgress = options.onProgress ?? (() => {});
  const data = openDataDirectory(path.resolve(options.dataDir));
  try {
    return await startOn(data, { ...options, onProgress });
  } catch (error) {
    removeUnused(data);
    throw error;
  }
}

async function startOn(data: DataDirectory, options: StartOptions): Promise<Cluster> {
  await takeOver(data, options.onProgress);
  const keys = await ensureKeys(
    data.keys,
    options.manifests.map((manifest) => manifest.metadata.name),
  );
  const plan = planCluster({
    manifests: options.manifests,
    basePort: options.basePort,
    paths: { stores: data.stores, logs: data.logs, keys: data.keys },
    storePassword: keys.storePassword,
    mediaKeys: options.mediaKeys,
    pushKeys: options.pushKeys,
  });
  await refuseTakenPorts(plan.ports);
  const cluster = new Cluster(options, { data, keys, plan });
  const giveUp = () => void cluster.stop();
  options.signal?.addEventListener("abort", giveUp);
  try {
    await cluster.start();
    options.signal?.throwIfAborted();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", giveUp);
  }
}

async function takeOver(data: DataDirectory, onProgress: (line: string) => void): Promise<void> {
  refuseRunning(data.stateFile, data.root);
  const state = readState(data.stateFile);
  if (!state) return;
  const ended = await endLeftovers(state);
  if (ended.length > 0) onProgress(`Ended what a crashed run had left: ${ended.join(", ")}`);
}

interface ClusterParts {
  readonly data: DataDirectory;
  readonly keys: LocalKeys;
  readonly plan: ClusterPlan;
}

export class Cluster {
  readonly directoryUrl: string;
  readonly cells: readonly ClusterCell[];
  readonly #options: StartOptions;
  readonly #parts: ClusterParts;
  readonly #supervisor: Supervisor;

  /** Use `startCluster`. */
  constructor(options: StartOptions, parts: ClusterParts) {
    this.#options = options;
    this.#parts = parts;
    this.directoryUrl = parts.plan.directory.url;
    this.cells = parts.plan.cells.map(clusterCell);
    this.#supervisor = new Supervisor({
      stateFile: parts.data.stateFile,
      directoryUrl: this.directoryUrl,
      cells: this.cells,
      restart: options.restart ?? "never",
      onProgress: options.onProgress,
    });
  }

  get processes(): readonly ManagedProcess[] {
    return this.#supervisor.processes;
  }

  /** By name: `eu/gateway-0`, `eu/forwarder-0`, `eu/postgres`, `eu/redis`, `directory/serve`, `directory/postgres`. */
  process(name: string): ManagedProcess {
    const found = this.processes.find((candidate) => candidate.name === name);
    if (found) return found;
    throw new RangeError(`no process ${name}; there are ${this.processes.map((one) => one.name).join(", ")}`);
  }

  /** All data of a cell's Redis; its process must be stopped or killed. */
  eraseRedis(cell: string): void {
    if (this.process(`${cell}/redis`).running) throw new Error(`${cell}/redis is running`);
    eraseRedis(this.#parts.plan.cells.find((plan) => plan.id === cell)!.redis);
  }

  /** A token of local mode's application for any user id. */
  async userToken(user: string, at?: Date): Promise<string> {
    return signUserToken(this.#parts.keys.application, parseUserId(user), at);
  }

  /** A token of the application's backend, for the directory or for one cell. */
  async serverToken(cell?: string): Promise<string> {
    return signServerToken(readBackendKeys(this.#parts.data.keys), { cell });
  }

  /** What webhooks are signed with. */
  webhookSecret(): string {
    return readWebhookSecret(this.#parts.data.keys);
  }

  /** Resolves when every process that runs is ready. */
  async waitReady(): Promise<void> {
    await Promise.all(this.processes.filter((one) => one.running).map((one) => one.waitReady()));
  }

  /** Called once by `startCluster`. */
  async start(): Promise<void> {
    const { plan } = this.#parts;
    await this.#startStores();
    this.#options.onProgress("Starting the directory");
    await this.#migrate(plan.directory.migrate);
    await this.#startServices([plan.directory.serve]);
    for (const cell of plan.cells) {
      const ingestUrl = this.#options.ingestUrls?.[cell.id];
      await registerCell({ directoryUrl: this.directoryUrl, cell, keys: this.#parts.keys, ingestUrl });
    }
    await Promise.all(plan.cells.map((cell) => this.#startCell(cell)));
    this.#supervisor.markRunning();
  }

  /** Everything, in order; data is kept. Twice is fine. */
  async stop(): Promise<void> {
    await this.#supervisor.stop();
  }

  async #startStores(): Promise<void> {
    const { plan, data } = this.#parts;
    const host = { account: data.account, env: { PATH: searchPath().join(":"), LC_ALL: "C" } };
    requirePostgres();
    const redis = findRedis({ searchPath: searchPath(), onProgress: this.#options.onProgress });
    this.#options.onProgress(`Starting Postgres and Redis for ${plan.cells.map((cell) => cell.id).join(", ")}`);
    const postgresPlans = [plan.directory.postgres, ...plan.cells.map((cell) => cell.postgres)];
    await Promise.all([
      ...postgresPlans.map(async (store) => this.#startPostgres(store, await preparePostgres(store, host))),
      ...plan.cells.map(async (cell) => this.#startReady(prepareRedis(cell.redis, host, redis))),
    ]);
  }

  async #startPostgres(store: StorePlan, spec: ProcessSpec): Promise<void> {
    await this.#startReady(spec);
    await createDatabase(store);
  }

  async #startCell(cell: CellPlan): Promise<void> {
    this.#options.onProgress(`Starting cell ${cell.id}`);
    await this.#migrate(cell.migrate);
    await this.#startServices([...cell.gateways, ...cell.forwarders]);
  }

  async #startServices(services: readonly ServicePlan[]): Promise<void> {
    await Promise.all(services.map((service) => this.#startReady(this.#serviceSpec(service), service)));
  }

  async #startReady(spec: ProcessSpec, service?: ServicePlan): Promise<void> {
    const faults = this.#options.faults?.[spec.name];
    const process = this.#supervisor.add(spec, service?.healthUrl);
    process.start(faults === undefined ? {} : { CELLWIRE_FAULTS: faults });
    await process.waitReady();
  }

  async #migrate(job: ServicePlan): Promise<void> {
    const { command, args, env, cwd } = this.#serviceSpec(job);
    const done = await runCommand({ command, args, env, cwd, logFile: job.logFile, timeoutMs: MIGRATE_MS });
    if (done) return;
    throw new LocalError("PROCESS_FAILED", { message: `${job.name} failed`, remedy: `read ${job.logFile}` });
  }

  #serviceSpec(service: ServicePlan): ProcessSpec {
    return {
      name: service.name,
      command: process.execPath,
      args: [service.script, service.role],
      env: { ...inheritedEnvironment(), ...service.env, ...this.#options.env },
      cwd: CHECKOUT,
      logFile: service.logFile,
      probe: (signal) => isHealthy(service.healthUrl ?? "", signal),
      readyMs: READY_MS,
      stopSignal: "SIGTERM",
      stopMs: STOP_MS,
    };
  }
}

async function isHealthy(healthUrl: string, signal: AbortSignal): Promise<boolean> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(READY_PROBE_MS)]);
  return (await fetch(`${healthUrl}/readyz`, { signal: bound })).ok;
}

function clusterCell(plan: CellPlan): ClusterCell {
  return {
    id: plan.id,
    region: plan.region,
    gatewayUrls: plan.gatewayUrls,
    ingestUrl: plan.ingestUrl,
    postgresUrl: plan.postgres.url,
    redisUrl: plan.redis.url,
  };
}

/**
 * Cell manifests → what runs on this machine: processes, their ports and environment. Pure. The operator turns the same
 * manifests into Kubernetes objects.
 *
 * Ports are dealt out in order from the base port: directory, its Postgres, then per cell Postgres, Redis, the gateways
 * (clients, internal) and the forwarders (ingest, internal).
 */

import path from "node:path";
import type { Cell } from "@cellwire/operator/api/cell.ts";
import { parseCellId, type CellId } from "@cellwire/protocol";
import { LocalError } from "./errors.ts";
import { mediaEnvironment, type MediaKeys } from "./media-plan.ts";
import { pushEnvironment, type PushKeys } from "./push-plan.ts";
import { DATABASE_LOGIN, type StorePlan } from "./services/store.ts";

const HOST = "127.0.0.1";
const PORT_MAX = 65_535;
const POSTGRES_CONNECTIONS_MAX = 60;
const REDIS_CONNECTIONS_MAX = 1_000;

export interface PlanInput {
  readonly manifests: readonly Cell[];
  readonly basePort: number;
  readonly paths: PlanPaths;
  /** Of the local Postgres and Redis servers. */
  readonly storePassword: string;
  /** To the object stores that manifests name. */
  readonly mediaKeys?: MediaKeys | undefined;
  /** In place of the Secret that `spec.push` names. */
  readonly pushKeys?: PushKeys | undefined;
}

export interface PlanPaths {
  readonly stores: string;
  readonly logs: string;
  readonly keys: string;
}

/** A Node process of ours. */
export interface ServicePlan {
  /** `eu/gateway-0`, `directory/serve` */
  readonly name: string;
  /** Relative to the checkout. */
  readonly script: string;
  readonly role: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Base of /readyz and /metrics; undefined for a job that runs to its end. */
  readonly healthUrl?: string;
}

export interface DirectoryPlan {
  readonly url: string;
  readonly postgres: StorePlan;
  readonly migrate: ServicePlan;
  readonly serve: ServicePlan;
}

export interface CellPlan {
  readonly id: CellId;
  readonly region: string;
  readonly schedulable: boolean;
  readonly maxUsers: number;
  readonly postgres: StorePlan;
  readonly redis: StorePlan;
  readonly migrate: ServicePlan;
  readonly gateways: readonly ServicePlan[];
  readonly forwarders: readonly ServicePlan[];
  /** Of the clients' WebSockets. */
  readonly gatewayUrls: readonly string[];
  /** Kubernetes puts a Service before the forwarders; here the first one takes what other cells send. */
  readonly ingestUrl: string;
}

export interface ClusterPlan {
  readonly directory: DirectoryPlan;
  readonly cells: readonly CellPlan[];
  /** Every port, with the process that listens there. */
  readonly ports: readonly PortPlan[];
}

export interface PortPlan {
  readonly port: number;
  readonly process: string;
}

export const KEY_FILES = {
  directory: "directory.json",
  userTokens: "user-tokens-public.json",
  serverTokens: "server-tokens-public.json",
  webhooks: "webhook-secret",
  admin: "admin-token",
} as const;

export function cellKeysFile(cell: string): string {
  return `cell-${cell}.json`;
}

export function planCluster(input: PlanInput): ClusterPlan {
  const ports = new PortDealer(input.basePort);
  const directory = planDirectory(input, ports);
  const ids = input.manifests.map((manifest) => manifest.metadata.name);
  refuseBadIds(ids);
  const cells = input.manifests.map((manifest) => planCell(manifest, { input, ports, directoryUrl: directory.url }));
  return { directory, cells, ports: ports.dealt };
}

function refuseBadIds(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new LocalError("BAD_MANIFEST", {
      message: `two manifests have metadata.name ${twice}`,
      remedy: "give each cell a name of its own",
    });
  }
  if (ids.includes("directory")) {
    throw new LocalError("BAD_MANIFEST", {
      message: "metadata.name directory is the name of the directory's own processes here",
      remedy: "give the cell another name",
    });
  }
}

function planDirectory(input: PlanInput, ports: PortDealer): DirectoryPlan {
  const port = ports.next("directory/serve");
  const postgres = planPostgres("directory", input, ports);
  const key = (file: string) => path.join(input.paths.keys, file);
  const service = (role: string) => ({
    name: `directory/${role}`,
    script: "directory-service/src/main.ts",
    role,
    env: {
      CELLWIRE_HOST: HOST,
      CELLWIRE_DIRECTORY_PORT: String(port),
      CELLWIRE_DATABASE_URL: postgres.url,
      CELLWIRE_SIGNING_KEYS_FILE: key(KEY_FILES.directory),
      CELLWIRE_USER_TOKEN_KEYS_FILE: key(KEY_FILES.userTokens),
      CELLWIRE_ADMIN_TOKEN_FILE: key(KEY_FILES.admin),
      CELLWIRE_SERVER_TOKEN_KEYS_FILE: key(KEY_FILES.serverTokens),
      CELLWIRE_WEBHOOK_SECRET_FILE: key(KEY_FILES.webhooks),
    },
    logFile: logFile(input, "directory", role),
  });
  const url = `http://${HOST}:${port}`;
  return { url, postgres, migrate: service("migrate"), serve: { ...service("serve"), healthUrl: url } };
}

interface CellContext {
  readonly input: PlanInput;
  readonly ports: PortDealer;
  readonly directoryUrl: string;
}

function planCell(manifest: Cell, context: CellContext): CellPlan {
  const { input, ports } = context;
  const id = parseCellId(manifest.metadata.name);
  const { spec } = manifest;
  refuseWhatNeedsKubernetes(manifest);
  const postgres = planPostgres(id, input, ports);
  const redis = planRedis(id, input, ports);
  const env = {
    CELLWIRE_HOST: HOST,
    CELLWIRE_CELL: id,
    CELLWIRE_DATABASE_URL: postgres.url,
    CELLWIRE_REDIS_URL: redis.url,
    CELLWIRE_DIRECTORY_URL: context.directoryUrl,
    CELLWIRE_CELL_KEYS_FILE: path.join(input.paths.keys, cellKeysFile(id)),
    CELLWIRE_SERVER_TOKEN_KEYS_FILE: path.join(input.paths.keys, KEY_FILES.serverTokens),
    CELLWIRE_WEBHOOK_SECRET_FILE: path.join(input.paths.keys, KEY_FILES.webhooks),
    ...mediaEnvironment(manifest, input.mediaKeys),
    ...pushEnvironment(manifest, input.pushKeys),
    ...(spec.webhook && { CELLWIRE_WEBHOOK_URL: spec.webhook.url }),
  };
  const service = (role: "gateway" | "forwarder", index: number) =>
    planCellProcess({ id, role, index, env, portVariable: PORT_VARIABLES[role] }, context);
  const gateways = range(spec.gateway.replicas ?? spec.gateway.autoscaling?.min ?? 1).map((i) => service("gateway", i));
  const forwarders = range(spec.forwarder.replicas).map((i) => service("forwarder", i));
  return {
    id,
    region: spec.region,
    schedulable: spec.schedulable,
    maxUsers: spec.capacity.maxUsers,
    postgres,
    redis,
    migrate: {
      name: `${id}/migrate`,
      script: CELL_SCRIPT,
      role: "migrate",
      env: { ...env, CELLWIRE_PROCESS: "migrate" },
      logFile: logFile(input, id, "migrate"),
    },
    gateways: gateways.map((gateway) => gateway.plan),
    forwarders: forwarders.map((forwarder) => forwarder.plan),
    gatewayUrls: gateways.map((gateway) => `ws://${HOST}:${gateway.port}`),
    ingestUrl: `http://${HOST}:${forwarders[0]!.port}`,
  };
}

const CELL_SCRIPT = "cell/src/main.ts";
const PORT_VARIABLES = { gateway: "CELLWIRE_GATEWAY_PORT", forwarder: "CELLWIRE_INGEST_PORT" } as const;

interface CellProcess {
  readonly id: CellId;
  readonly role: "gateway" | "forwarder";
  readonly index: number;
  readonly env: Readonly<Record<string, string>>;
  readonly portVariable: string;
}

function planCellProcess(planned: CellProcess, context: CellContext): { plan: ServicePlan; port: number } {
  const shortName = `${planned.role}-${planned.index}`;
  const name = `${planned.id}/${shortName}`;
  const port = context.ports.next(name);
  const internalPort = context.ports.next(name);
  const env = {
    ...planned.env,
    CELLWIRE_PROCESS: shortName,
    CELLWIRE_INTERNAL_PORT: String(internalPort),
    CELLWIRE_ADVERTISE_URL: `ws://${HOST}:${internalPort}`,
    [planned.portVariable]: String(port),
  };
  const log = logFile(context.input, planned.id, shortName);
  const healthUrl = `http://${HOST}:${internalPort}`;
  return { plan: { name, script: CELL_SCRIPT, role: planned.role, env, logFile: log, healthUrl }, port };
}

/** What a manifest may ask for and one machine can't give is refused, not quietly left out. */
function refuseWhatNeedsKubernetes(manifest: Cell): void {
  const { metadata, spec } = manifest;
  const refuse = (field: string, remedy: string) => {
    throw new LocalError("BAD_MANIFEST", { message: `cell ${metadata.name}: ${field} can't be run locally`, remedy });
  };
  if (spec.postgres.mode === "External") refuse("spec.postgres.mode External", "use Managed");
  if (spec.redis.mode === "External") refuse("spec.redis.mode External", "use Managed");
  if (spec.postgres.restore !== undefined)
    refuse("spec.postgres.restore", "remove it; backups are of Kubernetes alone");
  if (spec.forwarder.replicas < 1) refuse("spec.forwarder.replicas 0", "use 1 or more");
  if (spec.gateway.replicas === 0) refuse("spec.gateway.replicas 0", "use 1 or more");
}

function planPostgres(owner: string, input: PlanInput, ports: PortDealer): StorePlan {
  const port = ports.next(`${owner}/postgres`);
  return {
    name: `${owner}/postgres`,
    port,
    directory: path.join(input.paths.stores, `${owner}-postgres`),
    logFile: logFile(input, owner, "postgres"),
    password: input.storePassword,
    url: `postgres://${DATABASE_LOGIN}:${input.storePassword}@${HOST}:${port}/${DATABASE_LOGIN}`,
    connectionsMax: POSTGRES_CONNECTIONS_MAX,
  };
}

function planRedis(owner: string, input: PlanInput, ports: PortDealer): StorePlan {
  const port = ports.next(`${owner}/redis`);
  return {
    name: `${owner}/redis`,
    port,
    directory: path.join(input.paths.stores, `${owner}-redis`),
    logFile: logFile(input, owner, "redis"),
    password: input.storePassword,
    url: `redis://:${input.storePassword}@${HOST}:${port}/0`,
    connectionsMax: REDIS_CONNECTIONS_MAX,
  };
}

function logFile(input: PlanInput, owner: string, shortName: string): string {
  return path.join(input.paths.logs, `${owner}-${shortName}.log`);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

class PortDealer {
  readonly dealt: PortPlan[] = [];
  readonly #basePort: number;

  constructor(basePort: number) {
    this.#basePort = basePort;
  }

  next(process: string): number {
    const port = this.#basePort + this.dealt.length;
    if (port > PORT_MAX) {
      throw new LocalError("BAD_ARGUMENT", {
        message: `the ports from ${this.#basePort} on run past ${PORT_MAX}`,
        remedy: "choose a lower --port",
      });
    }
    this.dealt.push({ port, process });
    return port;
  }
}

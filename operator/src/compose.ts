/** What the operator is made of. */

import { randomUUID } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { HttpClient } from "@cellwire/runtime/http-client.ts";
import { healthRoutes, HttpServer } from "@cellwire/runtime/http-server.ts";
import { Lifecycle, type Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { meter, startTelemetry } from "@cellwire/runtime/telemetry.ts";
import { BackupReports } from "./cell/backup-reports.ts";
import { ClusterWatch } from "./cell/cluster-watch.ts";
import { ConnectionCounts } from "./cell/connection-counts.ts";
import { CellController, phaseCounts } from "./cell/controller.ts";
import { MemberClient } from "./cell/member-client.ts";
import { observeOperator, operatorMetrics, type OperatorMetrics } from "./cell/operator-metrics.ts";
import type { Settings, World } from "./cell/visit.ts";
import type { OperatorConfig } from "./config.ts";
import { DirectoryClient } from "./directory/directory-client.ts";
import { DirectoryView } from "./directory/directory-view.ts";
import { KubeClient } from "./kube/client.ts";
import { Events } from "./kube/events.ts";
import { ELECTION_BOUNDS, LeaderElection, leaderOnly } from "./kube/leader-election.ts";
import type { ObjectKey } from "./kube/contract.ts";
import { RESOURCES } from "./kube/resources.ts";

const SERVICE = "operator";
const LEASE = "cellwire-operator";
const DIRECTORY_TIMEOUT_MS = 5_000;
const DIRECTORY_CONNECTIONS = 4;
const BODY_BYTES_MAX = 1_024;

export async function composeOperator(config: OperatorConfig, kube: KubeConfig, log: Logger): Promise<Lifecycle> {
  const telemetry = await startTelemetry({ service: `cellwire-${SERVICE}`, log });
  const metrics = operatorMetrics(meter("cellwire-operator"));
  const client = new KubeClient({ config: kube, observe: metrics.requested });
  const electionClient = new KubeClient({ config: kube, ...ELECTION_BOUNDS });
  const election = new LeaderElection({
    api: electionClient,
    lease: { namespace: config.POD_NAMESPACE, name: LEASE },
    // A process that starts again in the same pod is another one.
    identity: `${config.POD_NAME}_${randomUUID()}`,
    log,
  });
  const http = new HttpClient({
    baseUrl: config.CELLWIRE_DIRECTORY_URL,
    connections: DIRECTORY_CONNECTIONS,
    timeoutMs: DIRECTORY_TIMEOUT_MS,
  });
  const members = new MemberClient();
  const cells = composeCells({ config, client, election, http, members, metrics, log });
  const server = new HttpServer({
    name: "http",
    host: config.CELLWIRE_HOST,
    port: config.CELLWIRE_OPERATOR_PORT,
    log,
    bodyLimitBytes: BODY_BYTES_MAX,
    // One that waits for its turn is as ready as the one that leads.
    routes: healthRoutes({ ready: async () => cells.watch.missing, metricsText: () => telemetry.metricsText() }),
  });
  const lifecycle = new Lifecycle().add(telemetry).add(server);
  for (const [name, closable] of Object.entries({ client, electionClient, http, members })) {
    lifecycle.add(closing(name, closable));
  }
  // Stopped in reverse: the lease is given back when nothing acts any more.
  for (const service of [...cells.watch.informers, election, ...cells.services]) lifecycle.add(service);
  return lifecycle;
}

interface CellsInput {
  readonly config: OperatorConfig;
  readonly client: KubeClient;
  readonly election: LeaderElection;
  readonly http: HttpClient;
  readonly members: MemberClient;
  readonly metrics: OperatorMetrics;
  readonly log: Logger;
}

/** What watches over cells, and what it asks besides the API server. */
function composeCells(input: CellsInput): { readonly watch: ClusterWatch; readonly services: readonly Service[] } {
  const { config, client, election, http, members, metrics, log } = input;
  const isLeader = () => election.isLeader();
  const api = leaderOnly(client, election);
  // The controller comes last, and is told of what the others see.
  const watch: ClusterWatch = new ClusterWatch({ source: client, onChange: (cell) => controller.add(cell), log });
  const directory = new DirectoryView({
    client: new DirectoryClient({ http, adminTokenFile: config.CELLWIRE_DIRECTORY_ADMIN_TOKEN_FILE }),
    isLeader,
    onChange: (cell) => controller.addNamed(cell),
    random: systemRandom,
    log,
  });
  election.onChange(() => directory.wake());
  const asked = {
    pods: () => watch.list(RESOURCES.Pod),
    mayAsk: () => isLeader() && watch.missing.length === 0,
    onChange: (cell: ObjectKey) => controller.add(cell),
    log,
  };
  const connections = new ConnectionCounts({ ...asked, ask: (podIp) => members.connections(podIp) });
  const backups = new BackupReports({ ...asked, ask: (podIp) => members.backup(podIp), clock: systemClock });
  const events = new Events({ api, instance: config.POD_NAME, log });
  const world: World = {
    api,
    cache: watch,
    directory,
    members: {
      connections: (cell) => connections.get(cell),
      backup: (cell) => backups.get(cell),
      outbox: (podIp) => members.outbox(podIp),
    },
    events,
    settings: settingsOf(config),
    clock: systemClock,
    random: systemRandom,
    log,
  };
  const controller: CellController = new CellController({ watch, world, election, metrics });
  const phases = () => phaseCounts(watch.cells.list());
  observeOperator(meter("cellwire-operator"), { queue: () => controller.queue, isLeader, phases });
  return { watch, services: [events, directory, connections, backups, controller] };
}

function settingsOf(config: OperatorConfig): Settings {
  return {
    directoryUrl: config.CELLWIRE_DIRECTORY_URL,
    operatorNamespace: config.POD_NAMESPACE,
    image: config.CELLWIRE_IMAGE,
    defaultVersion: config.CELLWIRE_DEFAULT_VERSION,
    postgresImage: config.CELLWIRE_POSTGRES_IMAGE,
    redisImage: config.CELLWIRE_REDIS_IMAGE,
  };
}

/** Closed once, however often it is stopped. */
function closing(name: string, closable: { close(): Promise<void> }): Service {
  let closed: Promise<void> | undefined;
  return { name, start: async () => undefined, stop: () => (closed ??= closable.close()) };
}

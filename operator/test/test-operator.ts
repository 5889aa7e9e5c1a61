/** An operator as compose.ts makes it, on a nodeless cluster: with its caches, its lease and its queue. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { ClusterWatch } from "../src/cell/cluster-watch.ts";
import { CellController } from "../src/cell/controller.ts";
import type { World } from "../src/cell/visit.ts";
import type { Directory } from "../src/directory/directory.ts";
import { KubeClient } from "../src/kube/client.ts";
import type { KubeApi } from "../src/kube/contract.ts";
import { ELECTION_BOUNDS, LeaderElection, leaderOnly } from "../src/kube/leader-election.ts";
import type { NodelessCluster } from "./nodeless-cluster.ts";

export interface TestOperatorOptions {
  readonly cluster: NodelessCluster;
  readonly name?: string;
  readonly leaseNamespace: string;
  /** Of the API server that the operator reaches; a proxy's, say. */
  readonly port?: number;
  readonly log?: Logger;
  readonly outbox?: () => Promise<{ rows: number; parked: number }>;
  readonly defaultVersion?: string;
}

/** Short, so that a test need not wait for a lease to lapse. */
const LEASE = { leaseMs: 2_000, renewDeadlineMs: 1_200, retryMs: 200 };
const SYNC_MS = 30_000;

export class TestOperator {
  readonly watch: ClusterWatch;
  readonly election: LeaderElection;
  readonly controller: CellController;
  readonly events: { reason: string; message: string }[] = [];
  /** Requests of the controller: "apply Deployment". */
  readonly requests: string[] = [];
  /** Kinds that informers looked for in vain: a slow look-up each, of the operator and not of a cell. */
  readonly missingKinds: string[] = [];
  readonly world: World;
  readonly #client: KubeClient;
  readonly #electionClient: KubeClient;

  constructor(options: TestOperatorOptions) {
    const { cluster, name = "operator-0", leaseNamespace, port, log = silentLogger } = options;
    const config = cluster.server.config(port === undefined ? {} : { port });
    const note = ({ verb, kind, code }: { verb: string; kind: string; code: number }) => {
      // The API server answers so about a kind that it does not know; lists of a known one are never missing.
      if (verb === "list" && code === 404) this.missingKinds.push(kind);
      else if (verb !== "watch") this.requests.push(`${verb} ${kind}`);
    };
    this.#client = new KubeClient({ config, observe: note });
    this.#electionClient = new KubeClient({ config, ...ELECTION_BOUNDS });
    this.election = new LeaderElection({
      api: this.#electionClient,
      lease: { namespace: leaseNamespace, name: "cellwire-operator" },
      identity: name,
      ...LEASE,
      log,
    });
    this.watch = new ClusterWatch({ source: this.#client, onChange: (cell) => this.controller.add(cell), log });
    this.world = this.#world(leaderOnly(this.#client, this.election), options);
    const metrics = { visited: () => undefined, requested: () => undefined };
    this.controller = new CellController({ watch: this.watch, world: this.world, election: this.election, metrics });
  }

  async start(): Promise<this> {
    await this.startWatching();
    await this.election.start();
    await this.controller.start();
    return this;
  }

  /** Without acting: for tests that make the visits themselves. */
  async startWatching(): Promise<void> {
    for (const informer of this.watch.informers) await informer.start();
    await this.watch.waitSynced(AbortSignal.timeout(SYNC_MS));
  }

  async stop(): Promise<void> {
    await this.controller.stop();
    await this.election.stop();
    for (const informer of this.watch.informers) await informer.stop();
    await this.#client.close();
    await this.#electionClient.close();
  }

  /** Another life of the operator, that shares the caches: visits only, and of this reach. */
  reborn(reach: { readonly api: KubeApi; readonly directory: Directory }): CellController {
    const metrics = { visited: () => undefined, requested: () => undefined };
    const election = { isLeader: () => false, onChange: () => undefined };
    return new CellController({ watch: this.watch, world: { ...this.world, ...reach }, election, metrics });
  }

  #world(api: KubeApi, options: TestOperatorOptions): World {
    const nothing = async () => ({ rows: 0, parked: 0 });
    return {
      api,
      cache: this.watch,
      directory: options.cluster.directory,
      members: { connections: () => undefined, backup: () => undefined, outbox: options.outbox ?? nothing },
      events: { record: (_about, { reason, message }) => void this.events.push({ reason, message }) },
      settings: {
        directoryUrl: "http://cellwire-directory.cellwire-system.svc:80",
        operatorNamespace: "cellwire-system",
        image: "cellwire",
        defaultVersion: options.defaultVersion ?? "1.0.0",
        postgresImage: "postgres:18",
        redisImage: "redis:8",
      },
      clock: systemClock,
      random: systemRandom,
      log: options.log ?? silentLogger,
    };
  }
}

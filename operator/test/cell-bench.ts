/** One Cell, the operator's visits to it, and a cluster in memory around it. */

import { silentLogger } from "@cellwire/runtime/log.ts";
import { parseCell } from "../src/api/cell.ts";
import type { CellStatus, CellCondition } from "../src/api/cell-status.ts";
import { reconcile, type VisitResult } from "../src/cell/reconcile.ts";
import { newVisit, type CellMemory, type MemberProbe, type World } from "../src/cell/visit.ts";
import { confirmed } from "../src/cell/confirmed.ts";
import type { Directory } from "../src/directory/directory.ts";
import type { KubeApi, KubeObject } from "../src/kube/contract.ts";
import { RESOURCES } from "../src/kube/resources.ts";
import { FakeDirectory } from "./fake-directory.ts";
import { FakeKubeApi } from "./fake-kube-api.ts";
import { healthyStatus, ATTENDED } from "./workload-controllers.ts";

export const CELL_KEY = { namespace: "cell-eu", name: "eu" };
const VISITS_MAX = 200;

/** What the operator writes to. */
export interface Reach {
  readonly api: KubeApi;
  readonly directory: Directory;
}

export interface BenchEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export class CellBench {
  readonly cluster = new FakeKubeApi();
  readonly directory = new FakeDirectory();
  readonly events: BenchEvent[] = [];
  readonly outbox = { rows: 0, parked: 0 };
  nowMs = Date.parse("2026-01-01T00:00:00Z");
  memory: CellMemory = { uid: "" };
  defaultVersion = "1.0.0";
  images = { image: "cellwire", postgresImage: "postgres:18", redisImage: "redis:8" };
  /** Called after every visit; by default all pods get ready at once. */
  settle: () => void = () => this.makeHealthy();
  #randomBytes = 0;
  #cache = this.cluster.cache;

  constructor() {
    this.cluster.change(RESOURCES.Namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: "cell-eu" } });
  }

  /** As `kubectl apply`. */
  apply(spec: object, annotations: Record<string, string> = {}): void {
    const existing = this.cluster.peek(RESOURCES.Cell, CELL_KEY);
    const manifest = {
      apiVersion: "cellwire.dev/v1alpha1",
      kind: "Cell",
      metadata: { ...CELL_KEY, annotations },
      spec,
    };
    // The API server fills in the defaults.
    const { spec: full } = parseCell(manifest);
    const metadata = { ...existing?.metadata, ...manifest.metadata };
    this.cluster.change(RESOURCES.Cell, { ...existing, ...manifest, metadata, spec: full });
  }

  /** As `kubectl delete`. */
  async delete(): Promise<void> {
    const { uid } = this.cell().metadata;
    await this.cluster.delete(RESOURCES.Cell, CELL_KEY, { preconditions: { uid: uid! } });
  }

  cell(): KubeObject {
    return this.cluster.peek(RESOURCES.Cell, CELL_KEY)!;
  }

  get status(): CellStatus {
    return (this.cell()["status"] ?? {}) as CellStatus;
  }

  condition(type: CellCondition) {
    return this.status.conditions?.find((condition) => condition.type === type);
  }

  async visit(
    { api, directory }: Reach = { api: this.cluster, directory: this.directory },
  ): Promise<VisitResult | undefined> {
    const object = this.#cache.get(RESOURCES.Cell, CELL_KEY);
    if (object === undefined) return undefined;
    const world = this.#world(confirmed({ api, directory }, object));
    const result = await reconcile(
      newVisit(object, { world, memory: this.memory, signal: AbortSignal.timeout(60_000) }),
    );
    this.settle();
    return result;
  }

  /** Visits until one changes nothing. @throws after 200 visits */
  async visitUntilIdle(reach?: Reach): Promise<void> {
    for (let visits = 0; visits < VISITS_MAX; visits++) {
      const before = this.#fingerprint();
      await this.visit(reach);
      if (this.#fingerprint() === before) return;
    }
    throw new Error(`not idle after ${VISITS_MAX} visits; last writes: ${this.cluster.writes.slice(-10).join(", ")}`);
  }

  /** From now on the watches tell nothing. */
  freezeCache(): void {
    this.#cache = this.cluster.snapshot();
  }

  thawCache(): void {
    this.#cache = this.cluster.cache;
  }

  makeHealthy(): void {
    for (const resource of ATTENDED) {
      for (const object of this.cluster.all(resource)) {
        const status = healthyStatus(object);
        if (status) this.cluster.change(resource, { ...object, status });
      }
    }
    this.#runForwarderPods();
  }

  #fingerprint(): string {
    return `${this.cluster.revision} ${this.directory.registrations.length}`;
  }

  /** One pod, while there is a Deployment of forwarders. */
  #runForwarderPods(): void {
    const deployment = this.cluster
      .all(RESOURCES.Deployment)
      .find(({ metadata }) => metadata.name.endsWith("-forwarder"));
    const key = { namespace: CELL_KEY.namespace, name: "eu-forwarder-0" };
    const pod = this.cluster.peek(RESOURCES.Pod, key);
    if (deployment === undefined && pod) {
      void this.cluster.delete(RESOURCES.Pod, key, { preconditions: { uid: pod.metadata.uid! } });
    } else if (deployment && !pod) {
      const { template } = deployment["spec"] as { template: { metadata: { labels: Record<string, string> } } };
      const status = { podIP: "10.0.0.7", conditions: [{ type: "Ready", status: "True" }] };
      const metadata = { ...key, labels: template.metadata.labels };
      this.cluster.change(RESOURCES.Pod, { apiVersion: "v1", kind: "Pod", metadata, status });
    }
  }

  #world({ api, directory }: Reach): World {
    const members: MemberProbe = {
      connections: () => undefined,
      backup: () => undefined,
      outbox: async () => this.outbox,
    };
    return {
      api,
      cache: this.#cache,
      directory,
      members,
      events: { record: (_about, event) => void this.events.push(event) },
      settings: {
        directoryUrl: "http://cellwire-directory.cellwire-system.svc:80",
        operatorNamespace: "cellwire-system",
        defaultVersion: this.defaultVersion,
        ...this.images,
      },
      clock: { nowMs: () => this.nowMs, monotonicMs: () => this.nowMs },
      random: { bytes: (count) => new Uint8Array(count).fill((this.#randomBytes += 1)), float: () => 0.5 },
      log: silentLogger,
    };
  }
}

/**
 * A real API server with stand-ins for what it lacks here: controllers, nodes and the directory. Pods get ready at once,
 * claims and pods end when they are deleted.
 */

import { silentLogger } from "@cellwire/runtime/log.ts";
import { KubeClient } from "../src/kube/client.ts";
import { KubeError, type KubeObject, type Resource } from "../src/kube/contract.ts";
import { Informer } from "../src/kube/informer.ts";
import { RESOURCES } from "../src/kube/resources.ts";
import { startApiServer, type ApiServer } from "./api-server.ts";
import { FakeDirectory } from "./fake-directory.ts";
import { healthyStatus, ATTENDED } from "./workload-controllers.ts";

const CELL_CRD = `${import.meta.dirname}/../../crds/cells.cellwire.dev.yaml`;
const CLAIM_FINALIZER = "kubernetes.io/pvc-protection";

/** Each cell has four Services. */
const MANY_SERVICES = "--service-cluster-ip-range=10.96.0.0/16";

/** Of volumes that can grow. */
export const STORAGE_CLASS_NAME = "standard";
const STORAGE_CLASS: Resource = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  plural: "storageclasses",
  namespaced: false,
};

export class NodelessCluster implements AsyncDisposable {
  readonly server: ApiServer;
  readonly directory = new FakeDirectory();
  /** Of an administrator. */
  readonly client: KubeClient;
  /** False: workloads stay as they were applied. */
  isHealthy = true;
  readonly #informers: Informer<KubeObject>[] = [];
  #namespaces = 0;

  private constructor(server: ApiServer) {
    this.server = server;
    this.client = new KubeClient({ config: server.config() });
  }

  static async start(): Promise<NodelessCluster> {
    const cluster = new NodelessCluster(await startApiServer({ arguments: [MANY_SERVICES] }));
    await cluster.server.applyCrds([CELL_CRD]);
    await cluster.client.create<KubeObject>(STORAGE_CLASS, {
      apiVersion: STORAGE_CLASS.apiVersion,
      kind: STORAGE_CLASS.kind,
      metadata: { name: STORAGE_CLASS_NAME },
      provisioner: "example.com/nothing",
      allowVolumeExpansion: true,
    });
    for (const resource of ATTENDED)
      await cluster.#attend(resource, (object) => cluster.#makeHealthy(resource, object));
    await cluster.#attend(RESOURCES.PersistentVolumeClaim, (claim) => cluster.#letClaimGo(claim));
    cluster.#informers[0]!.onChange((_key, what, deployment) => {
      cluster.#attendPod(what, deployment).catch(() => undefined);
    });
    return cluster;
  }

  /** A namespace of its own for each test. */
  async namespace(): Promise<string> {
    this.#namespaces += 1;
    const name = `test-${this.#namespaces}`;
    await this.client.create(RESOURCES.Namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    return name;
  }

  /** As `kubectl apply`, by another field manager than the operator's. */
  async applyCell(key: { namespace: string; name: string }, spec: object): Promise<KubeObject> {
    return await untilNoConflict(() => this.#applyCellOnce(key, spec));
  }

  async #applyCellOnce(key: { namespace: string; name: string }, spec: object): Promise<KubeObject> {
    const manifest = { apiVersion: "cellwire.dev/v1alpha1", kind: "Cell", metadata: key, spec };
    const before = await this.client.get(RESOURCES.Cell, key);
    if (before === undefined) return this.client.create<KubeObject>(RESOURCES.Cell, manifest);
    // Fields that are not written any more go.
    const gone = Object.keys(before["spec"] as object).filter((name) => !(name in spec));
    const patch = { spec: { ...Object.fromEntries(gone.map((name) => [name, null])), ...spec } };
    return this.client.patch(RESOURCES.Cell, key, { patch, preconditions: preconditionsOf(before) });
  }

  async annotateCell(key: { namespace: string; name: string }, annotations: object): Promise<void> {
    await untilNoConflict(async () => {
      const before = await this.client.get(RESOURCES.Cell, key);
      await this.client.patch(RESOURCES.Cell, key, {
        patch: { metadata: { annotations } },
        preconditions: preconditionsOf(before!),
      });
    });
  }

  /** As `kubectl delete namespace`, and what its controller does next: it deletes all that is inside. */
  async deleteNamespace(name: string): Promise<void> {
    await this.delete(RESOURCES.Namespace, { name });
    for (const resource of Object.values(RESOURCES).filter(({ namespaced }) => namespaced)) {
      const objects = await this.client.list(resource, { namespace: name }).catch(() => []);
      for (const { metadata } of objects) await this.delete(resource, { namespace: name, name: metadata.name });
    }
  }

  /** As a provisioner: a volume that would go with its claim. */
  async bindToVolume(claim: KubeObject, name: string): Promise<void> {
    const { resources, accessModes, storageClassName } = claim["spec"] as Record<string, unknown>;
    await this.client.create<KubeObject>(RESOURCES.PersistentVolume, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        accessModes,
        storageClassName,
        capacity: (resources as { requests: object }).requests,
        persistentVolumeReclaimPolicy: "Delete",
        hostPath: { path: "/nowhere" },
      },
    });
    const fresh = (await this.client.get(RESOURCES.PersistentVolumeClaim, claim.metadata))!;
    await this.client.patch(RESOURCES.PersistentVolumeClaim, claim.metadata, {
      patch: { spec: { volumeName: name } },
      preconditions: preconditionsOf(fresh),
    });
  }

  async delete(resource: Resource, key: { namespace?: string; name: string }): Promise<void> {
    const before = await this.client.get(resource, key);
    if (before) await this.client.delete(resource, key, { preconditions: { uid: before.metadata.uid! } });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#informers.map((informer) => informer.stop()));
    await this.client.close();
    await this.server.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #attend(resource: Resource, act: (object: KubeObject) => Promise<void>): Promise<void> {
    const informer = new Informer<KubeObject>({ source: this.client, resource, log: silentLogger });
    informer.onChange((_key, what, object) => {
      if (what === "deleted") return;
      // Somebody was faster; his change is told as well.
      act(object).catch(() => undefined);
    });
    this.#informers.push(informer);
    await informer.start();
  }

  async #makeHealthy(resource: Resource, object: KubeObject): Promise<void> {
    if (!this.isHealthy || object.metadata.deletionTimestamp !== undefined) return;
    const status = healthyStatus({ ...object, kind: resource.kind });
    const { apiVersion, kind } = resource;
    const { name, namespace, uid } = object.metadata;
    const metadata = { name, namespace: namespace!, uid: uid! };
    if (status) await this.client.applyStatus<KubeObject>(resource, { apiVersion, kind, metadata, status });
  }

  /** One pod of each forwarder Deployment: what a cell owes other cells is asked of it. */
  async #attendPod(what: string, deployment: KubeObject): Promise<void> {
    const { name, namespace } = deployment.metadata;
    if (!name.endsWith("-forwarder")) return;
    const key = { namespace: namespace!, name: `${name}-0` };
    if (what === "deleted") return this.delete(RESOURCES.Pod, key);
    const { template } = deployment["spec"] as {
      template: { metadata: { labels: Record<string, string> }; spec: object };
    };
    const identity = { apiVersion: "v1", kind: "Pod", metadata: { ...key, labels: template.metadata.labels } };
    if ((await this.client.get(RESOURCES.Pod, key)) === undefined) {
      await this.client.create<KubeObject>(RESOURCES.Pod, { ...identity, spec: template.spec });
    }
    const status = { podIP: "10.0.0.7", podIPs: [{ ip: "10.0.0.7" }], conditions: [{ type: "Ready", status: "True" }] };
    await this.client.applyStatus<KubeObject>(RESOURCES.Pod, { ...identity, metadata: key, status });
  }

  /** The protection of claims that are in use, for claims that never are. */
  async #letClaimGo(claim: KubeObject): Promise<void> {
    const { name, namespace, deletionTimestamp, finalizers = [] } = claim.metadata;
    if (deletionTimestamp === undefined || !finalizers.includes(CLAIM_FINALIZER)) return;
    await this.client.patch(
      RESOURCES.PersistentVolumeClaim,
      { name, namespace },
      {
        patch: { metadata: { finalizers: finalizers.filter((one) => one !== CLAIM_FINALIZER) } },
        preconditions: preconditionsOf(claim),
      },
    );
  }
}

export function preconditionsOf({ metadata }: KubeObject): { uid: string; resourceVersion: string } {
  return { uid: metadata.uid!, resourceVersion: metadata.resourceVersion! };
}

const TRIES_MAX = 20;

/** Again when the operator wrote meanwhile, as people do. */
async function untilNoConflict<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      const isConflict = error instanceof KubeError && error.reason === "Conflict";
      if (!isConflict || tries === TRIES_MAX) throw error;
    }
  }
}

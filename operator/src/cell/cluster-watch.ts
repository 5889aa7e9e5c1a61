/** Watches all Cells and what the operator made for them, and says which Cell a change is about. */

import type { Logger } from "@cellwire/runtime/log.ts";
import { CELL_LABEL, MANAGED_BY_LABEL, OPERATOR_NAME } from "../resources/cell-object.ts";
import type { KubeObject, ObjectKey, Resource } from "../kube/contract.ts";
import { Informer, type InformerOptions } from "../kube/informer.ts";
import { RESOURCES } from "../kube/resources.ts";
import { HOLDS_CELLS_LABEL } from "./phases/namespace.ts";
import type { ClusterCache } from "./visit.ts";

/** Secrets are not among them: the operator may not list those. */
const CHILDREN: readonly Resource[] = [
  RESOURCES.Deployment,
  RESOURCES.StatefulSet,
  RESOURCES.Job,
  RESOURCES.Pod,
  RESOURCES.PersistentVolumeClaim,
  RESOURCES.Service,
  RESOURCES.ConfigMap,
  RESOURCES.ServiceAccount,
  RESOURCES.NetworkPolicy,
  RESOURCES.PodDisruptionBudget,
  RESOURCES.HorizontalPodAutoscaler,
  RESOURCES.ServiceMonitor,
  RESOURCES.CloudNativePgCluster,
];

export interface ClusterWatchOptions {
  readonly source: InformerOptions<KubeObject>["source"];
  readonly onChange: (cell: ObjectKey) => void;
  readonly log: Logger;
}

export class ClusterWatch implements ClusterCache {
  readonly cells: Informer<KubeObject>;
  /** All of them, to be started and stopped. */
  readonly informers: readonly Informer<KubeObject>[];
  readonly #byKind: ReadonlyMap<string, Informer<KubeObject>>;

  constructor({ source, onChange, log }: ClusterWatchOptions) {
    const ours = { labelSelector: `${MANAGED_BY_LABEL}=${OPERATOR_NAME}` };
    const all = new Map<string, Informer<KubeObject>>();
    this.cells = new Informer<KubeObject>({ source, resource: RESOURCES.Cell, log }).onChange(onChange);
    all.set(RESOURCES.Cell.kind, this.cells);
    const query = { labelSelector: `${HOLDS_CELLS_LABEL}=true` };
    all.set(RESOURCES.Namespace.kind, new Informer({ source, resource: RESOURCES.Namespace, query, log }));
    for (const resource of CHILDREN) {
      const trim = resource === RESOURCES.Pod ? slimPod : undefined;
      const informer = new Informer<KubeObject>({ source, resource, query: ours, ...(trim && { trim }), log });
      informer.onChange(({ namespace }, _what, { metadata }) => {
        const name = metadata.labels?.[CELL_LABEL];
        if (name !== undefined) onChange({ namespace, name });
      });
      all.set(resource.kind, informer);
    }
    this.#byKind = all;
    this.informers = [...all.values()];
  }

  /** What has not been read yet. */
  get missing(): string[] {
    return this.informers.filter(({ synced }) => !synced).map(({ name }) => name);
  }

  async waitSynced(signal: AbortSignal): Promise<void> {
    await Promise.all(this.informers.map((informer) => informer.waitSynced(signal)));
  }

  knows({ kind }: Resource): boolean {
    return this.#byKind.get(kind)?.kindExists === true;
  }

  get({ kind }: Resource, key: ObjectKey): KubeObject | undefined {
    return this.#byKind.get(kind)?.get(key);
  }

  list({ kind }: Resource, namespace?: string): readonly KubeObject[] {
    return this.#byKind.get(kind)?.list(namespace) ?? [];
  }
}

/** Pods are many; what they run is known from elsewhere. */
function slimPod(pod: KubeObject): KubeObject {
  const { spec: _dropped, ...rest } = pod;
  return rest;
}

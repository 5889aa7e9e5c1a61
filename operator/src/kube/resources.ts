import type { ObjectKey, Resource } from "./contract.ts";

/** Every kind that the operator touches. */
export const RESOURCES = {
  Cell: namespaced("cellwire.dev/v1alpha1", "Cell", "cells"),
  CellFleet: clusterWide("cellwire.dev/v1alpha1", "CellFleet", "cellfleets"),
  ConfigMap: namespaced("v1", "ConfigMap", "configmaps"),
  Event: namespaced("v1", "Event", "events"),
  Namespace: clusterWide("v1", "Namespace", "namespaces"),
  PersistentVolume: clusterWide("v1", "PersistentVolume", "persistentvolumes"),
  PersistentVolumeClaim: namespaced("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
  Pod: namespaced("v1", "Pod", "pods"),
  Secret: namespaced("v1", "Secret", "secrets"),
  Service: namespaced("v1", "Service", "services"),
  ServiceAccount: namespaced("v1", "ServiceAccount", "serviceaccounts"),
  Deployment: namespaced("apps/v1", "Deployment", "deployments"),
  StatefulSet: namespaced("apps/v1", "StatefulSet", "statefulsets"),
  HorizontalPodAutoscaler: namespaced("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  Job: namespaced("batch/v1", "Job", "jobs"),
  Lease: namespaced("coordination.k8s.io/v1", "Lease", "leases"),
  NetworkPolicy: namespaced("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
  PodDisruptionBudget: namespaced("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  Role: namespaced("rbac.authorization.k8s.io/v1", "Role", "roles"),
  RoleBinding: namespaced("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings"),
  /** Of the Prometheus operator; may not exist. */
  ServiceMonitor: namespaced("monitoring.coreos.com/v1", "ServiceMonitor", "servicemonitors"),
  /** A Postgres cluster of CloudNativePG; may not exist. */
  CloudNativePgCluster: namespaced("postgresql.cnpg.io/v1", "Cluster", "clusters"),
} as const satisfies Record<string, Resource>;

/** The path of all objects of a kind, or of those in one namespace; for a list, a watch or a creation. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.apiVersion.includes("/") ? "/apis" : "/api";
  const inNamespace = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}/${resource.apiVersion}${inNamespace}/${resource.plural}`;
}

/** @throws {TypeError} when the key has no namespace and the kind needs one, or the other way round */
export function objectPath(resource: Resource, key: ObjectKey): string {
  if (resource.namespaced !== (key.namespace !== undefined)) {
    throw new TypeError(`${resource.kind} ${key.name} must ${resource.namespaced ? "" : "not "}have a namespace`);
  }
  // An empty name would address the whole collection: a delete of everything.
  if (key.name === "") throw new TypeError(`a ${resource.kind} without a name`);
  return `${collectionPath(resource, key.namespace)}/${encodeURIComponent(key.name)}`;
}

/** `namespace/name`, or `name` for objects of the whole cluster: how maps and queues know an object. */
export function keyText(key: ObjectKey): string {
  return key.namespace === undefined ? key.name : `${key.namespace}/${key.name}`;
}

/** The key that `keyText` made into `text`; neither namespaces nor names contain a slash. */
export function keyFromText(text: string): ObjectKey {
  const slash = text.indexOf("/");
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

function namespaced(apiVersion: string, kind: string, plural: string): Resource {
  return { apiVersion, kind, plural, namespaced: true };
}

function clusterWide(apiVersion: string, kind: string, plural: string): Resource {
  return { apiVersion, kind, plural, namespaced: false };
}

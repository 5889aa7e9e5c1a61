/** Where the API server has an object of the chart. */

import type { Manifest } from "./helm.ts";

const CLUSTER_WIDE = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "Namespace",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
]);

export function manifestPath({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion.includes("/") ? "/apis" : "/api";
  const namespace = CLUSTER_WIDE.has(kind) ? "" : `/namespaces/${metadata.namespace}`;
  return `${root}/${apiVersion}${namespace}/${plural(kind)}/${metadata.name}`;
}

function plural(kind: string): string {
  const singular = kind.toLowerCase();
  return singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

import type { KubeObject, Preconditions } from "../kube/contract.ts";

export interface SecretData {
  /** Decoded. */
  readonly values: Readonly<Record<string, string>>;
  readonly preconditions: Required<Preconditions>;
}

export function secretData(secret: KubeObject): SecretData {
  const { uid, resourceVersion } = secret.metadata;
  const encoded = (secret["data"] ?? {}) as Readonly<Record<string, string>>;
  const decoded = Object.entries(encoded).map(([name, value]) => [name, Buffer.from(value, "base64").toString("utf8")]);
  return { values: Object.fromEntries(decoded), preconditions: { uid: uid!, resourceVersion: resourceVersion! } };
}

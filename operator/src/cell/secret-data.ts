import type { KubeObject, Preconditions } from "../kube/contract.ts";
import { CELL_KEYS_FILE } from "../resources/cell-keys-secret.ts";
import { keySet, type KeySet } from "../resources/key-set.ts";

export interface SecretData {
  /** Decoded. */
  readonly values: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly preconditions: Required<Preconditions>;
}

export function secretData(secret: KubeObject): SecretData {
  const { uid, resourceVersion, annotations = {} } = secret.metadata;
  const encoded = (secret["data"] ?? {}) as Readonly<Record<string, string>>;
  const decoded = Object.entries(encoded).map(([name, value]) => [name, Buffer.from(value, "base64").toString("utf8")]);
  const preconditions = { uid: uid!, resourceVersion: resourceVersion! };
  return { values: Object.fromEntries(decoded), annotations, preconditions };
}

/** @throws without a word of what is in it, which is secret */
export function parsedKeys({ values }: SecretData): KeySet {
  try {
    return keySet.parse(JSON.parse(values[CELL_KEYS_FILE] ?? ""));
  } catch {
    throw new Error(`the Secret with the cell's keys does not hold { active, keys } under ${CELL_KEYS_FILE}`);
  }
}

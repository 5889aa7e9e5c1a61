/** Where Postgres and Redis are, and their passwords: Secrets that the operator makes, or that it is told of. */

import type { Cell } from "../api/cell.ts";
import type { KubeObject } from "../kube/contract.ts";
import { dataMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { PORTS } from "./ports.ts";

export type Store = "postgres" | "redis";

/** Keys of the Secrets. One that the user brings needs `url` alone. */
export const URL_KEY = "url";
export const PASSWORD_KEY = "password";

/** Name of the database and of its owner. */
export const DATABASE_LOGIN = "cellwire";

/** The Secret that the pods read `url` from. */
export function storeSecretName(cell: Cell, store: Store): string {
  const { external } = cell.spec[store];
  return external?.secretName ?? childNames(cell.metadata.name)[store];
}

/** `kubernetes.io/basic-auth`, because CloudNativePG takes the owner's login from such a Secret. */
export function postgresSecret(input: CellInput, password: string): KubeObject {
  return secret(input, "postgres", {
    type: "kubernetes.io/basic-auth",
    stringData: { username: DATABASE_LOGIN, password, url: postgresUrl(input.cell, password) },
  });
}

export function redisSecret(input: CellInput, password: string): KubeObject {
  return secret(input, "redis", { type: "Opaque", stringData: { password, url: redisUrl(input.cell, password) } });
}

export function postgresUrl({ metadata, spec }: Cell, password: string): string {
  const { postgres } = childNames(metadata.name);
  // CloudNativePG's Service of whichever instance is the primary.
  const host = spec.postgres.mode === "CloudNativePG" ? `${postgres}-rw` : postgres;
  const login = `${DATABASE_LOGIN}:${encodeURIComponent(password)}`;
  return `postgres://${login}@${host}.${metadata.namespace}.svc:${PORTS.postgres}/${DATABASE_LOGIN}`;
}

export function redisUrl({ metadata }: Cell, password: string): string {
  const host = `${childNames(metadata.name).redis}.${metadata.namespace}.svc`;
  return `redis://:${encodeURIComponent(password)}@${host}:${PORTS.redis}/0`;
}

function secret(input: CellInput, store: Store, content: { type: string; stringData: object }): KubeObject {
  const name = childNames(input.cell.metadata.name)[store];
  return { apiVersion: "v1", kind: "Secret", metadata: dataMetadata(input, { name, component: store }), ...content };
}

/**
 * The Secrets of an installation, made once and never again touched: a second installation under the same name, an
 * upgrade and a repair after a loss of anything else find the keys that the cells already trust. They belong to no
 * Helm release, so that neither an upgrade nor an uninstall takes them away.
 */

import type { Random } from "@cellwire/runtime/random.ts";
import { KubeError, type KubeApi, type KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";
import { newPrivateKey, publicKey, type KeySet } from "../resources/key-set.ts";

export interface Installation {
  /** Helm's release name: what all names begin with. */
  readonly release: string;
  readonly namespace: string;
  /** Whether the application has no keys of its own for its users' tokens, so that one is made here. */
  readonly applicationKey: boolean;
  /** Whether the directory's database is run by this installation. */
  readonly database: boolean;
}

const SECRET_BYTES = 24;

/** Names and the names in `data` are what the chart mounts. */
export function installationSecrets(installation: Installation, random: Pick<Random, "bytes">): KubeObject[] {
  const { release } = installation;
  const secret = (name: string, data: Record<string, string>): KubeObject => secretObject(installation, name, data);
  const secrets = [
    secret(`${release}-directory-keys`, { "signing.json": JSON.stringify(newKeySet(random)) }),
    secret(`${release}-directory-admin`, { token: newSecret(random) }),
  ];
  if (installation.database) secrets.push(secret(`${release}-directory-postgres`, { password: newSecret(random) }));
  if (installation.applicationKey) secrets.push(secret(`${release}-application-keys`, applicationKeys(random)));
  return secrets;
}

/** Creates those that are not there, and returns their names. Needs the right to create Secrets and none to read them. */
export async function ensureSecrets(api: Pick<KubeApi, "create">, secrets: readonly KubeObject[]): Promise<string[]> {
  const created: string[] = [];
  for (const secret of secrets) {
    try {
      await api.create(RESOURCES.Secret, secret);
      created.push(secret.metadata.name);
    } catch (error) {
      if (!(error instanceof KubeError && error.reason === "AlreadyExists")) throw error;
    }
  }
  return created;
}

/** The private key signs users' tokens: it is for the application. The directory reads the public ones alone. */
function applicationKeys(random: Pick<Random, "bytes">): Record<string, string> {
  const keys = newKeySet(random);
  return {
    "application.json": JSON.stringify(keys),
    "user-tokens.json": JSON.stringify({ keys: keys.keys.map(publicKey) }),
  };
}

function newKeySet(random: Pick<Random, "bytes">): KeySet {
  const key = newPrivateKey(random);
  return { active: key.kid, keys: [key] };
}

/** Fit for a header, a URL and a command line. */
function newSecret(random: Pick<Random, "bytes">): string {
  return Buffer.from(random.bytes(SECRET_BYTES)).toString("base64url");
}

function secretObject({ release, namespace }: Installation, name: string, data: Record<string, string>): KubeObject {
  const labels = { "app.kubernetes.io/name": "cellwire", "app.kubernetes.io/instance": release };
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace, labels }, type: "Opaque", stringData: data };
}

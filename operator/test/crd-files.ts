import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import { KubeClient } from "../src/kube/client.ts";
import { KubeError, type KubeObject, type Resource } from "../src/kube/contract.ts";

const DEFINITIONS: Resource = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};
const SERVED_MS = 20_000;
const POLL_MS = 50;

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** Applies the definitions in YAML files; resolves when the API server serves their kinds. */
export async function applyCrdFiles(config: KubeConfig, files: readonly string[]): Promise<void> {
  const client = new KubeClient({ config });
  try {
    for (const definition of files.flatMap(definitionsIn)) {
      await client.apply(DEFINITIONS, definition);
      await waitServed(client, definition);
    }
  } finally {
    await client.close();
  }
}

function definitionsIn(file: string): Definition[] {
  return parseAllDocuments(readFileSync(file, "utf8"))
    .map((document) => document.toJS() as Definition | null)
    .filter((definition) => definition?.kind === DEFINITIONS.kind)
    .map((definition) => definition!);
}

async function waitServed(client: KubeClient, { spec, metadata }: Definition): Promise<void> {
  const deadline = AbortSignal.timeout(SERVED_MS);
  const version = spec.versions.find(({ served }) => served)?.name;
  const { kind, plural } = spec.names;
  const resource: Resource = { apiVersion: `${spec.group}/${version}`, kind, plural, namespaced: false };
  while (!deadline.aborted) {
    try {
      await client.list(resource);
      return;
    } catch (error) {
      if (!(error instanceof KubeError && error.reason === "NotFound")) throw error;
    }
    await sleep(POLL_MS);
  }
  throw new Error(`${metadata.name} is not served`);
}

/** Helm on the chart, as a process. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { kubernetesFolders, searchPath } from "./config.ts";

export const CHART = path.join(import.meta.dirname, "../../charts/cellwire");
export const RELEASE = "cellwire";
export const NAMESPACE = "cellwire-system";

const TIMEOUT_MS = 30_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** What to do when the tests can't run here; undefined when they can. Says so on standard error too. */
export function helmMissing(): string | undefined {
  if (program() !== undefined) return undefined;
  const sentence = "SKIPPED, tests of the chart: no helm: `./cellwire cluster up` fetches it";
  process.stderr.write(`${sentence}\n`);
  return sentence;
}

export function helm(...words: string[]): {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
} {
  const run = spawnSync(program() ?? "helm", words, {
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return { status: run.status, output: run.stdout, errors: run.stderr };
}

/**
 * The manifests that an installation of the chart applies.
 * @param words more of `helm template`, such as `--values` and its file
 */
export function chartManifests(...words: string[]): Manifest[] {
  const { status, output, errors } = helm("template", RELEASE, CHART, "--namespace", NAMESPACE, ...words);
  if (status !== 0) throw new Error(errors);
  return parseAllDocuments(output)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

function program(): string | undefined {
  return [...kubernetesFolders(), ...searchPath()].map((folder) => path.join(folder, "helm")).find(existsSync);
}

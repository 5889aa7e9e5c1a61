/** The cells that a benchmark runs on: the real processes of `./cellwire up`, in a temporary directory. */

import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CHECKOUT, startCluster, type Cluster } from "@cellwire/local/cluster.ts";
import { paths, purgeDataDirectory } from "@cellwire/local/data-directory.ts";
import { exampleFiles, readManifests } from "@cellwire/local/manifests.ts";
import { PASSABLE_MODE } from "@cellwire/local/service-account.ts";
import { Client } from "pg";

const QUERY_TIMEOUT_MS = 120_000;

export interface StageOptions {
  readonly cells: readonly string[];
  /** Gateways per cell; default: as in examples/. */
  readonly gateways?: number;
  /** Added to the environment of every service. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Stage implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly dataDir: string;

  constructor(cluster: Cluster, dataDir: string) {
    this.cluster = cluster;
    this.dataDir = dataDir;
  }

  static async start({ basePort, ...options }: StageOptions & { readonly basePort: number }): Promise<Stage> {
    const dataDir = mkdtempSync(path.join(tmpdir(), "cellwire-bench-"));
    chmodSync(dataDir, PASSABLE_MODE);
    const { env = {} } = options;
    try {
      const cluster = await startCluster({ dataDir, basePort, manifests: manifestsOf(options), env });
      return new Stage(cluster, dataDir);
    } catch (error) {
      purgeDataDirectory(dataDir);
      throw error;
    }
  }

  cell(id: string) {
    const found = this.cluster.cells.find((cell) => cell.id === id);
    if (found) return found;
    throw new RangeError(`there is no cell ${id}`);
  }

  keysFile(cell: string): string {
    return path.join(paths(this.dataDir).keys, `cell-${cell}.json`);
  }

  async query<Row extends object>(cell: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return queryAt<Row>(this.cell(cell).postgresUrl, text, values);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.stop();
    purgeDataDirectory(this.dataDir);
  }
}

/** On a connection of its own. */
export async function queryAt<Row extends object>(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const timeouts = { connectionTimeoutMillis: QUERY_TIMEOUT_MS, query_timeout: QUERY_TIMEOUT_MS };
  const client = new Client({ connectionString, ...timeouts });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

function manifestsOf({ cells, gateways }: StageOptions) {
  const wanted = readManifests(exampleFiles(CHECKOUT)).filter((manifest) => cells.includes(manifest.metadata.name));
  if (gateways === undefined) return wanted;
  return wanted.map((manifest) => ({
    ...manifest,
    spec: { ...manifest.spec, gateway: { ...manifest.spec.gateway, replicas: gateways } },
  }));
}

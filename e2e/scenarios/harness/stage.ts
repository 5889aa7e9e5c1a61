/** The pair of cells that all scenarios share: real processes, real stores, in a temporary directory. */

import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CHECKOUT, startCluster, type Cluster } from "@cellwire/local/cluster.ts";
import { purgeDataDirectory } from "@cellwire/local/data-directory.ts";
import { LocalError } from "@cellwire/local/errors.ts";
import { exampleFiles, readManifests } from "@cellwire/local/manifests.ts";
import { PASSABLE_MODE } from "@cellwire/local/service-account.ts";
import type { UserId } from "@cellwire/protocol";
import { Client } from "pg";
import type { CellName, CellsUnderTest } from "./cells-under-test.ts";
import { DIRECTORY_PREFIX, endAbandoned } from "./abandoned.ts";
import { eventually } from "./eventually.ts";
import { mediaStoreOf } from "./media-store.ts";

const FIRST_PORT = 19_000;
const PORTS_PER_TRY = 40;
const TRIES_MAX = 20;
const QUERY_TIMEOUT_MS = 5_000;

const CELLS: readonly CellName[] = ["eu", "us"];

export class Stage implements CellsUnderTest {
  readonly cluster: Cluster;
  readonly dataDir: string;
  #hasFailed = false;

  constructor(cluster: Cluster, dataDir: string) {
    this.cluster = cluster;
    this.dataDir = dataDir;
  }

  get directoryUrl(): string {
    return this.cluster.directoryUrl;
  }

  userToken(user: string): Promise<string> {
    return this.cluster.userToken(user);
  }

  gatewayUrl(cell: CellName, index: number): string {
    return this.#cell(cell).gatewayUrls[index]!;
  }

  markFailed(): void {
    this.#hasFailed = true;
  }

  /** The first column of the first row, as a number. */
  async count(cell: CellName, query: string, values: readonly unknown[] = []): Promise<number> {
    const client = new Client({
      connectionString: this.#cell(cell).postgresUrl,
      connectionTimeoutMillis: QUERY_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
    });
    client.on("error", () => {}); // a fault of the scenario; the query under way rejects
    await client.connect();
    try {
      const { rows } = await client.query<unknown[]>({ text: query, values: [...values], rowMode: "array" });
      return Number(rows[0]?.[0]);
    } finally {
      await client.end();
    }
  }

  async nothingOwed(senders: readonly UserId[], timeoutMs: number): Promise<void> {
    const query = "select count(*) from outbox where sender = any ($1)";
    const owed = () => Promise.all(CELLS.map((cell) => this.count(cell, query, [senders])));
    const what = "every outbox of the cells is empty";
    await eventually(async () => (await owed()).every((count) => count === 0), { what, timeoutMs });
  }

  async repair(): Promise<void> {
    const processes = this.cluster.processes.filter((one) => !one.name.endsWith("/migrate"));
    const stores = processes.filter((one) => /\/(postgres|redis)$/.test(one.name));
    for (const one of processes) if (one.running) one.resume();
    for (const group of [stores, processes]) {
      for (const one of group) one.start();
      await Promise.all(group.map((one) => one.waitReady()));
    }
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    if (this.#hasFailed) process.stderr.write(`logs and histories are kept in ${this.dataDir}\n`);
    else purgeDataDirectory(this.dataDir);
  }

  #cell(cell: CellName) {
    return this.cluster.cells.find(({ id }) => id === cell)!;
  }
}

/** `env`: for every service besides what it gets anyway. */
export async function startStage(env: Readonly<Record<string, string>> = {}): Promise<Stage> {
  await endAbandoned();
  const dataDir = mkdtempSync(path.join(tmpdir(), DIRECTORY_PREFIX));
  chmodSync(dataDir, PASSABLE_MODE);
  const store = mediaStoreOf(process.env);
  const examples = readManifests(exampleFiles(CHECKOUT));
  const manifests = examples.map((cell) => (store ? { ...cell, spec: { ...cell.spec, media: store.spec } } : cell));
  for (let attempt = 0; ; attempt++) {
    const basePort = FIRST_PORT + attempt * PORTS_PER_TRY;
    try {
      const options = { dataDir, basePort, manifests, mediaKeys: store?.keys, env };
      return new Stage(await startCluster(options), dataDir);
    } catch (error) {
      const isTaken = error instanceof LocalError && error.code === "PORT_TAKEN";
      if (isTaken && attempt + 1 < TRIES_MAX) continue;
      purgeDataDirectory(dataDir);
      throw error;
    }
  }
}

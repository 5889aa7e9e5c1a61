/** The clients of other cells: made on demand from the directory's list of cells, closed when idle. */

import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { CellSource } from "../trust/peer-tokens.ts";
import { PeerClient } from "./peer-client.ts";
import type { PeerPath, PeerSource } from "./peer-client.ts";
import type { TokenSource } from "./ports.ts";

const PEERS_MAX = 1_024;
const IDLE_MS = 5 * 60_000;
const SWEEP_INTERVAL_MS = 30_000;
const CLOSE_TIMEOUT_MS = 6_000;

interface Entry {
  readonly client: PeerClient;
  usedAtMs: number;
}

export interface PeersOptions {
  readonly cells: CellSource;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class Peers implements Service, PeerSource {
  readonly name = "peers";
  readonly #options: PeersOptions;
  readonly #loop: Loop;
  readonly #byCell = new Map<CellId, Entry>();
  readonly #ending = new Set<Promise<void>>();

  constructor(options: PeersOptions) {
    this.#options = options;
    const runOnce = () => this.#closeIdle();
    this.#loop = new Loop({ name: this.name, intervalMs: SWEEP_INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    for (const cell of this.#byCell.keys()) this.#close(cell);
    await Promise.all(this.#ending);
  }

  async peer(cell: CellId): Promise<PeerClient | undefined> {
    const registered = await this.#options.cells.cell(cell);
    if (registered.kind !== "known") return undefined;
    const { ingestUrl } = registered.record;
    const entry = this.#byCell.get(cell);
    if (entry?.client.ingestUrl === ingestUrl) {
      entry.usedAtMs = this.#options.clock.monotonicMs();
      return entry.client;
    }
    return this.#open(cell, ingestUrl);
  }

  /** Milliseconds until a call of this path is worth trying, by what is known without asking anyone. */
  waitMs(cell: CellId, path: PeerPath): number {
    return this.#byCell.get(cell)?.client.waitMs(path) ?? 0;
  }

  #open(cell: CellId, ingestUrl: string): PeerClient {
    const client = new PeerClient({ ...this.#options, cell, ingestUrl });
    this.#close(cell);
    if (this.#byCell.size >= PEERS_MAX) this.#close(this.#longestIdle());
    this.#byCell.set(cell, { client, usedAtMs: this.#options.clock.monotonicMs() });
    return client;
  }

  #longestIdle(): CellId {
    return [...this.#byCell].reduce((a, b) => (b[1].usedAtMs < a[1].usedAtMs ? b : a))[0];
  }

  async #closeIdle(): Promise<void> {
    const beforeMs = this.#options.clock.monotonicMs() - IDLE_MS;
    const idle = [...this.#byCell].filter(([, { usedAtMs }]) => usedAtMs < beforeMs);
    for (const [cell] of idle) this.#close(cell);
  }

  /** Running requests finish; nobody waits for that but `stop`. */
  #close(cell: CellId): void {
    const entry = this.#byCell.get(cell);
    if (!entry) return;
    this.#byCell.delete(cell);
    const ending = this.#end(entry.client).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  async #end(client: PeerClient): Promise<void> {
    try {
      await withDeadline(client.close(), { what: "closing a peer's connections", timeoutMs: CLOSE_TIMEOUT_MS });
    } catch (err) {
      this.#options.log.warn({ err, peerCell: client.cell }, "connections to a peer did not close cleanly");
    }
  }
}

/** Tells the cells that have subscribers that there are new posts. Lossy: they ask every few seconds anyway. */

import type { CellId, ChannelId } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { PeerSource } from "../forward/peer-client.ts";
import type { ChannelStore } from "./store.ts";

/** A cell is told at most this often, and of everything that was new. */
const INTERVAL_MS = 20;
const CHANNELS_MAX = 1_000;

export interface ChannelHintsOptions {
  readonly store: Pick<ChannelStore, "cellsOf">;
  readonly peers: PeerSource;
  readonly log: Logger;
}

export class ChannelHints implements Service {
  readonly name = "channel-hints";
  readonly #options: ChannelHintsOptions;
  readonly #posted = new Set<ChannelId>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(options: ChannelHintsOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#flushing;
    await this.#flush();
  }

  posted(channel: ChannelId): void {
    if (this.#posted.size < CHANNELS_MAX) this.#posted.add(channel);
    if (this.#flushing === undefined) this.#timer ??= setTimeout(() => void this.#run(), INTERVAL_MS);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#flushing = this.#flush();
    await this.#flushing;
    this.#flushing = undefined;
    if (this.#posted.size > 0) this.#timer ??= setTimeout(() => void this.#run(), INTERVAL_MS);
  }

  /** Never rejects. A cell that does not answer holds up the others for as long as a call may take: they ask meanwhile. */
  async #flush(): Promise<void> {
    const channels = [...this.#posted];
    this.#posted.clear();
    if (channels.length === 0) return;
    const { store, log } = this.#options;
    try {
      const byCell = await store.cellsOf(channels);
      await Promise.all(Array.from(byCell, ([cell, theirs]) => this.#hint(cell, theirs)));
    } catch (err) {
      log.warn({ err }, "other cells were not told of new posts");
    }
  }

  async #hint(cell: CellId, channels: readonly ChannelId[]): Promise<void> {
    const body = wire.ChannelQuestion.encode({ hint: { channels: [...channels] } }).finish();
    await (await this.#options.peers.peer(cell))?.post({ path: "/v1/channel", body });
  }
}

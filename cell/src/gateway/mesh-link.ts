/** The link to one sibling: out only. What comes from the sibling comes over the link that it makes. */

import { WebSocket } from "ws";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { backOffMs } from "../forward/retry-policy.ts";
import type { ProcessEntry } from "../route/contract.ts";
import { MESH_BUFFER_BYTES_MAX, MeshBuffer } from "./mesh-buffer.ts";
import { encodeMeshFrame } from "./mesh-frames.ts";
import type { MeshMetrics } from "./mesh-metrics.ts";

export const MESH_PATH = "/mesh";
export const MESH_PING_INTERVAL_MS = 2_000;
/**
 * A link is dead when so many intervals passed in silence. Counted in intervals and not in time, so that a process that
 * was stopped for a while does not take its own pause for the silence of all its siblings.
 */
export const MESH_SILENT_INTERVALS_MAX = 3;
/**
 * Ends a link after which nothing is missing. Any other end means that frames may be lost (RFC 6455, section 7.4.1).
 */
export const MESH_CLOSE = { complete: 1000, incomplete: 1001, refused: 1008, failed: 1011 } as const;

const RECONNECT = { baseMs: 100, floorMs: 50, capMs: 2_000 };
const HANDSHAKE_TIMEOUT_MS = 3_000;
const CLOSE_TIMEOUT_MS = 1_000;

export interface MeshLinkOptions {
  readonly sibling: ProcessEntry;
  /** The first frame for the sibling is a probe: this process may have had frames for it before the link was made. */
  readonly owesProbe: boolean;
  /** The name of this process, and a fresh token for it. */
  readonly self: string;
  readonly token: () => Promise<string>;
  readonly metrics: MeshMetrics;
  readonly log: Logger;
  readonly random: Random;
  readonly pingIntervalMs?: number;
}

/**
 *     connecting ── open: hello and ping ──→ greeting ── pong: the sibling took the token ──→ up
 *         ↑                                     │                                             │
 *         └──────────── back-off ←── closed, refused or silent ───────────────────────────────┘
 *
 * Frames are taken while it is up. `stop` ends it for good from any state.
 */
export class MeshLink {
  readonly sibling: ProcessEntry;
  /** Resolves when the link comes up for the first time, which may be never. */
  readonly firstUp: Promise<void>;
  readonly #options: MeshLinkOptions;
  readonly #buffer: MeshBuffer;
  #socket: WebSocket | undefined;
  readonly #firstUp = Promise.withResolvers<void>();
  #isUp = false;
  #isStopped = false;
  #failures = 0;
  #reconnect: NodeJS.Timeout | undefined;

  constructor(options: MeshLinkOptions) {
    this.sibling = options.sibling;
    this.firstUp = this.#firstUp.promise;
    this.#options = options;
    this.#buffer = new MeshBuffer(options);
    this.#connect();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Takes an encoded MeshMessage of one frame, to be written at the end of this turn; or drops it. */
  send(frame: Uint8Array): void {
    this.#buffer.offer(frame);
  }

  /** The sibling may have missed something before the link came up. */
  oweProbe(): void {
    this.#buffer.oweProbe();
  }

  /** The sibling may have missed something: tells it now, or as soon as it can be told. */
  probe(): void {
    this.#buffer.probe();
  }

  /** Writes what is queued, says whether anything is missing, and closes. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#reconnect);
    const socket = this.#socket;
    if (!socket) return;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const cut = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    this.#buffer.flush();
    socket.close(this.#isUp && !this.#buffer.owesProbe ? MESH_CLOSE.complete : MESH_CLOSE.incomplete);
    await closed;
    clearTimeout(cut);
  }

  #connect(): void {
    const url = new URL(MESH_PATH, this.sibling.url);
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MESH_BUFFER_BYTES_MAX,
    });
    this.#socket = socket;
    let silentIntervals = 0;
    const pinging = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      silentIntervals += 1;
      if (silentIntervals >= MESH_SILENT_INTERVALS_MAX) socket.terminate();
      else socket.ping();
    }, this.#options.pingIntervalMs ?? MESH_PING_INTERVAL_MS);
    socket.on("open", () => void this.#greet(socket));
    socket.on("pong", () => {
      silentIntervals = 0;
      this.#cameUp(socket);
    });
    socket.on("error", (err) => this.#options.log.debug({ err, peer: this.sibling.name }, "mesh link failed"));
    socket.on("close", (closeCode) => {
      clearInterval(pinging);
      this.#closed(closeCode);
    });
  }

  /** The sibling answers no ping before it has taken the token. */
  async #greet(socket: WebSocket): Promise<void> {
    try {
      const { self, token } = this.#options;
      const hello = encodeMeshFrame({ hello: { process: self, token: await token() } });
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(hello);
      socket.ping();
    } catch (err) {
      this.#options.log.error({ err, peer: this.sibling.name }, "no hello for a mesh link");
      socket.terminate();
    }
  }

  #cameUp(socket: WebSocket): void {
    if (this.#isUp || this.#isStopped) return;
    this.#isUp = true;
    this.#failures = 0;
    this.#buffer.open(socket);
    this.#options.metrics.links("out", 1);
    this.#options.log.info({ peer: this.sibling.name, role: this.sibling.role }, "mesh link is up");
    this.#firstUp.resolve();
  }

  #closed(closeCode: number): void {
    const { metrics, log, random } = this.#options;
    this.#socket = undefined;
    if (this.#isUp) {
      this.#isUp = false;
      this.#buffer.close();
      metrics.links("out", -1);
      if (!this.#isStopped) log.warn({ peer: this.sibling.name, closeCode }, "mesh link is down");
    }
    if (closeCode === MESH_CLOSE.refused) log.error({ peer: this.sibling.name }, "a sibling refuses this process");
    if (this.#isStopped) return;
    this.#failures += 1;
    this.#reconnect = setTimeout(() => this.#connect(), backOffMs(RECONNECT, this.#failures, random.float()));
  }
}

/** Links that come in from siblings, on the HTTP server of the internal port. */

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData } from "ws";
import { WebSocket, WebSocketServer } from "ws";
import type { ChannelId } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Post } from "../channel/contract.ts";
import type { LocalSockets } from "../flow/ports.ts";
import type { ProcessName } from "../route/contract.ts";
import { MESH_BUFFER_BYTES_MAX } from "./mesh-buffer.ts";
import type { Displacement, WireMeshFrame } from "./mesh-frames.ts";
import {
  decodeMeshMessage,
  parseMeshDisplace,
  parseMeshNotify,
  parseMeshPosts,
  parseMeshPublish,
} from "./mesh-frames.ts";
import { MESH_CLOSE, MESH_PATH, MESH_PING_INTERVAL_MS, MESH_SILENT_INTERVALS_MAX } from "./mesh-link.ts";
import type { MeshMetrics, ProbeReason } from "./mesh-metrics.ts";
import type { MeshTokens } from "./mesh-token.ts";

/** What a process does with what its siblings tell it. Nothing here may block or throw. */
export interface MeshReceiver extends LocalSockets {
  displace(displacement: Displacement): void;
  /** The outbox has new rows. */
  wake(): void;
  /** New posts of a channel. Absent in processes without sockets. */
  channelPosts?(channel: ChannelId, posts: readonly Post[]): void;
  /** Frames for this process may have been lost. Comes often in bad times: the receiver bounds its rate. */
  probe(reason: ProbeReason): void;
}

export interface MeshServerOptions {
  /** Of the internal port. The mesh answers all upgrades on it. Stop the mesh before it. */
  readonly server: Server;
  readonly tokens: Pick<MeshTokens, "verify">;
  readonly receiver: MeshReceiver;
  readonly metrics: MeshMetrics;
  readonly log: Logger;
  readonly pingIntervalMs?: number;
}

const LINKS_MAX = 512;
const CLOSE_TIMEOUT_MS = 1_000;
/** Processes whose links broke, remembered until they come back or are given up. */
const BROKEN_MAX = 1_024;

export class MeshServer implements Service {
  readonly name = "mesh-server";
  readonly #options: MeshServerOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESH_BUFFER_BYTES_MAX,
    autoPong: false,
  });
  readonly #broken = new Set<ProcessName>();
  #isStopped = false;

  constructor(options: MeshServerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#options.server.on("upgrade", this.#upgrade);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#options.server.off("upgrade", this.#upgrade);
    const links = [...this.#sockets.clients];
    const closed = links.map((link) => new Promise((resolve) => link.once("close", resolve)));
    for (const link of links) link.close(MESH_CLOSE.incomplete);
    const cut = setTimeout(() => links.forEach((link) => link.terminate()), CLOSE_TIMEOUT_MS);
    await Promise.all(closed);
    clearTimeout(cut);
  }

  /** A sibling was given up. If its link broke, what it did from then to its end was told to nobody. */
  gone(process: ProcessName): void {
    if (this.#broken.delete(process)) this.#probe("sibling-gone");
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url !== MESH_PATH) socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
    else if (this.#sockets.clients.size >= LINKS_MAX)
      socket.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n");
    else this.#sockets.handleUpgrade(request, socket, head, (link) => this.#accept(link));
  };

  /** A link says hello first and nothing else until its ping is answered, which says that its token is taken. */
  #accept(link: WebSocket): void {
    const { log, pingIntervalMs = MESH_PING_INTERVAL_MS } = this.#options;
    let greeting: Promise<ProcessName | undefined> | undefined;
    let from: ProcessName | undefined;
    let silentIntervals = 0;
    const watch = setInterval(() => {
      silentIntervals += 1;
      if (silentIntervals >= MESH_SILENT_INTERVALS_MAX) link.terminate();
    }, pingIntervalMs);
    link.on("message", (data: RawData) => {
      if (from !== undefined) {
        silentIntervals = 0;
        this.#receive(link, data as Buffer);
      } else if (greeting === undefined) {
        greeting = this.#greeted(link, data as Buffer);
        void greeting.then((name) => (from = name));
      } else link.close(MESH_CLOSE.refused, "a frame before the answer to hello");
    });
    link.on("ping", (data) => {
      void greeting?.then((name) => {
        if (name === undefined || link.readyState !== WebSocket.OPEN) return;
        silentIntervals = 0;
        link.pong(data);
      });
    });
    link.on("error", (err) => log.warn({ err, peer: from }, "mesh link from a sibling failed"));
    link.on("close", (closeCode) => {
      clearInterval(watch);
      if (from !== undefined) this.#lost(from, closeCode);
    });
  }

  /** The name of the process if its hello is good; else closes the link. Never rejects. */
  async #greeted(link: WebSocket, data: Buffer): Promise<ProcessName | undefined> {
    const { tokens, log, metrics } = this.#options;
    let name: ProcessName | undefined;
    try {
      const hello = decodeMeshMessage(data)[0]?.hello;
      if (hello?.process && (await tokens.verify(hello.token ?? "", hello.process))) name = hello.process;
    } catch (err) {
      log.warn({ err }, "mesh hello failed");
    }
    if (link.readyState !== WebSocket.OPEN) return undefined;
    if (name === undefined) {
      log.warn("mesh link refused");
      link.close(MESH_CLOSE.refused, "the hello is not good");
      return undefined;
    }
    metrics.links("in", 1);
    // If this is a new process of the same name, what the old one did after the break was told to nobody.
    if (this.#broken.delete(name)) this.#probe("link-lost");
    return name;
  }

  #receive(link: WebSocket, data: Buffer): void {
    try {
      for (const frame of decodeMeshMessage(data)) this.#handle(frame);
    } catch (err) {
      this.#options.log.error({ err }, "mesh frame failed");
      link.close(MESH_CLOSE.failed);
    }
  }

  /** Unknown frames, of a later version, are skipped. */
  #handle({ publish, notify, displace, wake, probe, channelPosts }: WireMeshFrame): void {
    const { receiver } = this.#options;
    if (publish) {
      const { message, users } = parseMeshPublish(publish);
      receiver.publish(message, users);
    } else if (notify) receiver.notify(parseMeshNotify(notify));
    else if (displace) receiver.displace(parseMeshDisplace(displace));
    else if (wake) receiver.wake();
    else if (probe) this.#probe("told");
    else if (channelPosts && receiver.channelPosts) {
      const { channel, posts } = parseMeshPosts(channelPosts);
      receiver.channelPosts(channel, posts);
    }
  }

  #lost(from: ProcessName, closeCode: number): void {
    const { metrics, log } = this.#options;
    metrics.links("in", -1);
    if (this.#isStopped || closeCode === MESH_CLOSE.complete) return;
    log.warn({ peer: from, closeCode }, "mesh link of a sibling is lost");
    if (this.#broken.size < BROKEN_MAX) this.#broken.add(from);
    this.#probe("link-lost");
  }

  #probe(reason: ProbeReason): void {
    this.#options.metrics.probeReceived(reason);
    this.#options.receiver.probe(reason);
  }
}

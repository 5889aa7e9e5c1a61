/** The clients' WebSocket server of a gateway: it decides which handshakes become connections, and drains at the end. */

import type { IncomingMessage, Server } from "node:http";
import { STATUS_CODES, createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { LIMITS, SUBPROTOCOL } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { Connection } from "./connection.ts";
import type { ConnectionContext } from "./connection-context.ts";
import { drain } from "./drain.ts";
import type { HandshakeRefusal } from "./gateway-metrics.ts";
import { DirectConversations } from "../conversation/direct-conversation.ts";
import { HandshakeRate } from "./handshake-rate.ts";
import { RoomWatch } from "./room-watch.ts";
import { TurnEnd } from "./send-queue.ts";
import { Sweep } from "./sweep.ts";
import { ConnectionSocket } from "./web-socket.ts";

const CONNECT_PATH = "/v1/connect";

const BACKLOG = 4_096;
/** A whole request must come within this, headers and all: a handshake has no body. */
const REQUEST_TIMEOUT_MS = 10_000;
const REQUEST_HEADER_BYTES_MAX = 16 * 1024;
/** How long a peer may take to answer a close frame. */
const CLOSE_TIMEOUT_MS = 5_000;
/** What `stop` may take beyond the drain time: late timers of a busy process, and closing what is left. */
const AFTER_DRAIN_MS = 10_000;

const REFUSALS = {
  malformed: 400,
  subprotocol: 400,
  path: 404,
  rate: 429,
  draining: 503,
  full: 503,
  "pending-full": 503,
} as const satisfies Record<HandshakeRefusal, number>;

/** What connections share and this server makes itself. */
type Made = "sweep" | "rooms" | "turnEnd" | "conversations";

export interface GatewayServerOptions extends Omit<ConnectionContext, Made> {
  readonly host: string;
  /** 0 lets the system choose; see `GatewayServer.port`. */
  readonly port: number;
  /** Handshakes a second from one address; 0: no bound. */
  readonly handshakesPerAddressMax: number;
  /** How long `stop` lets devices leave by themselves. */
  readonly drainMs: number;
  readonly random: Random;
  readonly requestTimeoutMs?: number;
}

/** Start it last and stop it first: it takes in what everything else works on. */
export class GatewayServer implements Service {
  readonly name = "gateway-server";
  readonly #options: GatewayServerOptions;
  readonly #context: ConnectionContext;
  readonly #sweep: Sweep;
  readonly #handshakeRate: HandshakeRate;
  readonly #http: Server;
  readonly #webSockets: WebSocketServer;
  #isTaking = false;

  constructor(options: GatewayServerOptions) {
    const { limits, clock, log, handshakesPerAddressMax: perSecondMax } = options;
    const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    this.#options = options;
    this.#sweep = new Sweep({ linkTimeoutMs: limits.linkTimeoutMs, clock, log });
    this.#handshakeRate = new HandshakeRate({ perSecondMax, clock });
    this.#context = {
      ...options,
      sweep: this.#sweep,
      rooms: new RoomWatch(),
      turnEnd: new TurnEnd(),
      conversations: new DirectConversations(),
    };
    this.#http = createServer({
      headersTimeout: requestTimeout,
      requestTimeout,
      connectionsCheckingInterval: requestTimeout / 4,
      maxHeaderSize: REQUEST_HEADER_BYTES_MAX,
      keepAlive: true,
    });
    this.#http.maxConnections = limits.socketsMax + limits.pendingMax;
    this.#http.on("request", (_request, response) => {
      response.writeHead(426, { connection: "close", upgrade: "websocket" }).end();
    });
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#webSockets = new WebSocketServer(webSocketOptions());
  }

  /** The port that it listens on, known after the start. */
  get port(): number {
    return (this.#http.address() as AddressInfo | null)?.port ?? this.#options.port;
  }

  /** The drain time is the operator's choice: a lifecycle that gave up on it would cut off devices that were told to wait. */
  get stopTimeoutMs(): number {
    return this.#options.drainMs + AFTER_DRAIN_MS;
  }

  /** False before the start and as soon as it drains. */
  get isReady(): boolean {
    return this.#isTaking;
  }

  async start(): Promise<void> {
    const { host, port } = this.#options;
    this.#http.listen({ host, port, backlog: BACKLOG });
    await once(this.#http, "listening");
    await this.#sweep.start();
    this.#isTaking = true;
  }

  /** Tells the devices to go elsewhere, spread over the drain time, and closes those that stay. */
  async stop(): Promise<void> {
    if (!this.#isTaking) return;
    this.#isTaking = false;
    const { random, drainMs: graceMs } = this.#options;
    await drain({ connections: this.#sweep, random, graceMs });
    await this.#sweep.stop();
    const closed = once(this.#http, "close");
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#refusal(request);
    if (refusal) {
      this.#context.metrics.handshakeRefused(refusal);
      refuse(socket, REFUSALS[refusal]);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      // The server makes sockets of the class that it was given.
      const clientSocket = webSocket as ConnectionSocket;
      clientSocket.attach(new Connection(clientSocket, this.#context));
    });
  }

  #refusal(request: IncomingMessage): HandshakeRefusal | null {
    const { limits, metrics } = this.#context;
    if (!this.#isTaking) return "draining";
    if (metrics.sockets >= limits.socketsMax) return "full";
    if (this.#sweep.pending >= limits.pendingMax) return "pending-full";
    if (!this.#handshakeRate.allows(request.socket.remoteAddress ?? "")) return "rate";
    if (request.url?.split("?", 1)[0] !== CONNECT_PATH) return "path";
    const offered = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim());
    return offered?.includes(SUBPROTOCOL) ? null : "subprotocol";
  }
}

function webSocketOptions() {
  return {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytesMax,
    closeTimeout: CLOSE_TIMEOUT_MS,
    WebSocket: ConnectionSocket,
    handleProtocols: () => SUBPROTOCOL,
  };
}

/** No time limit of the HTTP server holds for a socket that asked to upgrade: it must not wait for the client to hang up. */
function refuse(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

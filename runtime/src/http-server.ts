import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { AddressInfo } from "node:net";
import { withDeadline } from "./deadline.ts";
import type { Service } from "./lifecycle.ts";
import type { Logger } from "./log.ts";

export interface HttpServerOptions {
  readonly name: string;
  readonly host: string;
  /** 0 lets the system choose; see `HttpServer.port`. */
  readonly port: number;
  readonly log: Logger;
  readonly bodyLimitBytes: number;
  /** Called once, when the server is made. It may also listen to `app.server` for WebSocket upgrades. */
  readonly routes: (app: FastifyInstance) => void;
}

/** How long a client may take to send a whole request; the answer is not bounded by this. */
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** Upgraded connections count as well; further ones are dropped at once. */
const CONNECTIONS_MAX = 4_096;
/** How long `stop` lets requests finish before it cuts their connections. */
const DRAIN_TIMEOUT_MS = 5_000;
const READY_TIMEOUT_MS = 2_000;

/**
 * An HTTP server. Errors of a route become `{ code, message }` (the `ApiError` of the protocol): those that carry a
 * `statusCode` under 500 as they are, anything else as INTERNAL with the details in the log only.
 */
export class HttpServer implements Service {
  readonly name: string;
  readonly app: FastifyInstance;
  readonly #host: string;
  readonly #port: number;
  #stopping = false;

  constructor(options: HttpServerOptions) {
    this.name = options.name;
    this.#host = options.host;
    this.#port = options.port;
    this.app = fastify({
      logger: false,
      bodyLimit: options.bodyLimitBytes,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    });
    this.app.server.maxConnections = CONNECTIONS_MAX;
    this.app.setErrorHandler((error, request, reply) => answerError(options.log, { error, request, reply }));
    this.app.setNotFoundHandler((_request, reply) =>
      reply.status(404).send({ code: "NOT_FOUND", message: "There is nothing at this path." }),
    );
    this.app.addHook("onSend", async (_request, reply) => {
      // Otherwise the client keeps its connection, and `stop` has to wait until it cuts it.
      if (this.#stopping) reply.header("connection", "close");
    });
    options.routes(this.app);
  }

  /** The port that it listens on, known after the start. */
  get port(): number {
    return (this.app.server.address() as AddressInfo | null)?.port ?? this.#port;
  }

  async start(): Promise<void> {
    await this.app.listen({ host: this.#host, port: this.#port });
  }

  /** Takes no new connection, lets running requests finish for up to 5 s, then cuts them. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const cut = setTimeout(() => this.app.server.closeAllConnections(), DRAIN_TIMEOUT_MS);
    try {
      await this.app.close();
    } finally {
      clearTimeout(cut);
    }
  }
}

/**
 * Adds /livez (200 while the process can answer at all), /readyz (200 or 503, naming what is not ready) and /metrics
 * (Prometheus text). None of them needs authentication: serve them on an internal port only.
 */
export function healthRoutes(options: {
  /** The names of what is not ready; empty when all is. */
  ready: () => Promise<string[]>;
  metricsText: () => Promise<string>;
}): (app: FastifyInstance) => void {
  return (app) => {
    app.get("/livez", async () => ({ status: "ok" }));
    app.get("/readyz", async (_request, reply) => {
      const notReady = await withDeadline(options.ready(), { what: "readiness", timeoutMs: READY_TIMEOUT_MS }).catch(
        () => ["readiness check"],
      );
      const status = notReady.length === 0 ? "ok" : "not ready";
      return reply.status(notReady.length === 0 ? 200 : 503).send({ status, notReady });
    });
    app.get("/metrics", async (_request, reply) =>
      reply.type("text/plain; version=0.0.4; charset=utf-8").send(await options.metricsText()),
    );
  };
}

/**
 * Has `leave` called once the answer is sent or the caller has gone, also in the middle of its body, which no hook of the server tells.
 * False: the caller had gone before, and `leave` was called.
 */
export function leaveWhenClosed(reply: FastifyReply, leave: () => void): boolean {
  if (reply.raw.destroyed) {
    leave();
    return false;
  }
  reply.raw.once("close", leave);
  return true;
}

function answerError(
  log: Logger,
  fault: { error: unknown; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { error, request, reply } = fault;
  const { statusCode = 500, code, message } = error as Partial<FastifyError>;
  if (statusCode < 500) return reply.status(statusCode).send({ code: code ?? "BAD_REQUEST", message });
  log.error({ err: error, method: request.method, route: request.routeOptions.url }, "request failed");
  return reply.status(500).send({ code: "INTERNAL", message: "The server failed; the request may be repeated." });
}

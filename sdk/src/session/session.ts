/**
 * Keeps this device connected: gets access, picks a gateway, says hello, and after every end does what the close code's
 * hundred says.
 *
 *   offline → connecting → connected → caught-up → (end) → offline | stopped
 *
 * `#attempt` starts a connection, `#ended` is the only place that decides what follows one.
 */

import {
  closeAction,
  CLOSE,
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_MIN,
  type ClientBody,
  type CloseAction,
  type cellwire,
} from "@cellwire/protocol";
import type { ConnectionEvent, ConnectionState } from "../client.ts";
import { ClientError } from "../client-error.ts";
import type { Cancel, Clock } from "../clock.ts";
import { deferred, type Deferred } from "../deferred.ts";
import type { DeviceRecord } from "../device-record.ts";
import type { Events } from "../events.ts";
import { pick, type Random } from "../random.ts";
import { backOffMs } from "./back-off.ts";
import { Connection, type ConnectionEnd, type ServerFrame } from "./connection.ts";
import type { Access, Home } from "./home.ts";
import type { ServerClock } from "./server-clock.ts";
import type { WebSocketFactory } from "./web-socket.ts";

/** A connection that lasted this long ends a row of failures. */
const STABLE_MS = 5_000;
const CONNECT_PATH = "/v1/connect";
const CLIENT_NAME = "cellwire-sdk/0.1.0";

export interface SessionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly serverClock: ServerClock;
  readonly record: DeviceRecord;
  readonly home: Home;
  readonly events: Events;
  readonly webSocket: WebSocketFactory;
  readonly gatewayOverride: readonly string[] | undefined;
  readonly onWelcome: (welcome: cellwire.v1.Welcome.$Properties) => void;
  /** Everything but welcome, moved, reconnectHint and resumeTicket. */
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onDisconnected: () => void;
  readonly oldestSentAtMs: () => number | undefined;
}

export class Session {
  readonly #options: SessionOptions;
  #state: ConnectionState = "offline";
  #connection: Connection | undefined;
  #gateway: string | undefined;
  #failedGateway: string | undefined;
  #cell: string | undefined;
  #welcomedAtMs: number | undefined;
  #serverTimeAtWelcomeMs = 0;
  #failures = 0;
  #running = false;
  /** Counts starts, so that an attempt that was overtaken can tell. */
  #run = 0;
  #cancelRetry: Cancel | undefined;
  #cancelHint: Cancel | undefined;
  #firstWelcome: Deferred<void> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Resolves at the first welcome. @throws {ClientError} STOPPED, CLOSED */
  start(): Promise<void> {
    if (!this.#running) {
      this.#running = true;
      this.#run++;
      this.#failures = 0;
      this.#firstWelcome = deferred();
      // The caller may not be looking any more when it fails.
      this.#firstWelcome.promise.catch(() => undefined);
      void this.#attempt();
    }
    return this.#firstWelcome!.promise;
  }

  stop(): void {
    if (!this.#running) return;
    this.#halt(new ClientError("CLOSED"));
    this.#connection?.end("closed");
    this.#setState("offline", "closed");
  }

  send(frame: ClientBody): void {
    this.#connection?.send(frame);
  }

  caughtUp(): void {
    if (this.#state !== "connected") return;
    this.#setState("caught-up");
    const { record } = this.#options;
    if (this.#cell === undefined) return;
    record.setCaughtUp(this.#cell, this.#serverTimeAtWelcomeMs).catch((cause: unknown) => this.#report(cause));
  }

  /** Never rejects: what fails leads to the next attempt. */
  async #attempt(): Promise<void> {
    const run = this.#run;
    this.#setState("connecting");
    try {
      const access = await this.#options.home.access(this.#failures);
      if (run !== this.#run || !this.#running) return;
      this.#open(access);
    } catch (cause) {
      if (run !== this.#run || !this.#running) return;
      this.#failedAttempt(cause);
    }
  }

  #open(access: Access): void {
    this.#gateway = this.#chooseGateway(this.#options.gatewayOverride ?? access.gateways);
    this.#cell = access.cell;
    this.#welcomedAtMs = undefined;
    const { clock, serverClock, webSocket, record, oldestSentAtMs, events } = this.#options;
    this.#connection = new Connection({
      url: new URL(CONNECT_PATH, this.#gateway).href,
      webSocket,
      clock,
      serverClock,
      hello: {
        versionMin: PROTOCOL_VERSION_MIN,
        versionMax: PROTOCOL_VERSION,
        ticket: access.ticket,
        storeId: record.storeId,
        refusalsThrough: record.refusalsThrough,
        headsSinceMs: record.headsSinceMs(access.cell),
        client: CLIENT_NAME,
      },
      oldestSentAtMs,
      onFrame: (frame) => this.#frame(frame),
      onMalformed: (cause) => events.emit("error", new ClientError("BAD_SERVER_FRAME", { cause })),
      onEnd: (end) => this.#ended(end),
    });
  }

  /** At random, but not the one that has just failed when there is another. */
  #chooseGateway(gateways: readonly string[]): string {
    const others = gateways.filter((gateway) => gateway !== this.#failedGateway);
    return pick(others.length > 0 ? others : gateways, this.#options.random);
  }

  #frame(frame: ServerFrame): void {
    if (frame.welcome) this.#welcome(frame.welcome);
    else if (frame.moved) this.#leaveHome("moved");
    else if (frame.reconnectHint) this.#hinted(frame.reconnectHint.afterMs ?? 0);
    else if (frame.resumeTicket) this.#keepTicket(frame.resumeTicket.ticket ?? "", frame.resumeTicket.expiresMs ?? 0);
    else this.#options.onFrame(frame);
  }

  #welcome(welcome: cellwire.v1.Welcome.$Properties): void {
    this.#welcomedAtMs = this.#options.clock.monotonicMs();
    this.#serverTimeAtWelcomeMs = welcome.serverTimeMs ?? 0;
    this.#failedGateway = undefined;
    this.#keepTicket(welcome.resumeTicket ?? "", welcome.resumeTicketExpiresMs ?? 0);
    this.#setState("connected");
    this.#options.onWelcome(welcome);
    this.#firstWelcome?.resolve();
  }

  #keepTicket(ticket: string, expiresAtMs: number): void {
    this.#options.home.resume(ticket, expiresAtMs).catch((cause: unknown) => this.#report(cause));
  }

  /** The gateway is about to drain: go elsewhere at a moment of our own within the time it gives. */
  #hinted(afterMs: number): void {
    this.#cancelHint?.();
    this.#cancelHint = this.#options.clock.after(this.#options.random.float() * afterMs, () => {
      this.#failedGateway = this.#gateway;
      this.#connection?.end("reconnect hint", CLOSE.DRAINING);
    });
  }

  #leaveHome(reason: string): void {
    this.#connection?.end(reason, CLOSE.MOVED);
  }

  #ended(end: ConnectionEnd): void {
    this.#connection = undefined;
    this.#cancelHint?.();
    this.#cancelHint = undefined;
    if (this.#welcomedAtMs !== undefined) this.#options.onDisconnected();
    if (!this.#running) return;
    const action = closeAction(end.code);
    const reason = closeReason(end);
    if (action === "stop") {
      const error = new ClientError("STOPPED", { reason });
      this.#halt(error);
      this.#setState("stopped", reason);
      this.#report(error);
      return;
    }
    this.#countFailure(action);
    this.#setState("offline", reason);
    this.#retry(action);
  }

  /** A first close that says "at once" is followed by the shortest delay, which is still spread over 100 ms. */
  #countFailure(action: CloseAction): void {
    const { clock } = this.#options;
    const stable = this.#welcomedAtMs !== undefined && clock.monotonicMs() - this.#welcomedAtMs >= STABLE_MS;
    if (stable) this.#failures = 0;
    if (!stable || action === "back-off") this.#failures++;
    if (this.#welcomedAtMs === undefined || action === "back-off") this.#failedGateway = this.#gateway;
  }

  #failedAttempt(cause: unknown): void {
    this.#report(cause);
    if (cause instanceof ClientError && cause.code === "USER_CHANGED") {
      this.#halt(cause);
      this.#setState("stopped", cause.code);
      return;
    }
    this.#failures++;
    this.#setState("offline", cause instanceof ClientError ? cause.code : "failed");
    this.#retry("back-off");
  }

  #retry(action: CloseAction): void {
    const left = action === "new-ticket" ? this.#options.home.leave() : Promise.resolve();
    left.catch((cause: unknown) => this.#report(cause));
    this.#cancelRetry = this.#options.clock.after(
      backOffMs(this.#failures, this.#options.random),
      () => void this.#attempt(),
    );
  }

  #halt(error: ClientError): void {
    this.#running = false;
    this.#run++;
    this.#cancelRetry?.();
    this.#firstWelcome?.reject(error);
  }

  #setState(state: ConnectionState, reason?: string): void {
    if (state === this.#state && reason === undefined) return;
    this.#state = state;
    const connected = state === "connected" || state === "caught-up";
    const event: ConnectionEvent = {
      state,
      ...(reason !== undefined && { reason }),
      ...(connected && this.#cell !== undefined && { cell: this.#cell }),
      ...(connected && this.#gateway !== undefined && { gateway: this.#gateway }),
    };
    this.#options.events.emit("connection", event);
  }

  #report(cause: unknown): void {
    const error = cause instanceof ClientError ? cause : new ClientError("DIRECTORY_FAILED", { cause });
    this.#options.events.emit("error", error);
  }
}

const CLOSE_NAMES = new Map<number, string>(Object.entries(CLOSE).map(([name, code]) => [code, name]));

function closeReason({ code, reason }: ConnectionEnd): string {
  return CLOSE_NAMES.get(code) ?? (reason === "" ? String(code) : reason);
}

/** One client socket, from the handshake to its end. */

import assert from "node:assert";
import type { CloseName, DeviceId, UserId } from "@cellwire/protocol";
import { CLOSE, DecodeError, LIMITS, encodeServerFrame } from "@cellwire/protocol";
import { DeviceRevoked } from "../flow/catch-up.ts";
import type { DeliverFrame } from "../flow/deliver-frame.ts";
import type { ClientFrame } from "./client-frames.ts";
import { decodeFrames, errorFrame } from "./client-frames.ts";
import type { ClientSocket } from "./client-socket.ts";
import type { ConnectionContext } from "./connection-context.ts";
import { claimRoute } from "./connection-context.ts";
import { DeviceRequests } from "./device-requests.ts";
import type { Admission, HelloFrame } from "./hello.ts";
import { admit, renewalMs } from "./hello.ts";
import { MissedWriter } from "./missed-writer.ts";
import { Outgoing } from "./outgoing.ts";
import { PAUSE, Reading } from "./reading.ts";
import type { ConnectedDevice } from "./registry.ts";
import type { SweptConnection } from "./sweep.ts";
import { welcomeFrame } from "./welcome.ts";

type State = "awaiting-hello" | "linking" | "open" | "closing";

const NEXT: Readonly<Record<State, readonly State[]>> = {
  "awaiting-hello": ["linking", "closing"],
  linking: ["open", "closing"],
  open: ["closing"],
  closing: [],
};

/** Before it is known who speaks: a hello and a few frames after it. */
const FIRST_BYTES_MAX = 64 * 1024;
const EARLY_FRAMES_MAX = LIMITS.framesPerMessageMax;
const SILENT_VISITS_MAX = 2;

/**
 *     awaiting-hello ── hello ──→ linking ── linked and registered ──→ open
 *           │                        │                                  │
 *           └── late or bad frame ───┴── refused, newer connection ─────┴── any close ──→ closing
 *
 * Frames that come while it is linking wait, and nothing more is read. In `closing` nothing is taken in or sent any
 * more; the socket ends when the close handshake is done, or its time is up. `#enter` is the only writer of the state.
 * No method throws; what runs in the background ends by itself when the state has moved on.
 */
export class Connection implements ConnectedDevice, SweptConnection {
  user = "" as UserId;
  device = "" as DeviceId;
  connectionEpoch = 0;
  readonly arrivedAtMs: number;
  readonly outgoing: Outgoing;
  readonly reading: Reading;
  readonly #socket: ClientSocket;
  readonly #context: ConnectionContext;
  #state: State = "awaiting-hello";
  #early: ClientFrame[] | undefined;
  #requests: DeviceRequests | undefined;
  #placementEpoch = 0;
  #ticketRenewalMs = 0;
  #silentVisits = 0;
  #missed: MissedWriter | undefined;
  #refusalsThrough = 0;

  constructor(socket: ClientSocket, context: ConnectionContext) {
    this.#socket = socket;
    this.#context = context;
    this.outgoing = new Outgoing(socket, context);
    this.reading = new Reading(socket);
    this.arrivedAtMs = context.clock.monotonicMs();
    context.sweep.arrived(this);
    context.metrics.sockets += 1;
  }

  get isAwaitingHello(): boolean {
    return this.#state === "awaiting-hello";
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get mayFollow(): boolean {
    return this.outgoing.mayFollow && this.#missed?.isWriting !== true;
  }

  /** A WebSocket message. */
  receive(data: Uint8Array, isBinary: boolean): void {
    if (this.#state === "closing") return;
    this.#silentVisits = 0;
    if (!isBinary) return this.close("BAD_FRAME");
    if (this.#state === "awaiting-hello" && data.length > FIRST_BYTES_MAX) return this.close("TOO_LARGE");
    let frames: ClientFrame[];
    try {
      frames = decodeFrames(data);
    } catch (error) {
      assert(error instanceof DecodeError);
      return this.close("BAD_FRAME");
    }
    this.#context.metrics.framesIn += frames.length;
    for (const frame of frames) this.#receiveFrame(frame);
  }

  /** Any sign of life that is no message. */
  heard(): void {
    this.#silentVisits = 0;
  }

  /** The socket has ended, by whichever side. */
  ended(): void {
    this.#context.metrics.sockets -= 1;
    if (this.#state !== "closing") this.#leave();
  }

  close(code: CloseName): void {
    if (this.#state === "closing") return;
    this.#context.metrics.closed(code);
    this.#leave();
    this.#socket.close(CLOSE[code], code);
    // Else its answer to the close is not read, and the device waits for the time-out of the close.
    this.reading.resume(PAUSE.linking);
  }

  deliver(frame: DeliverFrame): void {
    if (!this.#takesPush()) return;
    this.write(frame.for(this.user, this.device));
    this.outgoing.countDelivers(1);
  }

  hint(frame: Uint8Array): void {
    if (this.#takesPush()) this.write(frame);
  }

  offer(frame: Uint8Array): "written" | "full" | "closed" {
    if (this.#state !== "open") return "closed";
    if (!this.outgoing.hasRoom) return "full";
    this.write(frame);
    return "written";
  }

  write(frame: Uint8Array): void {
    if (this.#state !== "open") return;
    this.outgoing.write(frame);
    this.#context.metrics.framesOut += 1;
    if (this.outgoing.isFarOver) this.close("SLOW");
    // Who does not read answers asks no more questions.
    else if (this.outgoing.isOver && !this.reading.isPausedFor(PAUSE.backlog)) void this.#pauseUntilRoom();
  }

  writeError(error: Parameters<typeof errorFrame>[0]): void {
    this.#context.metrics.answeredError(error.code);
    this.write(errorFrame(error));
  }

  /** On a fault the device lags on: the offer has to be made again. */
  async offerHeads(sinceMs: number): Promise<void> {
    await this.#missed?.offer({ sinceMs, refusalsThrough: this.#refusalsThrough });
  }

  fallBehind(sinceMs: number): void {
    if (!this.outgoing.lag(sinceMs)) return;
    this.#context.metrics.lagging += 1;
    this.#context.offers.lags(this);
  }

  visit(): void {
    if (this.#silentVisits >= SILENT_VISITS_MAX) return this.close("IDLE");
    this.#silentVisits += 1;
    this.#socket.ping();
    if (this.#context.clock.nowMs() >= this.#ticketRenewalMs) void this.#renewTicket();
  }

  onFault(err: unknown): void {
    const { user, device } = this;
    this.#context.log.warn({ err, user, device }, "a request of a device failed");
  }

  #enter(state: State): void {
    assert(NEXT[this.#state].includes(state), `${this.#state} → ${state}`);
    const { metrics, sweep } = this.#context;
    if (this.#state === "open") metrics.open -= 1;
    if (state === "open") {
      metrics.open += 1;
      sweep.linked(this);
    }
    if (state === "closing") sweep.left(this);
    this.#state = state;
  }

  #receiveFrame(frame: ClientFrame): void {
    switch (this.#state) {
      case "awaiting-hello":
        if (frame.hello) void this.#link(frame.hello);
        else if (frame.body !== undefined) this.close("BAD_STATE");
        return;
      case "linking":
        if (frame.hello) this.close("BAD_STATE");
        else if ((this.#early ??= []).length >= EARLY_FRAMES_MAX) this.close("OVERLOADED");
        else this.#early.push(frame);
        return;
      case "open":
        if (frame.hello) this.close("BAD_STATE");
        else (this.#requests ??= new DeviceRequests(this, this.#context)).take(frame);
        return;
      case "closing":
    }
  }

  /** Never rejects. */
  async #link(hello: HelloFrame): Promise<void> {
    this.#enter("linking");
    this.reading.pause(PAUSE.linking);
    try {
      const admission = await admit(hello, this.#context);
      if (this.#state !== "linking") return;
      if (admission.kind === "admitted") await this.#open(admission);
      else if (admission.kind === "moved") {
        const { cell, epoch, statement } = admission.to;
        this.outgoing.write(encodeServerFrame({ moved: { cell, epoch, statement } }));
        this.close("MOVED");
      } else this.close(admission.code);
    } catch (err) {
      if (err instanceof DeviceRevoked) return this.close("REVOKED");
      this.#context.log.warn({ err }, "a device could not be linked");
      this.close("UNAVAILABLE");
    }
  }

  async #open(admission: Extract<Admission, { kind: "admitted" }>): Promise<void> {
    const { bearer, link, resume } = admission;
    this.user = bearer.user;
    this.device = bearer.device;
    this.connectionEpoch = link.connectionEpoch;
    this.#placementEpoch = bearer.epoch;
    this.#ticketRenewalMs = renewalMs(resume.expiresMs);
    const isNewest = this.#context.registry.add(this) && (await claimRoute(this.#context, this));
    if (this.#state !== "linking") return;
    if (!isNewest) return this.close("REPLACED");
    this.#enter("open");
    this.write(welcomeFrame(admission, this.#context));
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const frame of early) this.#receiveFrame(frame);
    this.reading.resume(PAUSE.linking);
    // What is committed after these reads finds the connection open, and is pushed.
    this.#refusalsThrough = link.refusalsThrough;
    this.#missed = new MissedWriter(this, this.#context);
    const { headsSinceMs: sinceMs } = admission;
    await this.#missed.writeAll({ sinceMs, refusalsThrough: link.refusalsThrough });
    this.write(encodeServerFrame({ caughtUp: {} }));
  }

  /** Whatever ends the connection, it leaves once. */
  #leave(): void {
    const { registry, routes, cursors } = this.#context;
    const { user, device } = this;
    this.outgoing.close();
    this.#enter("closing");
    this.#early = undefined;
    this.#requests = undefined;
    if (user === "") return;
    registry.remove(this);
    void routes.unregister({ user, device, connectionEpoch: this.connectionEpoch });
    cursors.flushDevice(user, device).catch((error: unknown) => this.onFault(error));
  }

  #takesPush(): boolean {
    if (this.#state !== "open") return false;
    if (this.outgoing.takesPushes) return true;
    this.#context.metrics.pushesDropped += 1;
    this.fallBehind(this.#context.clock.nowMs());
    return false;
  }

  async #renewTicket(): Promise<void> {
    this.#ticketRenewalMs = Number.POSITIVE_INFINITY;
    try {
      const bearer = { user: this.user, device: this.device, epoch: this.#placementEpoch };
      const { ticket, expiresMs } = await this.#context.tickets.issue(bearer);
      this.#ticketRenewalMs = renewalMs(expiresMs);
      this.write(encodeServerFrame({ resumeTicket: { ticket, expiresMs } }));
    } catch (error) {
      this.onFault(error);
      this.#ticketRenewalMs = 0;
    }
  }

  async #pauseUntilRoom(): Promise<void> {
    this.reading.pause(PAUSE.backlog);
    await this.#context.rooms.room(this.outgoing);
    this.reading.resume(PAUSE.backlog);
  }
}

/**
 * What a gateway counts. Plain numbers that are read when someone asks for the metrics: counting a frame must cost
 * nothing. Labels are fixed words.
 */

import type { Meter } from "@opentelemetry/api";
import type { CloseName } from "@cellwire/protocol";

/** Why a WebSocket handshake was refused, before there was a connection. */
export type HandshakeRefusal = "path" | "subprotocol" | "draining" | "full" | "pending-full" | "rate" | "malformed";

export class GatewayMetrics {
  /** Sockets that exist now, and those of them that are open for their device. */
  sockets = 0;
  open = 0;
  framesIn = 0;
  framesOut = 0;
  /** Devices that fell behind, and frames that they were not sent. */
  lagging = 0;
  pushesDropped = 0;
  headsOffered = 0;
  readonly #closes = new Map<CloseName, number>();
  readonly #errors = new Map<string, number>();
  /** `<kind> <code>` → responses. */
  readonly #requests = new Map<string, number>();
  readonly #handshakes = new Map<HandshakeRefusal, number>();

  /** `code` names an entry of the close codes. */
  closed(code: CloseName): void {
    this.#closes.set(code, this.closes(code) + 1);
  }

  closes(code: CloseName): number {
    return this.#closes.get(code) ?? 0;
  }

  /** `code` names an entry of the error catalogue. */
  answeredError(code: string): void {
    this.#errors.set(code, this.errors(code) + 1);
  }

  errors(code: string): number {
    return this.#errors.get(code) ?? 0;
  }

  /** `kind` names a field of Request; `code` an entry of the error catalogue, or OK. */
  answeredRequest(kind: string, code: string): void {
    this.#requests.set(`${kind} ${code}`, this.requests(kind, code) + 1);
  }

  requests(kind: string, code: string): number {
    return this.#requests.get(`${kind} ${code}`) ?? 0;
  }

  handshakeRefused(reason: HandshakeRefusal): void {
    this.#handshakes.set(reason, this.handshakesRefused(reason) + 1);
  }

  handshakesRefused(reason: HandshakeRefusal): number {
    return this.#handshakes.get(reason) ?? 0;
  }

  /** Makes the instruments of this gateway; call it once. */
  observe(meter: Meter): void {
    const gauge = (name: string, description: string, read: () => number) =>
      meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read()));
    const counter = (name: string, description: string, read: () => number) =>
      meter.createObservableCounter(name, { description }).addCallback((result) => result.observe(read()));
    const labelled = (name: string, label: string, counts: ReadonlyMap<string, number>) =>
      meter.createObservableCounter(name, { description: `By ${label}` }).addCallback((result) => {
        for (const [value, count] of counts) result.observe(count, { [label]: value });
      });
    gauge("cellwire_gateway_sockets", "Client sockets, authenticated or not", () => this.sockets);
    gauge("cellwire_gateway_connections", "Connections of devices that are open", () => this.open);
    counter("cellwire_gateway_frames_in", "Frames from clients", () => this.framesIn);
    counter("cellwire_gateway_frames_out", "Frames to clients", () => this.framesOut);
    counter("cellwire_gateway_lagging", "Times that a device fell behind", () => this.lagging);
    counter("cellwire_gateway_pushes_dropped", "Pushes left out for lagging devices", () => this.pushesDropped);
    counter("cellwire_gateway_heads_offered", "Times that heads were offered again", () => this.headsOffered);
    labelled("cellwire_gateway_closes", "code", this.#closes);
    labelled("cellwire_gateway_errors", "code", this.#errors);
    labelled("cellwire_gateway_handshakes_refused", "reason", this.#handshakes);
    meter
      .createObservableCounter("cellwire_gateway_requests", { description: "Responses, by kind of request and code" })
      .addCallback((result) => {
        for (const [answered, count] of this.#requests) {
          const [kind = "", code = ""] = answered.split(" ");
          result.observe(count, { kind, code });
        }
      });
  }
}

/** Calls to one other cell: own connections, and for each path an own circuit, so that one cell's trouble stays its own. */

import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { HttpClient, HttpTimeout, HttpUnreachable } from "@cellwire/runtime/http-client.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { Circuit } from "./circuit.ts";
import type { TokenSource } from "./ports.ts";
import { PEER_RETRY } from "./retry-policy.ts";

export type PeerPath =
  | "/v1/ingest"
  | "/v1/range"
  | "/v1/receipts"
  | "/v1/group"
  | "/v1/group-marks"
  | "/v1/media"
  | "/v1/device-lists"
  | "/v1/prekeys"
  | "/v1/presence"
  | "/v1/channel";

export const PROTOBUF = "application/protobuf";

const CONNECTIONS = 12;
/** Well under the deadline of a lane: the answer must find its claim still valid. */
const TIMEOUT_MS = 5_000;
const RETRY_AFTER_MS_MAX = 30_000;

export type PeerAnswer =
  | { readonly kind: "answered"; readonly body: Buffer }
  /** The whole request was answered with 4xx: repeating it soon will not help. */
  | { readonly kind: "rejected"; readonly status: number }
  /** Not reached, no answer in time, 5xx or 429, or not tried because that was so just now. It may have had its effect. */
  | { readonly kind: "unavailable"; readonly afterMs: number; readonly error?: unknown };

/** Another cell, as its callers see it. */
export type Peer = Pick<PeerClient, "cell" | "post">;

export interface PeerSource {
  /** undefined: the directory does not know this cell, or never said. */
  peer(cell: CellId): Promise<Peer | undefined>;
}

export interface PeerClientOptions {
  readonly cell: CellId;
  readonly ingestUrl: string;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly random: Random;
}

export class PeerClient {
  readonly cell: CellId;
  readonly ingestUrl: string;
  readonly #options: PeerClientOptions;
  readonly #http: HttpClient;
  readonly #circuits: Readonly<Record<PeerPath, Circuit>>;

  constructor(options: PeerClientOptions) {
    this.cell = options.cell;
    this.ingestUrl = options.ingestUrl;
    this.#options = options;
    this.#http = new HttpClient({ baseUrl: options.ingestUrl, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS });
    const circuit = () => new Circuit({ policy: PEER_RETRY, clock: options.clock, random: options.random });
    this.#circuits = {
      "/v1/ingest": circuit(),
      "/v1/range": circuit(),
      "/v1/receipts": circuit(),
      "/v1/group": circuit(),
      "/v1/group-marks": circuit(),
      "/v1/media": circuit(),
      "/v1/device-lists": circuit(),
      "/v1/prekeys": circuit(),
      "/v1/presence": circuit(),
      "/v1/channel": circuit(),
    };
  }

  /** Milliseconds until a call is worth trying; 0: now. */
  waitMs(path: PeerPath): number {
    return this.#circuits[path].waitMs();
  }

  /** Posts protobuf bytes. Throws only for programmer errors. */
  async post(request: { path: PeerPath; body: Uint8Array; traceparent?: string | undefined }): Promise<PeerAnswer> {
    const circuit = this.#circuits[request.path];
    const waitMs = circuit.admit();
    if (waitMs > 0) return { kind: "unavailable", afterMs: waitMs };
    try {
      const { status, headers, body } = await this.#send(request);
      if (status >= 500 || status === 429)
        return { kind: "unavailable", afterMs: circuit.failed(retryAfterMs(headers)) };
      circuit.succeeded();
      return status === 200 ? { kind: "answered", body } : { kind: "rejected", status };
    } catch (error) {
      const afterMs = circuit.failed();
      if (error instanceof HttpTimeout || error instanceof HttpUnreachable)
        return { kind: "unavailable", afterMs, error };
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  async #send({ path, body, traceparent }: { path: PeerPath; body: Uint8Array; traceparent?: string | undefined }) {
    const headers = {
      authorization: `Bearer ${await this.#options.tokens.token(this.cell)}`,
      "content-type": PROTOBUF,
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    return this.#http.request({ method: "POST", path, headers, body });
  }
}

/** `Retry-After` in seconds (RFC 9110, section 10.2.3), bounded; 0 when there is none. */
function retryAfterMs(headers: Record<string, string | string[] | undefined>): number {
  const seconds = Number(headers["retry-after"] ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, RETRY_AFTER_MS_MAX) : 0;
}

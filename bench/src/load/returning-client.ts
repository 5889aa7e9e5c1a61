/** A device that comes back: it connects, learns what changed, pulls all of it, and says nothing else. */

import type { Buffer } from "node:buffer";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import type { cellwire } from "@cellwire/protocol";
import {
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_MIN,
  SUBPROTOCOL,
  decodeServerMessage,
  encodeClientFrame,
} from "@cellwire/protocol";
import type { LoadClient } from "./job.ts";

const HANDSHAKE_TIMEOUT_MS = 60_000;
/** Full jitter under a ceiling that doubles, as the SDK waits. */
const BACK_OFF = { baseMs: 500, capMs: 10_000 } as const;
const ATTEMPTS_MAX = 40;

export interface Returned {
  /** Milliseconds from the start of the first attempt. */
  readonly caughtUpMs: number;
  readonly pulledMs: number;
  readonly pulled: number;
  readonly attempts: number;
}

export class ReturningClient {
  readonly #to: LoadClient;
  readonly #headsSinceMs: number;
  #socket: WebSocket | undefined;
  #gone = Promise.withResolvers<void>();

  /** `headsSinceMs`: when it was caught up last. */
  constructor(to: LoadClient, headsSinceMs: number) {
    this.#to = to;
    this.#headsSinceMs = headsSinceMs;
  }

  /** Resolves when the connection is lost. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Tries until it is in, and pulls what it is offered; or, with `pull` false, only comes in. */
  async come(gatewayUrl: string, { pull }: { pull: boolean }): Promise<Returned> {
    const startedMs = performance.now();
    for (let attempts = 1; attempts <= ATTEMPTS_MAX; attempts++) {
      try {
        const times = await this.#once(gatewayUrl, pull);
        const caughtUpMs = times.caughtUpAtMs - startedMs;
        return { caughtUpMs, pulledMs: performance.now() - startedMs, pulled: times.pulled, attempts };
      } catch {
        const ceilingMs = Math.min(BACK_OFF.capMs, BACK_OFF.baseMs * 2 ** (attempts - 1));
        await delay(Math.random() * ceilingMs);
      }
    }
    throw new Error(`${this.#to.user} did not come back in ${ATTEMPTS_MAX} attempts`);
  }

  close(): void {
    this.#socket?.terminate();
  }

  async #once(gatewayUrl: string, pull: boolean): Promise<{ caughtUpAtMs: number; pulled: number }> {
    const socket = new WebSocket(`${gatewayUrl}/v1/connect`, [SUBPROTOCOL], {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    });
    this.#socket = socket;
    this.#gone = Promise.withResolvers<void>();
    const { promise, resolve, reject } = Promise.withResolvers<{ caughtUpAtMs: number; pulled: number }>();
    const changed: { conversation: Uint8Array; after: cellwire.v1.OrderKey.$Properties }[] = [];
    let caughtUpAtMs = 0;
    let fetched = 0;
    let pulled = 0;
    const doneIf = (isDone: boolean) => {
      if (isDone) resolve({ caughtUpAtMs, pulled });
    };
    socket.once("open", () => socket.send(this.#hello()));
    socket.once("error", reject);
    socket.once("close", (code) => {
      reject(new Error(`closed with ${code}`));
      this.#gone.resolve();
    });
    socket.on("message", (data) => {
      for (const frame of decodeServerMessage(data as Buffer)) {
        if (frame.deliver) pulled += 1;
        if (frame.fetched) doneIf(++fetched === changed.length);
        // What is offered again later, because a gateway was lost, is being pulled already.
        if (caughtUpAtMs > 0) continue;
        for (const head of frame.heads?.heads ?? [])
          changed.push({ conversation: head.conversation!, after: head.delivered ?? {} });
        if (!frame.caughtUp) continue;
        caughtUpAtMs = performance.now();
        if (pull) for (const fetch of changed) socket.send(encodeClientFrame({ fetch }));
        doneIf(!pull || changed.length === 0);
      }
    });
    return promise;
  }

  #hello(): Uint8Array {
    const { ticket, device } = this.#to;
    const versions = { versionMin: PROTOCOL_VERSION_MIN, versionMax: PROTOCOL_VERSION };
    const hello = { ...versions, ticket, storeId: `${device}-store`, client: "cellwire-bench" };
    return encodeClientFrame({ hello: { ...hello, headsSinceMs: this.#headsSinceMs } });
  }
}

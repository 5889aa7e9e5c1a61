import type { DeviceId } from "@cellwire/protocol";
import type { Client } from "./client.ts";
import { systemClock, type Clock } from "./clock.ts";
import { identityCodec, type ContentCodec } from "./content-codec.ts";
import { systemRandom, type Random } from "./random.ts";
import { platformWebSocket, type WebSocketFactory } from "./session/web-socket.ts";
import type { Store } from "./store/contract.ts";
import { createMemoryStore } from "./store/memory.ts";
import { WireClient } from "./wire-client.ts";

export interface ClientOptions {
  /** Base URL of the directory. */
  readonly directoryUrl: string;
  /** A fresh user token (JWT) from the application's backend. Called when a ticket is needed, not at every connection. */
  readonly userToken: () => Promise<string>;
  /** Default: memory, so that every run is a new device. */
  readonly store?: Store;
  /** Default: the platform's WebSocket. */
  readonly webSocket?: WebSocketFactory;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Where the user is; used when the directory places a new user. */
  readonly region?: string;
  readonly codec?: ContentCodec;
  /** Gateways to use instead of those that the directory names. */
  readonly gatewayOverride?: string | readonly string[];
  /** Name of the device when the store has none yet. Default: random. */
  readonly device?: DeviceId;
  /** False: the device makes no keys by itself and gets into no signed list. Default: true. */
  readonly deviceKeys?: boolean;
  /** Asked at each send() that names no `traceparent` itself: that of the application's active span, if there is one. */
  readonly traceparent?: () => string | undefined;
}

/** Does nothing until connect() or another method is called. */
export function createClient(options: ClientOptions): Client {
  const clock = options.clock ?? systemClock;
  const { gatewayOverride } = options;
  return new WireClient({
    clock,
    random: options.random ?? systemRandom,
    store: options.store ?? createMemoryStore(),
    codec: options.codec ?? identityCodec,
    directory: {
      url: options.directoryUrl,
      userToken: options.userToken,
      fetch: options.fetch ?? ((...request) => fetch(...request)),
      clock,
      region: options.region,
    },
    webSocket: options.webSocket ?? platformWebSocket,
    gatewayOverride: typeof gatewayOverride === "string" ? [gatewayOverride] : gatewayOverride,
    device: options.device,
    deviceKeys: options.deviceKeys ?? true,
    traceparent: options.traceparent,
  });
}

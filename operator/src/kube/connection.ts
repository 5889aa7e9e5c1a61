import { createHash } from "node:crypto";
import type { AgentOptions, RequestOptions } from "node:https";
import type { DispatcherOptions, KubeConfig } from "@kubernetes/client-node";
import { Agent, ProxyAgent, type Dispatcher } from "undici";
import type { Clock } from "@cellwire/runtime/clock.ts";

/** `calls` are short and share a few connections; each watch holds one of its own, so that it starves no call. */
export type Lane = "calls" | "watches";

/** What a request needs besides its path. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  /** Put before the path; empty, or starts with a slash. */
  readonly pathPrefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatchers: Readonly<Record<Lane, Dispatcher>>;
  /** Changes with the certificates, which belong to connections. */
  readonly fingerprint: string;
  readonly readAtMs: number;
}

/** What undici connects with; it means the same as client-node does by an undefined field. */
type TlsOptions = NonNullable<ProxyAgent.Options["requestTls"]>;

/** Tokens and certificates rotate in their files, well before the old ones end. */
const CREDENTIALS_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Below the 90 s after which the API server closes an idle connection. */
const KEEP_ALIVE_MS = 45_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/**
 * The way to the API server of a kubeconfig: connections that are kept and shared, and credentials that are read
 * again. HTTP/1.1 on purpose: over HTTP/2 one stuck connection would hold up all calls and watches together.
 */
export class Connection {
  readonly #config: KubeConfig;
  readonly #connections: number;
  readonly #clock: Clock;
  readonly #open = new Set<Dispatcher>();
  #credentials: Credentials | undefined;
  #reading: Promise<Credentials> | undefined;

  /** @param options.connections the most that calls share */
  constructor(options: { config: KubeConfig; connections: number; clock: Clock }) {
    this.#config = options.config;
    this.#connections = options.connections;
    this.#clock = options.clock;
  }

  async route(lane: Lane): Promise<Route> {
    const { headers, dispatchers } = await this.#current();
    const server = this.#config.getCurrentCluster()?.server;
    if (server === undefined) throw new Error("the kubeconfig names no cluster");
    const { origin, pathname } = new URL(server);
    return { dispatcher: dispatchers[lane], origin, pathPrefix: pathname.replace(/\/$/, ""), headers };
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((dispatcher) => dispatcher.destroy()));
  }

  async #current(): Promise<Credentials> {
    const known = this.#credentials;
    if (known && this.#clock.monotonicMs() - known.readAtMs < CREDENTIALS_MS) return known;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return await this.#reading;
  }

  async #read(): Promise<Credentials> {
    const readAtMs = this.#clock.monotonicMs();
    const options: RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    const { auth, headers, agent: _unused, ...tls } = options;
    const transport = this.#config.createDispatcherOptions(this.#config.getCurrentCluster(), tls as AgentOptions);
    const fingerprint = createHash("sha256").update(JSON.stringify(transport)).digest("hex");
    const known = this.#credentials;
    const isSame = known?.fingerprint === fingerprint;
    if (known && !isSame) for (const old of Object.values(known.dispatchers)) this.#retire(old);
    this.#credentials = {
      headers: authorization(headers, auth),
      dispatchers: isSame ? known.dispatchers : this.#connect(transport),
      fingerprint,
      readAtMs,
    };
    return this.#credentials;
  }

  #connect(transport: DispatcherOptions): Record<Lane, Dispatcher> {
    const calls = createDispatcher(transport, { connections: this.#connections, maxResponseSize: ANSWER_BYTES_MAX });
    const watches = createDispatcher(transport, {});
    this.#open.add(calls).add(watches);
    return { calls, watches };
  }

  /** What is under way on it may end; a watch does so within minutes. */
  #retire(dispatcher: Dispatcher): void {
    const forget = () => void this.#open.delete(dispatcher);
    dispatcher.close().then(forget, forget);
  }
}

function createDispatcher(transport: DispatcherOptions, limits: Agent.Options): Dispatcher {
  if (transport.type === "socks") throw new Error("a SOCKS proxy in the kubeconfig is not supported");
  const options = { ...limits, allowH2: false, keepAliveTimeout: KEEP_ALIVE_MS };
  if (transport.type === "proxy") {
    return new ProxyAgent({ ...options, uri: transport.uri, requestTls: transport.requestTls as TlsOptions });
  }
  const tls = transport.type === "agent" ? transport.connect : {};
  return new Agent({ ...options, connect: { ...tls, timeout: CONNECT_TIMEOUT_MS } as TlsOptions });
}

function authorization(headers: RequestOptions["headers"], auth: string | null | undefined): Record<string, string> {
  const given = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value).trim()]);
  const basic = auth == null ? {} : { authorization: `Basic ${Buffer.from(auth).toString("base64")}` };
  return { ...basic, ...Object.fromEntries(given) };
}

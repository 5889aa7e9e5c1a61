import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { KubeConfig } from "@kubernetes/client-node";

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** Answers one request. It may leave it open, or break the connection. */
export type Answerer = (request: ReceivedRequest, response: ServerResponse) => void;

/** An HTTP server that says what the test tells it to, in place of an API server. The last answerer repeats. */
export class ScriptedServer implements AsyncDisposable {
  readonly requests: ReceivedRequest[] = [];
  readonly #server: Server;
  readonly #answerers: Answerer[];

  private constructor(answerers: readonly Answerer[]) {
    this.#answerers = [...answerers];
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(...answerers: readonly Answerer[]): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(answerers);
    const { promise, resolve } = Promise.withResolvers<void>();
    scripted.#server.listen(0, "127.0.0.1", resolve);
    await promise;
    return scripted;
  }

  config(user: { token?: string; authProvider?: { name: string; config: object } } = {}): KubeConfig {
    const { port } = this.#server.address() as AddressInfo;
    const config = new KubeConfig();
    const cluster = { name: "scripted", server: `http://127.0.0.1:${port}`, skipTLSVerify: true };
    config.loadFromClusterAndUser(cluster, { name: "tester", ...user });
    return config;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, "http://scripted");
    const sent = await text(request);
    const received: ReceivedRequest = {
      method: request.method!,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: sent === "" ? undefined : JSON.parse(sent),
    };
    this.requests.push(received);
    const answerer = this.#answerers.length > 1 ? this.#answerers.shift()! : this.#answerers[0]!;
    answerer(received, response);
  }
}

/** Answers with a status and a body in JSON. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Answerer {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

/** Answers with the API server's Status object. */
export function refuse(code: number, reason: string, more: { message?: string; details?: object } = {}): Answerer {
  return answer(code, { apiVersion: "v1", kind: "Status", status: "Failure", code, reason, ...more });
}

/** Breaks the connection without a word. */
export const hangUp: Answerer = (_request, response) => void response.destroy();

/** Calls to cells, at the address where other cells call them. */

import type { CellId } from "@cellwire/protocol";
import { HttpClient, HttpTimeout, HttpUnreachable } from "@cellwire/runtime/http-client.ts";
import type { HttpRequest, HttpResponse } from "@cellwire/runtime/http-client.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import type { Registry } from "../registry/contract.ts";

const CELLS_MAX = 256;
const CONNECTIONS = 16;
/** Under the handler's own. */
const TIMEOUT_MS = 8_000;

export class CellCalls implements Service {
  readonly name = "cell-calls";
  readonly #registry: Pick<Registry, "cell">;
  /** By ingest URL, the one used longest ago first. */
  readonly #clients = new Map<string, HttpClient>();

  constructor(registry: Pick<Registry, "cell">) {
    this.#registry = registry;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    await Promise.all(clients.map((client) => client.close()));
  }

  /** @throws {ServerApiError} HOME_UNAVAILABLE: no answer; it may have had its effect */
  async request(cell: CellId, request: HttpRequest): Promise<HttpResponse> {
    const registered = await this.#registry.cell(cell);
    if (registered === undefined) throw new ServerApiError("HOME_UNAVAILABLE");
    try {
      return await this.#client(registered.ingestUrl).request(request);
    } catch (cause) {
      if (cause instanceof HttpTimeout || cause instanceof HttpUnreachable)
        throw new ServerApiError("HOME_UNAVAILABLE", { cause });
      throw cause;
    }
  }

  #client(url: string): HttpClient {
    const known = this.#clients.get(url);
    const client = known ?? new HttpClient({ baseUrl: url, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS });
    this.#clients.delete(url);
    this.#clients.set(url, client);
    for (const [oldest, one] of this.#clients) {
      if (this.#clients.size <= CELLS_MAX) break;
      this.#clients.delete(oldest);
      // Running requests finish first; nobody waits for that.
      void one.close().catch(() => undefined);
    }
    return client;
  }
}

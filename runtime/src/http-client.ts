import { errors, Pool } from "undici";

export interface HttpClientOptions {
  /** http:// or https:// URL; a path in it is put before the path of each request. */
  readonly baseUrl: string;
  /** The most kept-alive connections; further requests wait for one, within their timeout. */
  readonly connections: number;
  /** For a whole request, from the call to the last byte of the answer. */
  readonly timeoutMs: number;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Starts with a slash; may have a query. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** No whole answer in time. The server may have acted on the request. */
export class HttpTimeout extends Error {
  override readonly name = "HttpTimeout";
  readonly code = "HTTP_TIMEOUT";
  readonly retryable = true;
}

/** No connection, or it broke. The server may have acted on the request, unless the cause is a refused connection. */
export class HttpUnreachable extends Error {
  override readonly name = "HttpUnreachable";
  readonly code = "HTTP_UNREACHABLE";
  readonly retryable = true;
}

const RESPONSE_BYTES_MAX = 16 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 3_000;

/** A client of one server over kept-alive connections. It never retries by itself and follows no redirect. */
export class HttpClient {
  readonly #pool: Pool;
  readonly #origin: string;
  readonly #pathPrefix: string;
  readonly #timeoutMs: number;

  constructor(options: HttpClientOptions) {
    const url = new URL(options.baseUrl);
    this.#origin = url.origin;
    this.#pathPrefix = url.pathname.replace(/\/$/, "");
    this.#timeoutMs = options.timeoutMs;
    this.#pool = new Pool(url.origin, {
      connections: options.connections,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      maxResponseSize: RESPONSE_BYTES_MAX,
    });
  }

  /**
   * Any status is an answer, not an error.
   * @throws {HttpTimeout} | {HttpUnreachable}; the reason of `request.signal` when that aborts first.
   */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const timeoutMs = request.timeoutMs ?? this.#timeoutMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method: request.method,
        path: this.#pathPrefix + request.path,
        headers: request.headers ?? {},
        body: request.body ?? null,
        signal,
      });
      return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) };
    } catch (error) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      if (error instanceof errors.InvalidArgumentError) throw error;
      if (timeout.aborted || isTimeout(error)) {
        throw new HttpTimeout(`no answer from ${this.#origin} within ${timeoutMs} ms`, { cause: error });
      }
      throw new HttpUnreachable(`no connection to ${this.#origin}`, { cause: error });
    }
  }

  /** Waits for running requests; later ones fail. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError
  );
}

/** The two calls to an object store: nothing but a URL is needed. */

import type { Clock } from "../clock.ts";
import { toBase64 } from "./base64url.ts";

/** Of one part; 8 MiB in it are 28 KB/s. */
const PUT_TIMEOUT_MS = 5 * 60_000;
/** Until the next bytes come. */
const STALL_MS = 30_000;

export interface ObjectHttpOptions {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

export interface PutBody {
  readonly bytes: Uint8Array;
  /** Of `bytes`, 32 bytes. */
  readonly sha256: Uint8Array;
}

/** It answered, but did not do it; or gave no answer. */
export class ObjectStoreError extends Error {
  override readonly name = "ObjectStoreError";
}

export class ObjectHttp {
  readonly #options: ObjectHttpOptions;

  constructor(options: ObjectHttpOptions) {
    this.#options = options;
  }

  /**
   * The store refuses bytes of another hash, also when they are fewer since the connection broke.
   * @throws {ObjectStoreError}; the reason of `signal`
   */
  async put(url: string, { bytes, sha256 }: PutBody, signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#options;
    const controller = new AbortController();
    const cancel = clock.after(PUT_TIMEOUT_MS, () => controller.abort());
    try {
      const body = bytes as Uint8Array<ArrayBuffer>;
      const headers = { "x-amz-checksum-sha256": toBase64(sha256) };
      const request = { method: "PUT", body, headers, signal: either(controller.signal, signal) };
      const response = await this.#fetch(url, request);
      await response.arrayBuffer();
      if (!response.ok) throw new ObjectStoreError(`the object store answered ${response.status}`);
    } catch (cause) {
      throw failure(cause, signal);
    } finally {
      cancel();
    }
  }

  /**
   * The object's bytes above `from`, as they come, to `take`; ends early when that returns false.
   * @throws {ObjectStoreError}; the reason of `signal`; what `take` throws
   */
  async get(
    url: string,
    from: number,
    { signal, take }: { signal: AbortSignal | undefined; take: (bytes: Uint8Array) => Promise<boolean> },
  ): Promise<void> {
    const stall = new StallWatch(this.#options.clock);
    try {
      const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
      const response = await this.#fetch(url, { headers, signal: either(stall.signal, signal) });
      if (!response.body || response.status !== (from > 0 ? 206 : 200))
        throw new ObjectStoreError(`the object store answered ${response.status}`);
      const reader = response.body.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        stall.alive();
        if (!(await take(next.value))) return await reader.cancel();
      }
    } catch (cause) {
      throw failure(cause, signal);
    } finally {
      stall.end();
    }
  }

  async #fetch(url: string, request: RequestInit): Promise<Response> {
    // It carries no credentials but the URL's own.
    return this.#options.fetch(url, { ...request, redirect: "error", credentials: "omit" });
  }
}

class StallWatch {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.alive();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  alive(): void {
    this.end();
    this.#cancel = this.#clock.after(STALL_MS, () => this.#controller.abort());
  }

  end(): void {
    this.#cancel();
  }
}

function either(own: AbortSignal, callers: AbortSignal | undefined): AbortSignal {
  return callers ? AbortSignal.any([own, callers]) : own;
}

/** Without the URL, which may be in a cause's message and opens the object. */
function failure(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause instanceof TypeError || (cause as Error | undefined)?.name === "AbortError")
    return new ObjectStoreError("no connection to the object store, or it broke");
  return cause;
}

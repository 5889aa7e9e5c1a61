/**
 * The directory's public keys. They are fetched in the background and the last good copy is kept, here and in the cell's
 * store, so that the directory may be down: only who comes with a key that was never seen in the cell has to wait.
 */

import type { CryptoKey, JWTVerifyGetKey } from "jose";
import { errors, importJWK } from "jose";
import { z } from "zod";
import type { JsonWebKeyOkp } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { DeadlineExceeded, withDeadline } from "@cellwire/runtime/deadline.ts";
import type { HttpClient } from "@cellwire/runtime/http-client.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { DirectoryAnswers } from "../inbox/directory-answers.ts";

const REFRESH_INTERVAL_MS = 5 * 60_000;
/** Someone who makes up key ids must not turn into load on the directory. */
const REFRESH_SPACING_MS = 5_000;
/** How long a verification waits for a refresh that it caused. */
const WAIT_MS = 2_000;
const KEYS_MAX = 64;

const keySet = z.object({
  keys: z
    .array(z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), kid: z.string().min(1), x: z.string().min(1) }))
    .max(KEYS_MAX),
});

/** No copy of the keys yet: the token may be fine, ask again later. */
export class DirectoryKeysUnavailable extends Error {
  override readonly name = "DirectoryKeysUnavailable";
  readonly code = "DIRECTORY_KEYS_UNAVAILABLE";
  readonly retryable = true;
}

/** GET {directory}/.well-known/jwks.json, parsed JSON. */
export type FetchKeys = (signal: AbortSignal) => Promise<unknown>;

export function fetchKeysFrom(directory: HttpClient): FetchKeys {
  return async (signal) => {
    const { status, body } = await directory.request({ method: "GET", path: "/.well-known/jwks.json", signal });
    if (status !== 200) throw new Error(`the directory answered ${status} when asked for its keys`);
    return JSON.parse(body.toString()) as unknown;
  };
}

export interface DirectoryKeysOptions {
  readonly fetchKeys: FetchKeys;
  readonly answers: DirectoryAnswers;
  readonly clock: Clock;
  readonly log: Logger;
}

export class DirectoryKeys implements Service {
  readonly name = "directory-keys";
  readonly #options: DirectoryKeysOptions;
  readonly #loop: Loop;
  #byKid: ReadonlyMap<string, CryptoKey> = new Map();
  #refreshed = Promise.withResolvers<void>();
  #lastAskedMs = Number.NEGATIVE_INFINITY;
  #isFetched = false;

  constructor(options: DirectoryKeysOptions) {
    this.#options = options;
    this.#loop = new Loop({
      name: this.name,
      intervalMs: REFRESH_INTERVAL_MS,
      runOnce: (signal) => this.refresh(signal),
      log: options.log,
    });
  }

  /** Does not wait for the directory. */
  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /**
   * Key lookup for jose's `jwtVerify`. For a key that is not here it throws `DirectoryKeysUnavailable` until the directory
   * has answered this process, and then jose's `JWKSNoMatchingKey`.
   */
  readonly resolve: JWTVerifyGetKey = async (header) => {
    const kid = header.kid ?? "";
    const known = this.#byKid.get(kid);
    if (known) return known;
    await this.#askForRefresh();
    const fresh = this.#byKid.get(kid);
    if (fresh) return fresh;
    if (!this.#isFetched) throw new DirectoryKeysUnavailable("the directory's keys were not fetched yet");
    throw new errors.JWKSNoMatchingKey();
  };

  /** One fetch; on an error the former copy stays. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { fetchKeys, answers } = this.#options;
    if (!this.#isFetched && this.#byKid.size === 0) await this.#restore();
    const fetched = keySet.parse(await fetchKeys(signal));
    this.#isFetched = true;
    await this.#take(fetched);
    await answers.keep("keys", fetched);
  }

  /** What an earlier process of the cell fetched. */
  async #restore(): Promise<void> {
    const kept = keySet.safeParse(await this.#options.answers.load("keys"));
    if (kept.success) await this.#take(kept.data);
  }

  async #take({ keys }: z.output<typeof keySet>): Promise<void> {
    const byKid = new Map<string, CryptoKey>();
    for (const key of keys) byKid.set(key.kid, await imported(key));
    this.#byKid = byKid;
    this.#refreshed.resolve();
    this.#refreshed = Promise.withResolvers<void>();
  }

  async #askForRefresh(): Promise<void> {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#lastAskedMs >= REFRESH_SPACING_MS) {
      this.#lastAskedMs = nowMs;
      this.#loop.wake();
    } else if (nowMs - this.#lastAskedMs >= WAIT_MS) return;
    try {
      await withDeadline(this.#refreshed.promise, { what: "the directory's keys", timeoutMs: WAIT_MS });
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
    }
  }
}

async function imported(jwk: JsonWebKeyOkp): Promise<CryptoKey> {
  return importJWK({ ...jwk }, "EdDSA");
}

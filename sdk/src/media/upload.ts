/** One upload: made ready, put in parts, put together. What is done is asked from the cell, so that any break is resumed. */

import { sha256 } from "@noble/hashes/sha2.js";
import { LIMITS, toHex, type CellId } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import { backOffMs } from "../session/back-off.ts";
import type { RequestBody, ResponseFrame } from "../session/requests.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import type { UploadOptions, UploadState } from "./contract.ts";
import { ObjectStoreError, type ObjectHttp } from "./object-http.ts";
import { pause } from "./pause.ts";
import { KEY_BYTES, Sealing, type PlainSource } from "./sealing.ts";

const PUTS_AT_ONCE = 2;
/** In a row, without a part that arrived. */
const FAILURES_MAX = 6;
const FINISHES_MAX = 3;

export interface MediaParts {
  readonly ask: (body: RequestBody) => Promise<ResponseFrame>;
  readonly http: ObjectHttp;
  readonly clock: Clock;
  readonly random: Random;
}

export class Upload {
  readonly #parts: MediaParts;
  readonly #source: PlainSource;
  readonly #options: UploadOptions;
  #state: UploadState | undefined;
  #sealing: Sealing | undefined;
  /** An object of one part is sealed once. */
  #only: Uint8Array | undefined;
  #sent = 0;

  constructor(parts: MediaParts, source: PlainSource, options: UploadOptions) {
    this.#parts = parts;
    this.#source = source;
    this.#options = options;
  }

  async run(): Promise<{ readonly cell: CellId; readonly state: UploadState }> {
    const { resume, onState, signal } = this.#options;
    const key = resume ? fromBase64url(resume.key) : this.#parts.random.bytes(KEY_BYTES);
    if (key?.length !== KEY_BYTES || (resume && resume.size !== Sealing.sizeOf(this.#source.size)))
      throw new ClientError("SOURCE_CHANGED");
    this.#sealing = await Sealing.with(key);
    const state = resume ?? (await this.#prepare(this.#sealing, key));
    this.#state = state;
    onState?.(state);
    for (let attempt = 1; ; attempt++) {
      await this.#putMissing(state);
      signal?.throwIfAborted();
      const cell = await this.#finish(state, attempt === FINISHES_MAX);
      if (cell !== undefined) return { cell, state };
    }
  }

  /** Seals everything once: the object's name is the hash of all of it. */
  async #prepare(sealing: Sealing, key: Uint8Array): Promise<UploadState> {
    const size = Sealing.sizeOf(this.#source.size);
    const whole = sha256.create();
    const parts: string[] = [];
    for (let part = 0; part < Math.ceil(size / LIMITS.mediaPartBytes); part++) {
      this.#options.signal?.throwIfAborted();
      const bytes = await sealing.sealPart(this.#source, part);
      whole.update(bytes);
      parts.push(await hashOf(bytes));
      if (size <= LIMITS.mediaPartBytes) this.#only = bytes;
    }
    return { hash: toHex(whole.digest()), size, key: toBase64url(key), parts };
  }

  async #putMissing({ hash, size, parts }: UploadState): Promise<void> {
    const { ask, clock, random } = this.#parts;
    const planUpload = { hash: bytesOf(hash), size, partHashes: parts.length > 1 ? parts.map(bytesOf) : [] };
    for (let failures = 0, rounds = 0; rounds < parts.length * FAILURES_MAX; rounds++) {
      this.#options.signal?.throwIfAborted();
      const { uploadPlan } = await ask({ planUpload });
      const targets = uploadPlan?.targets ?? [];
      if (uploadPlan?.stored || targets.length === 0) return this.#progress(size);
      // The plan names the first missing parts.
      this.#progress(((targets[0]?.part ?? 1) - 1) * LIMITS.mediaPartBytes);
      const error = await this.#putAll(targets.map(({ part, url }) => ({ part: part ?? 0, url: url ?? "" })));
      if (!error) continue;
      failures = error.arrived > 0 ? 1 : failures + 1;
      if (failures >= FAILURES_MAX) throw new ClientError("MEDIA_FAILED", { cause: error.cause });
      await pause(clock, backOffMs(failures, random), this.#options.signal);
    }
    throw new ClientError("MEDIA_FAILED", { cause: new Error("parts that arrived are missing again and again") });
  }

  /** Ends with the first part that does not arrive, and says how many had arrived before. */
  async #putAll(
    targets: { part: number; url: string }[],
  ): Promise<{ readonly arrived: number; readonly cause: unknown } | undefined> {
    const waiting = [...targets];
    let arrived = 0;
    let cause: unknown;
    const worker = async () => {
      for (let target = waiting.shift(); target && !cause; target = waiting.shift())
        try {
          const bytes = await this.#sealed(target.part);
          this.#options.signal?.throwIfAborted();
          const sha256 = bytesOf(this.#state!.parts[target.part - 1]!);
          await this.#parts.http.put(target.url, { bytes, sha256 }, this.#options.signal);
          arrived += 1;
          this.#progress(this.#sent + bytes.length);
        } catch (error) {
          if (!(error instanceof ObjectStoreError)) throw error;
          cause ??= error;
        }
    };
    await Promise.all(Array.from({ length: PUTS_AT_ONCE }, worker));
    return cause === undefined ? undefined : { arrived, cause };
  }

  /** `part` from 1. The same key and nonces must never seal anything else, so other bytes than before are not sent. */
  async #sealed(part: number): Promise<Uint8Array> {
    if (this.#only) return this.#only;
    const bytes = await this.#sealing!.sealPart(this.#source, part - 1);
    if ((await hashOf(bytes)) !== this.#state!.parts[part - 1]) throw new ClientError("SOURCE_CHANGED");
    return bytes;
  }

  /** undefined: parts are missing after all. */
  async #finish({ hash }: UploadState, isLast: boolean): Promise<CellId | undefined> {
    try {
      const { uploadFinished } = await this.#parts.ask({ finishUpload: { hash: bytesOf(hash) } });
      return uploadFinished?.cell as CellId;
    } catch (error) {
      if (!isLast && error instanceof ClientError && error.reason === "MEDIA_INCOMPLETE") return undefined;
      throw error;
    }
  }

  /** Never goes back. */
  #progress(bytes: number): void {
    const total = Sealing.sizeOf(this.#source.size);
    if (bytes <= this.#sent && bytes > 0) return;
    this.#sent = Math.min(bytes, total);
    this.#options.onProgress?.(this.#sent, total);
  }
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));
}

/** One download: checked piece by piece as it comes, continued where a connection broke, handed over when all of it holds. */

import { sha256 } from "@noble/hashes/sha2.js";
import { LIMITS, toHex } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import { backOffMs } from "../session/back-off.ts";
import { fromBase64url } from "./base64url.ts";
import type { DownloadOptions, MediaReference } from "./contract.ts";
import { ObjectStoreError } from "./object-http.ts";
import { pause } from "./pause.ts";
import { plainBytes } from "./reference.ts";
import { Sealing, TAG_BYTES } from "./sealing.ts";
import { bytesOf, type MediaParts } from "./upload.ts";

const BYTES_MAX = 256 * 1024 * 1024;
/** In a row, without a byte that arrived. */
const FAILURES_MAX = 6;

export async function download(
  parts: MediaParts,
  reference: MediaReference,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const { bytesMax = BYTES_MAX } = options;
  if (plainBytes(reference) > bytesMax)
    throw new RangeError(`the object has ${plainBytes(reference)} bytes, over ${bytesMax}`);
  const key = fromBase64url(reference.key) ?? new Uint8Array(0);
  const opening = new Opening(reference, await Sealing.with(key));
  for (let failures = 0; !opening.isComplete;) {
    options.signal?.throwIfAborted();
    const before = opening.received;
    try {
      await fetchRest(parts, { reference, opening, options });
    } catch (cause) {
      if (!(cause instanceof ObjectStoreError)) throw cause;
      failures = opening.received > before ? 1 : failures + 1;
      if (failures >= FAILURES_MAX) throw new ClientError("MEDIA_FAILED", { cause });
      await pause(parts.clock, backOffMs(failures, parts.random), options.signal);
    }
  }
  return opening.plaintext();
}

async function fetchRest(
  { ask, http }: MediaParts,
  { reference, opening, options }: { reference: MediaReference; opening: Opening; options: DownloadOptions },
): Promise<void> {
  const { cell, hash, size } = reference;
  const { mediaLocation } = await ask({ mediaUrl: { hash: bytesOf(hash), cell } });
  if (mediaLocation?.size !== size) throw corrupt();
  const take = async (bytes: Uint8Array) => {
    await opening.take(bytes);
    options.onProgress?.(opening.received, size);
    return !opening.isComplete;
  };
  await http.get(mediaLocation.url ?? "", opening.received, { signal: options.signal, take });
  if (!opening.isComplete) throw new ObjectStoreError("the object store sent less than the object");
}

/** Takes the object's bytes in order and opens its pieces. */
class Opening {
  readonly #reference: MediaReference;
  readonly #sealing: Sealing;
  readonly #hash = sha256.create();
  readonly #plain: Uint8Array;
  readonly #piece = new Uint8Array(LIMITS.mediaChunkBytes);
  #pieceBytes = 0;
  #opened = 0;
  received = 0;

  constructor(reference: MediaReference, sealing: Sealing) {
    this.#reference = reference;
    this.#sealing = sealing;
    this.#plain = new Uint8Array(plainBytes(reference));
  }

  get isComplete(): boolean {
    return this.received === this.#reference.size;
  }

  /** @throws {ClientError} MEDIA_CORRUPT */
  async take(bytes: Uint8Array): Promise<void> {
    if (this.received + bytes.length > this.#reference.size) throw corrupt();
    for (let from = 0; from < bytes.length;) {
      const some = bytes.subarray(from, from + LIMITS.mediaChunkBytes - this.#pieceBytes);
      this.#piece.set(some, this.#pieceBytes);
      this.#pieceBytes += some.length;
      this.received += some.length;
      from += some.length;
      if (this.#pieceBytes === LIMITS.mediaChunkBytes || this.isComplete) await this.#open();
    }
  }

  /** @throws {ClientError} MEDIA_CORRUPT */
  plaintext(): Uint8Array {
    if (toHex(this.#hash.digest()) !== this.#reference.hash) throw corrupt();
    return this.#plain;
  }

  async #open(): Promise<void> {
    const sealed = this.#piece.subarray(0, this.#pieceBytes);
    this.#hash.update(sealed);
    const plain = await this.#sealing.open(sealed, this.#opened, this.isComplete);
    if (!plain) throw corrupt();
    this.#plain.set(plain, this.#opened * (LIMITS.mediaChunkBytes - TAG_BYTES));
    this.#opened += 1;
    this.#pieceBytes = 0;
  }
}

function corrupt(): ClientError {
  return new ClientError("MEDIA_CORRUPT");
}

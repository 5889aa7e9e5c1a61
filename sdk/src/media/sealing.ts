/**
 * How an object is made of a plaintext: pieces, each sealed with AES-256-GCM, whose nonce is its index and whether it is
 * the last one, so that none can be left out, added or put elsewhere. Source: the STREAM construction of Hoang, Reyhanitabar,
 * Rogaway and Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015.
 */

import { LIMITS } from "@cellwire/protocol";

export const KEY_BYTES = 32;
export const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const PIECE_BYTES = LIMITS.mediaChunkBytes - TAG_BYTES;
const PIECES_PER_PART = LIMITS.mediaPartBytes / LIMITS.mediaChunkBytes;

/** Random access to a plaintext. */
export interface PlainSource {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

export class Sealing {
  readonly #key: CryptoKey;

  /** `key`: KEY_BYTES, for one plaintext alone. */
  static async with(key: Uint8Array): Promise<Sealing> {
    return new Sealing(
      await crypto.subtle.importKey("raw", key as Uint8Array<ArrayBuffer>, "AES-GCM", false, ["encrypt", "decrypt"]),
    );
  }

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** Bytes of the object of so large a plaintext. */
  static sizeOf(plain: number): number {
    return plain + TAG_BYTES * piecesOf(plain);
  }

  /** One part of the object, from 0, as it is uploaded. */
  async sealPart(source: PlainSource, part: number): Promise<Uint8Array> {
    const first = part * PIECES_PER_PART;
    const end = Math.min(first + PIECES_PER_PART, piecesOf(source.size));
    const plain = await source.read(first * PIECE_BYTES, Math.min(end * PIECE_BYTES, source.size));
    const sealed = new Uint8Array(plain.length + TAG_BYTES * (end - first));
    for (let piece = first; piece < end; piece++) {
      const from = (piece - first) * PIECE_BYTES;
      const isLast = piece === piecesOf(source.size) - 1;
      const data = plain.subarray(from, from + PIECE_BYTES) as Uint8Array<ArrayBuffer>;
      const algorithm = { name: "AES-GCM", iv: nonce(piece, isLast) };
      const bytes = await crypto.subtle.encrypt(algorithm, this.#key, data);
      sealed.set(new Uint8Array(bytes), (piece - first) * LIMITS.mediaChunkBytes);
    }
    return sealed;
  }

  /** The plaintext of one piece; undefined: its seal does not hold. */
  async open(sealed: Uint8Array, piece: number, isLast: boolean): Promise<Uint8Array | undefined> {
    try {
      const algorithm = { name: "AES-GCM", iv: nonce(piece, isLast) };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, this.#key, sealed as Uint8Array<ArrayBuffer>));
    } catch {
      return undefined;
    }
  }
}

export function sourceOf(source: Uint8Array | Blob): PlainSource {
  if (source instanceof Uint8Array) return { size: source.length, read: async (from, to) => source.subarray(from, to) };
  const read = async (from: number, to: number) => new Uint8Array(await source.slice(from, to).arrayBuffer());
  return { size: source.size, read };
}

function piecesOf(plain: number): number {
  return Math.max(1, Math.ceil(plain / PIECE_BYTES));
}

function nonce(piece: number, isLast: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(NONCE_BYTES);
  new DataView(bytes.buffer).setBigUint64(NONCE_BYTES - 9, BigInt(piece));
  bytes[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return bytes;
}

/** Media by reference: encrypted on this device, stored in the cell's object store, named inside a message. */

import type { CellId } from "@cellwire/protocol";

export interface Media {
  /**
   * Encrypts `source` under a key of its own and stores it in the home cell; resolves with what to put into a message (as
   * `encodeMedia` gives it). A Blob is read in pieces, twice when it is over 8 MiB; a File of a browser is one, and so is what
   * `fs.openAsBlob` gives in Node. Connections that break are made again; after a while without progress it gives up, and
   * may be resumed.
   * @throws {ClientError} REQUEST_REFUSED (MEDIA_OFF, MEDIA_TOO_LARGE, MEDIA_QUOTA), MEDIA_FAILED, SOURCE_CHANGED,
   *   REQUEST_TIMED_OUT, CLOSED; the reason of `signal`.
   */
  upload(source: Uint8Array | Blob, options: UploadOptions): Promise<MediaReference>;

  /**
   * Says that a message names these objects, so that they stay as long as it does. Only for uploads with `draft`, and
   * before the message is sent.
   * @throws {ClientError} REQUEST_REFUSED (MEDIA_UNKNOWN: the upload is gone), REQUEST_TIMED_OUT, CLOSED.
   */
  commit(...references: readonly MediaReference[]): Promise<void>;

  /**
   * The plaintext, after the hash of the whole and the seal of every piece of it were checked.
   * @throws {ClientError} REQUEST_REFUSED (MEDIA_UNKNOWN: it is gone), MEDIA_CORRUPT, MEDIA_FAILED, REQUEST_TIMED_OUT, CLOSED;
   *   the reason of `signal`.
   * @throws {RangeError} it is larger than `bytesMax`.
   */
  download(reference: MediaReference, options?: DownloadOptions): Promise<Uint8Array>;
}

export interface UploadOptions {
  /** Stands in the reference: the server never learns it. */
  readonly contentType: string;
  /** A file's name; likewise. */
  readonly name?: string;
  /** Of an upload of the same source that did not end. */
  readonly resume?: UploadState;
  /** Comes once, before anything is sent. Keep it to resume by; it holds the key. */
  readonly onState?: (state: UploadState) => void;
  readonly onProgress?: (bytes: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Left uncommitted: it goes after 24 hours, unless commit() names it. */
  readonly draft?: boolean;
}

export interface DownloadOptions {
  readonly onProgress?: (bytes: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** The largest plaintext to take into memory. Default: 256 MiB. */
  readonly bytesMax?: number;
}

/** Whoever has it can read the object: it belongs into encrypted content and nowhere else. */
export interface MediaReference {
  /** That holds the object. */
  readonly cell: CellId;
  /** SHA-256 of the object, in hexadecimal. */
  readonly hash: string;
  /** Bytes of the object, which is a little larger than the plaintext: see `plainBytes`. */
  readonly size: number;
  /** 32 bytes in base64url. */
  readonly key: string;
  readonly contentType: string;
  readonly name?: string;
}

/** Plain JSON. */
export interface UploadState {
  readonly hash: string;
  readonly size: number;
  readonly key: string;
  /** SHA-256 of each part as it is sent, in hexadecimal. */
  readonly parts: readonly string[];
}

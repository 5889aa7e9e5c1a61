/** Where the bytes of media are: the cell hands out URLs and asks about objects, and never carries one. */

/** An object of a known name and size, of which parts may be there. */
export interface MultipartUpload {
  /** SHA-256 of the bytes in hexadecimal. */
  readonly name: string;
  readonly uploadId: string;
}

export interface StoredPart {
  /** From 1. */
  readonly part: number;
  readonly bytes: number;
  readonly etag: string;
  /** In base64, as the store keeps it; undefined: it keeps none. */
  readonly sha256: string | undefined;
}

/** What a URL takes, and nothing else: both are signed. */
export interface PutContent {
  readonly bytes: number;
  /** In base64: whoever puts it names it in the header `x-amz-checksum-sha256`. */
  readonly sha256: string;
}

/** Each call ends within a few seconds, and throws when the store cannot be reached or does not do what it is told. */
export interface ObjectStore {
  /** Takes exactly this content by PUT, until it expires. */
  putUrl(object: PutContent & { readonly name: string }): Promise<string>;
  /** @returns the upload's id */
  beginParts(name: string): Promise<string>;
  /** Takes exactly this content of one part by PUT. */
  partUrl(part: MultipartUpload & PutContent & { readonly part: number }): Promise<string>;
  /** undefined: the store has no such upload, for instance since it is complete. */
  storedParts(upload: MultipartUpload): Promise<readonly StoredPart[] | undefined>;
  completeParts(upload: MultipartUpload, parts: readonly StoredPart[]): Promise<void>;
  /** undefined: there is no such object. */
  bytesOf(name: string): Promise<number | undefined>;
  /** By GET, whole or a range. */
  getUrl(name: string): Promise<string>;
  /** The object and every upload of its name. Nothing there is success too. */
  remove(name: string): Promise<void>;
  close(): void;
}

/** How long a URL can be used. */
export const URL_LIFE_MS = 15 * 60_000;

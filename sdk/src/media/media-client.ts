/** `Client.media` over a connection to the home cell and an object store. */

import type { MediaReference, Media, DownloadOptions, UploadOptions } from "./contract.ts";
import { download } from "./download.ts";
import { sourceOf } from "./sealing.ts";
import { bytesOf, Upload, type MediaParts } from "./upload.ts";

export class MediaClient implements Media {
  readonly #parts: MediaParts;

  constructor(parts: MediaParts) {
    this.#parts = parts;
  }

  async upload(source: Uint8Array | Blob, options: UploadOptions): Promise<MediaReference> {
    const { contentType, name, draft = false } = options;
    const { cell, state } = await new Upload(this.#parts, sourceOf(source), options).run();
    const { hash, size, key } = state;
    const reference = { cell, hash, size, key, contentType, ...(name !== undefined && { name }) };
    if (!draft) await this.commit(reference);
    return reference;
  }

  async commit(...references: readonly MediaReference[]): Promise<void> {
    await this.#parts.ask({ commitMedia: { hashes: references.map(({ hash }) => bytesOf(hash)) } });
  }

  download(reference: MediaReference, options: DownloadOptions = {}): Promise<Uint8Array> {
    return download(this.#parts, reference, options);
  }
}

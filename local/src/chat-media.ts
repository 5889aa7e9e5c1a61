/** Files in a terminal chat: sent from a path, shown with a number, saved by it. */

import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { decodeMedia, encodeMedia, plainBytes, textOf, type Client, type MediaReference } from "@cellwire/sdk";

/** The oldest are forgotten first. */
const NUMBERED_MAX = 1_000;
const CONTENT_TYPE = "application/octet-stream";
const PRIVATE_MODE = 0o600;

export class ChatMedia {
  readonly #client: Client;
  readonly #numbered = new Map<number, MediaReference>();
  #lastNumber = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** The content of the message that carries the file. @throws {ClientError}, or what opening the file gives */
  async upload(file: string): Promise<string> {
    const name = path.basename(file);
    return encodeMedia(await this.#client.media.upload(await openAsBlob(file), { contentType: CONTENT_TYPE, name }));
  }

  /** undefined: the message is no file. */
  describe(message: { readonly content: Uint8Array }): string | undefined {
    const reference = decodeMedia(textOf(message));
    if (!reference) return undefined;
    const number = ++this.#lastNumber;
    this.#numbered.set(number, reference);
    if (this.#numbered.size > NUMBERED_MAX) this.#numbered.delete(number - NUMBERED_MAX);
    return `[file ${number}] ${reference.name ?? "without a name"}, ${plainBytes(reference)} bytes`;
  }

  /**
   * Writes the file once all of it was checked; one that is there is replaced whole.
   * @throws {RangeError} there is no file of this number
   */
  async save(number: number, file: string): Promise<number> {
    const reference = this.#numbered.get(number);
    if (!reference) throw new RangeError(`no file ${number} was shown`);
    const bytes = await this.#client.media.download(reference, { bytesMax: Number.POSITIVE_INFINITY });
    const writing = `${file}.${randomUUID()}`;
    try {
      await writeFile(writing, bytes, { mode: PRIVATE_MODE, flag: "wx" });
      await rename(writing, file);
    } catch (error) {
      await rm(writing, { force: true });
      throw error;
    }
    return bytes.length;
  }
}

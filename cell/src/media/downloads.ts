/**
 * URLs to get objects by. Who knows a hash may have the object: hashes stand in messages alone, encrypted, and the object
 * is of no use without the key beside it. So no list of readers is kept, and the cell that holds an object learns of a reader
 * in another cell only that somebody there reads it.
 */

import { toHex, wire, type CellId } from "@cellwire/protocol";
import { READABLE, type MediaCatalog } from "./catalog.ts";
import type { ObjectStore } from "./object-store.ts";

export interface DownloadUrl {
  readonly url: string;
  readonly bytes: number;
}

/** What this cell holds. */
export class MediaDownloads {
  readonly #catalog: MediaCatalog;
  readonly #objects: ObjectStore;

  constructor({ catalog, objects }: { catalog: MediaCatalog; objects: ObjectStore }) {
    this.#catalog = catalog;
    this.#objects = objects;
  }

  /** undefined: not here, not finished, or gone with the messages that named it. */
  async url(hash: Uint8Array): Promise<DownloadUrl | undefined> {
    const object = await this.#catalog.find(hash);
    if (!object || !READABLE.has(object.state)) return undefined;
    return { url: await this.#objects.getUrl(toHex(hash)), bytes: object.bytes };
  }
}

/** A call to another cell, as forward's peers make it. */
export interface MediaPeers {
  peer(cell: CellId): Promise<
    | {
        post(request: {
          path: "/v1/media";
          body: Uint8Array;
        }): Promise<
          | { readonly kind: "answered"; readonly body: Buffer }
          | { readonly kind: "rejected" }
          | { readonly kind: "unavailable"; readonly afterMs: number }
        >;
      }
    | undefined
  >;
}

export type PeerDownload =
  | { readonly kind: "found"; readonly download: DownloadUrl }
  | { readonly kind: "unknown" }
  | { readonly kind: "unavailable"; readonly afterMs: number };

/** Asks the cell that holds the object. */
export async function downloadAt(peers: MediaPeers, cell: CellId, hash: Uint8Array): Promise<PeerDownload> {
  const peer = await peers.peer(cell);
  if (!peer) return { kind: "unknown" };
  const answer = await peer.post({ path: "/v1/media", body: wire.MediaLookup.encode({ hash }).finish() });
  if (answer.kind === "unavailable") return { kind: "unavailable", afterMs: answer.afterMs };
  if (answer.kind === "rejected") return { kind: "unknown" };
  const { url, size } = wire.MediaLookupAnswer.decode(answer.body);
  return url ? { kind: "found", download: { url, bytes: size } } : { kind: "unknown" };
}

/** What devices ask about media. Without an object store, everything is answered MEDIA_OFF. */

import { isCellId, type CellId } from "@cellwire/protocol";
import { RequestRefused, type RequestHandlers } from "../flow/requests.ts";
import { downloadAt, type DownloadUrl, type MediaDownloads, type MediaPeers } from "./downloads.ts";
import { URL_LIFE_MS } from "./object-store.ts";
import type { MediaUploads } from "./uploads.ts";

export const MEDIA_KINDS = ["planUpload", "finishUpload", "commitMedia", "mediaUrl"] as const;
type MediaHandlers = Pick<RequestHandlers, (typeof MEDIA_KINDS)[number]>;

const HASH_BYTES = 32;
const COMMITS_MAX = 64;

export interface MediaParts {
  readonly cell: CellId;
  readonly uploads: MediaUploads;
  readonly downloads: MediaDownloads;
  readonly peers: MediaPeers;
}

export function mediaRequests(parts: MediaParts | undefined): MediaHandlers {
  if (!parts) return { planUpload: off, finishUpload: off, commitMedia: off, mediaUrl: off };
  const { cell, uploads } = parts;
  return {
    planUpload: async ({ hash, size, partHashes }, { user: owner }) => {
      if (!size) throw malformed("size: at least 1");
      const object = { hash: checkedHash(hash), bytes: size, partHashes: (partHashes ?? []).map(checkedHash) };
      const { stored, targets } = await uploads.plan({ owner, ...object });
      return { uploadPlan: { stored, targets: [...targets], urlLifeMs: URL_LIFE_MS } };
    },
    finishUpload: async ({ hash }, { user: owner }) => {
      await uploads.finish({ owner, hash: checkedHash(hash) });
      return { uploadFinished: { cell } };
    },
    commitMedia: async ({ hashes }) => {
      if (!hashes || hashes.length < 1 || hashes.length > COMMITS_MAX) throw malformed(`hashes: 1 to ${COMMITS_MAX}`);
      return { mediaCommitted: { untilMs: await uploads.commit(hashes.map(checkedHash)) } };
    },
    mediaUrl: async ({ hash, cell: holder }) => {
      if (!holder || !isCellId(holder)) throw malformed("cell: the one that the reference names");
      const { url, bytes } = await findUrl(parts, holder, checkedHash(hash));
      return { mediaLocation: { url, size: bytes, urlLifeMs: URL_LIFE_MS } };
    },
  };
}

async function findUrl(parts: MediaParts, holder: CellId, hash: Uint8Array): Promise<DownloadUrl> {
  if (holder === parts.cell) {
    const download = await parts.downloads.url(hash);
    if (download) return download;
    throw new RequestRefused("MEDIA_UNKNOWN");
  }
  const found = await downloadAt(parts.peers, holder, hash);
  if (found.kind === "found") return found.download;
  if (found.kind === "unknown") throw new RequestRefused("MEDIA_UNKNOWN");
  throw new RequestRefused("RETRY_AFTER", { retryAfterMs: found.afterMs });
}

function checkedHash(hash: Uint8Array | null | undefined): Uint8Array {
  if (hash?.length !== HASH_BYTES) throw malformed("hash: 32 bytes");
  return hash;
}

function malformed(detail: string): RequestRefused {
  return new RequestRefused("MALFORMED", { detail });
}

async function off(): Promise<never> {
  throw new RequestRefused("MEDIA_OFF");
}

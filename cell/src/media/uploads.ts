/**
 * How an object gets into the store: a plan says which parts are missing and where to put them, the device puts them there,
 * `finish` puts them together, `commit` says that a message names it. Each may be repeated, and a plan asked for after a
 * break is the resume. What is not committed goes a day after it was begun or finished.
 */

import { LIMITS, toHex, type UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { RequestRefused } from "../flow/requests.ts";
import { RETENTION_MS } from "../inbox/retention.ts";
import type { MediaCatalog, MediaObject } from "./catalog.ts";
import type { ObjectStore, StoredPart } from "./object-store.ts";

const DAY_MS = 24 * 3_600_000;
export const UNCOMMITTED_MS = DAY_MS;
/** A partition of messages goes whole, up to a week after its first one could: never before the messages that name it. */
export const COMMITTED_MS = RETENTION_MS + 7 * DAY_MS;
/** Part URLs in one plan: a quarter of a GiB. */
const TARGETS_MAX = 32;
const BUSY_MS = 1_000;

export interface MediaLimits {
  readonly objectBytesMax: number;
  /** Of one user in 24 hours. */
  readonly dayBytesMax: number;
  readonly dayObjectsMax: number;
}

export interface UploadTarget {
  /** From 1. */
  readonly part: number;
  readonly url: string;
}

export interface UploadPlan {
  /** Nothing is left to do, `finish` included. */
  readonly stored: boolean;
  /** The first missing parts; none and not stored: time for `finish`. */
  readonly targets: readonly UploadTarget[];
}

export interface UploadRequest {
  readonly owner: UserId;
  /** SHA-256 of the bytes, 32 bytes. */
  readonly hash: Uint8Array;
  readonly bytes: number;
  /** Of each part in order, 32 bytes each; none for an object of one part, which has the object's. */
  readonly partHashes: readonly Uint8Array[];
}

interface Part {
  /** From 1. */
  readonly part: number;
  readonly bytes: number;
}

export interface MediaUploadsOptions {
  readonly catalog: MediaCatalog;
  readonly objects: ObjectStore;
  readonly limits: MediaLimits;
  readonly clock: Clock;
}

export class MediaUploads {
  readonly #options: MediaUploadsOptions;

  constructor(options: MediaUploadsOptions) {
    this.#options = options;
  }

  /** @throws {RequestRefused} MEDIA_TOO_LARGE, MEDIA_QUOTA, MALFORMED, RETRY_AFTER */
  async plan(request: UploadRequest): Promise<UploadPlan> {
    const object = await this.#begin(request);
    if (object.state === "stored" || object.state === "committed") return { stored: true, targets: [] };
    if (object.state === "leaving" || object.owner !== request.owner) throw busy();
    return { stored: false, targets: await this.#targets(request, object) };
  }

  /** @throws {RequestRefused} MEDIA_UNKNOWN, MEDIA_INCOMPLETE */
  async finish({ owner, hash }: { readonly owner: UserId; readonly hash: Uint8Array }): Promise<void> {
    const { catalog, objects, clock } = this.#options;
    const object = await catalog.find(hash);
    if (!object || object.owner !== owner || object.state === "leaving") throw new RequestRefused("MEDIA_UNKNOWN");
    if (object.state !== "begun") return;
    const name = toHex(hash);
    if (object.uploadId !== undefined) await this.#complete({ name, uploadId: object.uploadId }, object.bytes);
    if ((await objects.bytesOf(name)) !== object.bytes) throw new RequestRefused("MEDIA_INCOMPLETE");
    await catalog.stored(hash, clock.nowMs() + UNCOMMITTED_MS);
  }

  /** @returns until when they stay. @throws {RequestRefused} MEDIA_UNKNOWN when one of them is not stored here */
  async commit(hashes: readonly Uint8Array[]): Promise<number> {
    const { catalog, clock } = this.#options;
    const untilMs = clock.nowMs() + COMMITTED_MS;
    const distinct = new Set(hashes.map(toHex)).size;
    if ((await catalog.commit(hashes, untilMs)) < distinct) throw new RequestRefused("MEDIA_UNKNOWN");
    return untilMs;
  }

  async #begin({ owner, hash, bytes, partHashes }: UploadRequest): Promise<MediaObject> {
    const { catalog, limits, clock } = this.#options;
    if (bytes > limits.objectBytesMax)
      throw new RequestRefused("MEDIA_TOO_LARGE", { detail: `over ${limits.objectBytesMax} bytes` });
    if (partHashes.length !== (isWhole(bytes) ? 0 : partsOf(bytes).length))
      throw new RequestRefused("MALFORMED", {
        detail: "part_hashes: one of each part, none for an object of one part",
      });
    const nowMs = clock.nowMs();
    const { dayBytesMax, dayObjectsMax } = limits;
    const dueMs = nowMs + UNCOMMITTED_MS;
    const outcome = await catalog.begin({ hash, owner, bytes, nowMs, dueMs, dayBytesMax, dayObjectsMax });
    if (outcome.kind === "overQuota")
      throw new RequestRefused("MEDIA_QUOTA", { retryAfterMs: Math.max(0, outcome.freeAtMs - nowMs) });
    if (outcome.object.bytes !== bytes)
      throw new RequestRefused("MALFORMED", { detail: "size: not that of the object of this hash" });
    return outcome.object;
  }

  async #targets({ hash, bytes, partHashes }: UploadRequest, object: MediaObject): Promise<readonly UploadTarget[]> {
    const { objects } = this.#options;
    const name = toHex(hash);
    if (isWhole(bytes)) {
      if ((await objects.bytesOf(name)) === bytes) return [];
      return [{ part: 1, url: await objects.putUrl({ name, bytes, sha256: toBase64(hash) }) }];
    }
    const upload = await this.#upload(hash, object);
    if (upload === "complete") return [];
    const { uploadId, stored } = upload;
    const there = new Map(stored.map((one) => [one.part, one]));
    const missing = partsOf(bytes)
      .map((part, index) => ({ ...part, sha256: toBase64(partHashes[index]!) }))
      .filter((wanted) => !isStored(wanted, there.get(wanted.part)));
    return Promise.all(
      missing.slice(0, TARGETS_MAX).map(async (wanted) => {
        return { part: wanted.part, url: await objects.partUrl({ name, uploadId, ...wanted }) };
      }),
    );
  }

  /** The multipart upload of the object, begun where there is none or the store has dropped it. */
  async #upload(hash: Uint8Array, { uploadId: former, bytes }: MediaObject) {
    const { objects, catalog } = this.#options;
    const name = toHex(hash);
    if (former !== undefined) {
      const stored = await objects.storedParts({ name, uploadId: former });
      if (stored) return { uploadId: former, stored };
      if ((await objects.bytesOf(name)) === bytes) return "complete";
    }
    const uploadId = await objects.beginParts(name);
    // Another plan was quicker: the device asks again and gets that one's; what this one began goes with the object.
    if (!(await catalog.nameUpload({ hash, uploadId, former }))) throw busy();
    return { uploadId, stored: [] as readonly StoredPart[] };
  }

  async #complete(upload: { readonly name: string; readonly uploadId: string }, bytes: number): Promise<void> {
    const { objects } = this.#options;
    const stored = await objects.storedParts(upload);
    if (!stored) return; // complete already, or dropped by the store: the size of the object tells
    const byPart = new Map(stored.map((one) => [one.part, one]));
    const parts = partsOf(bytes).map((wanted) => {
      const there = byPart.get(wanted.part);
      if (there?.bytes !== wanted.bytes)
        throw new RequestRefused("MEDIA_INCOMPLETE", { detail: `part ${wanted.part} is missing` });
      return there;
    });
    await objects.completeParts(upload, parts);
  }
}

/** By one PUT, without parts. */
function isWhole(bytes: number): boolean {
  return bytes <= LIMITS.mediaPartBytes;
}

/** A store that lists no checksums has compared the one in the URL, and its word is taken. */
function isStored(wanted: Part & { readonly sha256: string }, there: StoredPart | undefined): boolean {
  return there?.bytes === wanted.bytes && (there.sha256 ?? wanted.sha256) === wanted.sha256;
}

function toBase64(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}

function partsOf(bytes: number): Part[] {
  const size = LIMITS.mediaPartBytes;
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => {
    return { part: index + 1, bytes: Math.min(size, bytes - index * size) };
  });
}

function busy(): RequestRefused {
  return new RequestRefused("RETRY_AFTER", { retryAfterMs: BUSY_MS });
}

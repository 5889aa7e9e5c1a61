/** Which objects this cell holds and whose they are, in its Postgres. Bytes and keys are elsewhere. */

import type { UserId } from "@cellwire/protocol";
import type { Pool } from "pg";
import type { Statements } from "../inbox/statements.ts";

const STATES = ["begun", "stored", "committed", "leaving"] as const;
const [NEW, , OVER_QUOTA] = [1, 2, 3];

export interface MediaObject {
  readonly owner: UserId;
  readonly bytes: number;
  /** `committed`: a message names it. `leaving`: the sweep is removing it. */
  readonly state: (typeof STATES)[number];
  readonly uploadId: string | undefined;
}

/** States in which the bytes are all there. */
export const READABLE: ReadonlySet<MediaObject["state"]> = new Set(["stored", "committed"]);

export type BeginOutcome =
  | { readonly kind: "new" | "known"; readonly object: MediaObject }
  /** Unix milliseconds from which on there may be room again. */
  | { readonly kind: "overQuota"; readonly freeAtMs: number };

export interface BeginRequest {
  /** 32 bytes. */
  readonly hash: Uint8Array;
  readonly owner: UserId;
  readonly bytes: number;
  readonly nowMs: number;
  /** When the sweep may have it, unless it gets on. */
  readonly dueMs: number;
  readonly dayBytesMax: number;
  readonly dayObjectsMax: number;
}

interface ObjectRow {
  readonly owner: UserId;
  readonly bytes: string;
  readonly state: number;
  readonly upload_id: string | null;
}

export class MediaCatalog {
  readonly #pool: Pool;
  readonly #statements: Statements;

  constructor({ pool, statements }: { pool: Pool; statements: Statements }) {
    this.#pool = pool;
    this.#statements = statements;
  }

  async begin(request: BeginRequest): Promise<BeginOutcome> {
    const { hash, owner, bytes, nowMs, dueMs, dayBytesMax, dayObjectsMax } = request;
    const { rows } = await this.#pool.query<ObjectRow & { outcome: number; free_ms: string }>(
      "select * from begin_media($1, $2, $3, $4, $5, $6, $7)",
      [hash, owner, bytes, nowMs, dueMs, dayBytesMax, dayObjectsMax],
    );
    const row = rows[0]!;
    if (row.outcome === OVER_QUOTA) return { kind: "overQuota", freeAtMs: Number(row.free_ms) };
    return { kind: row.outcome === NEW ? "new" : "known", object: objectOf(row) };
  }

  /** Keeps the id of the multipart upload, where it is still `former`. @returns whether it was */
  async nameUpload(upload: { hash: Uint8Array; uploadId: string; former: string | undefined }): Promise<boolean> {
    return (await this.#count("media-name-upload", [upload.hash, upload.uploadId, upload.former ?? null])) === 1;
  }

  async find(hash: Uint8Array): Promise<MediaObject | undefined> {
    const { rows } = await this.#pool.query<ObjectRow>({ ...this.#statements("media-find"), values: [hash] });
    return rows[0] && objectOf(rows[0]);
  }

  /** The bytes are all there. */
  async stored(hash: Uint8Array, dueMs: number): Promise<void> {
    await this.#count("media-stored", [hash, dueMs]);
  }

  /** @returns how many of them are here and stored; they now stay until `dueMs` */
  async commit(hashes: readonly Uint8Array[], dueMs: number): Promise<number> {
    return this.#count("media-commit", [hashes, dueMs]);
  }

  /** Objects whose time is over, marked as leaving; whoever does not forget them by `retryMs` leaves them to others. */
  async claimDue(request: { nowMs: number; retryMs: number; limit: number }): Promise<readonly Uint8Array[]> {
    const query = { ...this.#statements("media-claim-due"), values: [request.nowMs, request.retryMs, request.limit] };
    const { rows } = await this.#pool.query<{ hash: Uint8Array }>(query);
    return rows.map(({ hash }) => hash);
  }

  async forget(hash: Uint8Array): Promise<void> {
    await this.#count("media-forget", [hash]);
  }

  async #count(name: Parameters<Statements>[0], values: unknown[]): Promise<number> {
    return (await this.#pool.query({ ...this.#statements(name), values })).rowCount ?? 0;
  }
}

function objectOf({ owner, bytes, state, upload_id }: ObjectRow): MediaObject {
  return { owner, bytes: Number(bytes), state: STATES[state]!, uploadId: upload_id ?? undefined };
}

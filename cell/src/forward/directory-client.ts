/** The directory's HTTP API as far as a cell needs it (protocol, directory-api.ts). No cache: see its users. */

import { z } from "zod";
import type { CellRecord, ChangesAnswer, PlacementAnswer, UserId } from "@cellwire/protocol";
import { DIRECTORY_ISSUER, isCellId } from "@cellwire/protocol";
import { HttpClient } from "@cellwire/runtime/http-client.ts";
import type { TokenSource } from "./ports.ts";

const CONNECTIONS = 8;
const TIMEOUT_MS = 2_000;
const CELLS_MAX = 10_000;
const CHANGES_MAX = 1_000;

const placementAnswer = z.object({
  user: z.string(),
  cell: z.string().refine(isCellId),
  epoch: z.int().min(1),
  statement: z.string().min(1),
});

const publicKey = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), kid: z.string(), x: z.string() });

export const cellsAnswer = z.object({
  cells: z
    .array(
      z.looseObject({
        cell: z.string().refine(isCellId),
        state: z.string(),
        ingestUrl: z.url({ protocol: /^https?$/ }),
        publicKeys: z.array(publicKey),
      }),
    )
    .max(CELLS_MAX),
});

const changesAnswer = z.object({
  changes: z
    .array(z.object({ revision: z.int(), kind: z.enum(["placement", "cell"]), id: z.string() }))
    .max(CHANGES_MAX),
  revision: z.int().min(0),
});

interface ChangesRequest {
  readonly after: number | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** The directory answered, but not with what was asked for. */
class DirectoryAnswerError extends Error {
  override readonly name = "DirectoryAnswerError";
  readonly code = "DIRECTORY_ANSWER";
  readonly retryable = true;
}

export class DirectoryClient {
  readonly #http: HttpClient;
  readonly #tokens: TokenSource;

  constructor(options: { url: string; tokens: TokenSource }) {
    this.#http = new HttpClient({ baseUrl: options.url, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS });
    this.#tokens = options.tokens;
  }

  /**
   * Where a user lives; undefined: never placed. The statement is not verified here.
   * @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError}
   */
  async placement(user: UserId, signal?: AbortSignal): Promise<PlacementAnswer | undefined> {
    const headers = { authorization: `Bearer ${await this.#tokens.token(DIRECTORY_ISSUER)}` };
    const path = `/v1/placements/${encodeURIComponent(user)}`;
    const { status, body } = await this.#http.request({ method: "GET", path, headers, ...(signal && { signal }) });
    if (status === 404 && codeOf(body) === "UNKNOWN_USER") return undefined;
    return parsed(status, body, placementAnswer);
  }

  /** All cells. @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError} */
  async cells(signal?: AbortSignal): Promise<readonly CellRecord[]> {
    const { status, body } = await this.#http.request({ method: "GET", path: "/v1/cells", ...(signal && { signal }) });
    return parsed(status, body, cellsAnswer).cells as unknown as readonly CellRecord[];
  }

  /**
   * Changes above `after`; without it none, and where the stream stands. undefined: the directory is not as far as `after`.
   * @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError}
   */
  async changes({ after, limit, signal }: ChangesRequest): Promise<ChangesAnswer | undefined> {
    const headers = { authorization: `Bearer ${await this.#tokens.token(DIRECTORY_ISSUER)}` };
    const path = after === undefined ? "/v1/changes" : `/v1/changes?after=${after}&limit=${limit}`;
    const { status, body } = await this.#http.request({ method: "GET", path, headers, signal });
    if (status !== 200 && codeOf(body) === "REVISION_UNKNOWN") return undefined;
    return parsed(status, body, changesAnswer);
  }

  async close(): Promise<void> {
    await this.#http.close();
  }
}

function parsed<T>(status: number, body: Buffer, schema: z.ZodType<T>): T {
  if (status !== 200) throw new DirectoryAnswerError(`the directory answered ${status} ${codeOf(body)}`);
  const result = schema.safeParse(json(body));
  if (!result.success)
    throw new DirectoryAnswerError("the directory's answer has another form", { cause: result.error });
  return result.data;
}

function codeOf(body: Buffer): string {
  const result = z.object({ code: z.string().max(64) }).safeParse(json(body));
  return result.success ? result.data.code : "";
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** The directory's HTTP API as far as a cell needs it (protocol, directory-api.ts). No cache: see its users. */

import { z } from "zod";
import type {
  CellRecord,
  ChangesAnswer,
  ChannelId,
  GroupId,
  PlacementAnswer,
  PlaceRequest,
  ThingKey,
} from "@cellwire/protocol";
import { DIRECTORY_ISSUER, isCellId, isThingKey } from "@cellwire/protocol";
import { HttpClient } from "@cellwire/runtime/http-client.ts";
import type { TokenSource } from "./ports.ts";

const CONNECTIONS = 8;
const TIMEOUT_MS = 2_000;
const CELLS_MAX = 10_000;
const CHANGES_MAX = 1_000;
const NEVER_PLACED: ReadonlySet<string> = new Set(["UNKNOWN_USER", "UNKNOWN_THING"]);

const placementAnswer = z.object({
  thing: z.string().refine(isThingKey),
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

/** `noCapacity`: no cell takes newcomers now; ask again with the same operation id. */
export type PlaceGroupOutcome =
  | { readonly kind: "placed"; readonly placement: PlacementAnswer }
  /** Another operation has placed a group of this id: its creator draws a new one. */
  | { readonly kind: "taken" }
  | { readonly kind: "noCapacity" };

interface PlaceGroupRequest {
  readonly group: GroupId;
  /** UUID in lower case, made once for the group and kept with it. */
  readonly op: string;
  readonly signal?: AbortSignal;
}

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
   * Where a user, group or channel lives; undefined: never placed. The statement is not verified here.
   * @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError}
   */
  async placement(thing: ThingKey, signal?: AbortSignal): Promise<PlacementAnswer | undefined> {
    const headers = await this.#authorization();
    const path = `/v1/placements/${encodeURIComponent(thing)}`;
    const { status, body } = await this.#http.request({ method: "GET", path, headers, ...(signal && { signal }) });
    if (status === 404 && NEVER_PLACED.has(answerCode(body))) return undefined;
    return parsedAnswer(status, body, placementAnswer);
  }

  /**
   * Has a new group placed, in this cell if it takes newcomers. Safe to repeat with the same `op`: the answer is then where the
   * group lives by now. The statement is not verified here.
   * @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError}
   */
  placeGroup({ group, op, signal }: PlaceGroupRequest): Promise<PlaceGroupOutcome> {
    return this.#place({ kind: "group", id: group, op }, signal);
  }

  /** The same for a channel. @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError} */
  placeChannel({ channel, op }: { readonly channel: ChannelId; readonly op: string }): Promise<PlaceGroupOutcome> {
    return this.#place({ kind: "channel", id: channel, op });
  }

  async #place(request: PlaceRequest, signal?: AbortSignal): Promise<PlaceGroupOutcome> {
    const headers = { ...(await this.#authorization()), "content-type": "application/json" };
    const { status, body } = await this.#http.request({
      method: "POST",
      path: "/v1/placements",
      headers,
      body: JSON.stringify(request),
      ...(signal && { signal }),
    });
    if (status !== 200 && answerCode(body) === "ID_TAKEN") return { kind: "taken" };
    if (status !== 200 && answerCode(body) === "NO_CAPACITY") return { kind: "noCapacity" };
    return { kind: "placed", placement: parsedAnswer(status, body, placementAnswer) };
  }

  /** All cells. @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError} */
  async cells(signal?: AbortSignal): Promise<readonly CellRecord[]> {
    const { status, body } = await this.#http.request({ method: "GET", path: "/v1/cells", ...(signal && { signal }) });
    return parsedAnswer(status, body, cellsAnswer).cells as unknown as readonly CellRecord[];
  }

  /**
   * Changes above `after`; without it none, and where the stream stands. undefined: the directory is not as far as `after`.
   * @throws {HttpTimeout} | {HttpUnreachable} | {DirectoryAnswerError}
   */
  async changes({ after, limit, signal }: ChangesRequest): Promise<ChangesAnswer | undefined> {
    const headers = await this.#authorization();
    const path = after === undefined ? "/v1/changes" : `/v1/changes?after=${after}&limit=${limit}`;
    const { status, body } = await this.#http.request({ method: "GET", path, headers, signal });
    if (status !== 200 && answerCode(body) === "REVISION_UNKNOWN") return undefined;
    return parsedAnswer(status, body, changesAnswer);
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  async #authorization(): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.#tokens.token(DIRECTORY_ISSUER)}` };
  }
}

/** @throws {DirectoryAnswerError} unless it is 200 and has this form. */
export function parsedAnswer<T>(status: number, body: Buffer, schema: z.ZodType<T>): T {
  if (status !== 200) throw new DirectoryAnswerError(`the directory answered ${status} ${answerCode(body)}`);
  const result = schema.safeParse(json(body));
  if (!result.success)
    throw new DirectoryAnswerError("the directory's answer has another form", { cause: result.error });
  return result.data;
}

/** Of an error; empty when it has none. */
export function answerCode(body: Buffer): string {
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

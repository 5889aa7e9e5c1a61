/** What a cell asks the directory about itself: its generation, and who lives in it (docs/directory.md). */

import type { JWTVerifyGetKey } from "jose";
import { z } from "zod";
import type { CellId, PlacementRecord, ThingKey } from "@cellwire/protocol";
import { DIRECTORY_ISSUER, isThingKey } from "@cellwire/protocol";
import { HttpClient, type HttpResponse } from "@cellwire/runtime/http-client.ts";
import type { TokenSource } from "../forward/ports.ts";
import { answerCode, parsedAnswer } from "../forward/directory-client.ts";
import { generationSignedMs } from "../trust/generation-statement.ts";
import type { GenerationAuthority, GenerationGrant } from "./incarnation.ts";
import type { Ask } from "./standing.ts";

const CONNECTIONS = 8;
const TIMEOUT_MS = 5_000;
const PAGE_MAX = 1_000;

const generationsOfCells = z.object({ cells: z.array(z.object({ cell: z.string(), generation: z.int().min(0) })) });
const generationAnswer = z.object({ generation: z.int().min(1), statement: z.string().min(1) });
const changeAnswer = z.object({ statement: z.string().min(1) });
const resident = z.object({
  thing: z.string().refine(isThingKey),
  epoch: z.int().min(1),
  generation: z.int().min(0),
  op: z.string().min(1),
});
const residentsAnswer = z.object({ placements: z.array(resident).max(PAGE_MAX) });

/** What lives in the cell, as the directory has it. */
export type Resident = Pick<PlacementRecord, "epoch" | "generation" | "op"> & { readonly thing: ThingKey };

/** Everything throws when the directory does not answer, or not in the form that was asked for. */
export class DirectoryAuthority implements GenerationAuthority {
  readonly #options: { readonly cell: CellId; readonly tokens: TokenSource; readonly keys: JWTVerifyGetKey };
  readonly #http: HttpClient;

  constructor(options: { cell: CellId; url: string; tokens: TokenSource; keys: JWTVerifyGetKey }) {
    this.#options = options;
    this.#http = new HttpClient({ baseUrl: options.url, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS });
  }

  async generation(signal: AbortSignal): Promise<number> {
    const { status, body } = await this.#http.request({ method: "GET", path: "/v1/cells", signal });
    const { cells } = parsedAnswer(status, body, generationsOfCells);
    const own = cells.find(({ cell }) => cell === this.#options.cell);
    if (!own) throw new Error("this cell is not registered at the directory");
    return own.generation;
  }

  async grantGeneration(ask: Ask, signal: AbortSignal): Promise<GenerationGrant> {
    const { status, body } = await this.#post(`${this.#ownPath}/generations`, ask, signal);
    const code = status === 200 ? "" : answerCode(body);
    if (code === "GENERATION_CONFLICT") return { kind: "conflict", reason: code };
    return { kind: "granted", statement: parsedAnswer(status, body, generationAnswer).statement };
  }

  async grantedMs(statement: string, { op, expected }: Ask): Promise<number | undefined> {
    const { cell, keys } = this.#options;
    return generationSignedMs(statement, { cell, op, generation: expected + 1 }, keys);
  }

  /** In the order of their keys, above `after`. */
  async residents(after: string, limit: number, signal: AbortSignal): Promise<readonly Resident[]> {
    const place = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
    const path = `${this.#ownPath}/placements?role=home&limit=${limit}${place}`;
    const headers = await this.#authorization();
    const { status, body } = await this.#http.request({ method: "GET", path, headers, signal });
    return parsedAnswer(status, body, residentsAnswer).placements;
  }

  /**
   * Has what lives here granted to this generation, at the next epoch. Answers the statement of where it lives now, which is elsewhere when this is
   * repeated late; undefined: it was not what it was thought to be.
   */
  async replace(
    { thing, epoch, op: formerOp }: Resident,
    grant: { readonly op: string; readonly generation: number; readonly signal: AbortSignal },
  ): Promise<string | undefined> {
    const { op, generation, signal } = grant;
    const request = { op, expected: { epoch, op: formerOp }, cell: this.#options.cell, generation };
    const path = `/v1/placements/${encodeURIComponent(thing)}/replacements`;
    const { status, body } = await this.#post(path, request, signal);
    if (status !== 200 && answerCode(body) === "PLACEMENT_CONFLICT") return undefined;
    return parsedAnswer(status, body, changeAnswer).statement;
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  get #ownPath(): string {
    return `/v1/cells/${this.#options.cell}`;
  }

  async #post(path: string, content: object, signal: AbortSignal): Promise<HttpResponse> {
    const headers = { ...(await this.#authorization()), "content-type": "application/json" };
    return this.#http.request({ method: "POST", path, headers, body: JSON.stringify(content), signal });
  }

  async #authorization(): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.#options.tokens.token(DIRECTORY_ISSUER)}` };
  }
}

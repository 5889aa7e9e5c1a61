/** The directory's HTTP API, as far as the operator needs it: protocol/src/directory-api.ts. */

import { readFile } from "node:fs/promises";
import type { CellRecord, CellState } from "@cellwire/protocol";
import type { HttpClient, HttpResponse } from "@cellwire/runtime/http-client.ts";
import { z } from "zod";
import { DirectoryError, type NewRegistration } from "./directory.ts";

const FILE_TIMEOUT_MS = 5_000;

const record = z.looseObject({
  cell: z.string(),
  region: z.string(),
  // Also one of a newer directory: what it means for its cell is that the operator did not set it, and for others nothing.
  state: z.string().transform((state) => state as CellState),
  schedulable: z.boolean(),
  maxUsers: z.number(),
  weight: z.number(),
  gateways: z.array(z.string()),
  ingestUrl: z.string(),
  publicKeys: z.array(z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), kid: z.string(), x: z.string() })),
  generation: z.number(),
  users: z.number(),
  revision: z.number(),
}) satisfies z.ZodType<CellRecord>;

const cellsAnswer = z.object({ cells: z.array(record) });
const apiError = z.object({ code: z.string(), message: z.string(), remedy: z.string().optional() });

export class DirectoryClient {
  readonly #http: Pick<HttpClient, "request">;
  readonly #adminTokenFile: string;

  constructor(options: { readonly http: Pick<HttpClient, "request">; readonly adminTokenFile: string }) {
    this.#http = options.http;
    this.#adminTokenFile = options.adminTokenFile;
  }

  /** @throws {DirectoryError} | HttpTimeout | HttpUnreachable */
  async cells(signal?: AbortSignal): Promise<readonly CellRecord[]> {
    const answer = await this.#http.request({ method: "GET", path: "/v1/cells", ...(signal && { signal }) });
    return parsed(cellsAnswer, answer).cells;
  }

  /** Safe to repeat. @throws {DirectoryError} | HttpTimeout | HttpUnreachable */
  async register({ cell, registration, after }: NewRegistration): Promise<CellRecord> {
    const condition = after === undefined ? { "if-none-match": "*" } : { "if-match": `"${after.revision}"` };
    const authorization = `Bearer ${await this.#adminToken()}`;
    const answer = await this.#http.request({
      method: "PUT",
      path: `/v1/cells/${encodeURIComponent(cell)}`,
      headers: { authorization, "content-type": "application/json", ...condition },
      body: JSON.stringify(registration),
    });
    return parsed(record, answer);
  }

  /** Read each time: it may be replaced, and is seldom needed. */
  async #adminToken(): Promise<string> {
    const signal = AbortSignal.timeout(FILE_TIMEOUT_MS);
    return (await readFile(this.#adminTokenFile, { encoding: "utf8", signal })).trim();
  }
}

function parsed<S extends z.ZodType>(schema: S, { status, body }: HttpResponse): z.output<S> {
  const json = jsonOf(body);
  const result = status === 200 ? schema.safeParse(json) : undefined;
  if (result?.success === true) return result.data;
  const error = apiError.safeParse(json).data;
  const code = error?.code ?? "UNREADABLE";
  const text = error === undefined ? "an answer that is not understood" : [error.message, error.remedy].join(" ");
  throw new DirectoryError(`the directory answered ${status} ${code}: ${text.trim()}`, { code, status });
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

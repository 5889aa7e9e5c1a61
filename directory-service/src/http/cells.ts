/** GET /v1/cells: all cells, public. PUT /v1/cells/:cell: registration, for the admin. */

import type { CellRecord, CellsAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import type { Precondition, Registry } from "../registry/contract.ts";
import { assertAdmin } from "./bearer.ts";
import { cellRegistration } from "./cell-registration.ts";
import { cellId, parse } from "./parse.ts";

export interface CellRoutesContext {
  readonly registry: Registry;
  readonly adminToken: string;
}

const path = z.object({ cell: cellId() });

const REFUSALS = {
  generationBehind: "GENERATION_BEHIND",
  keysWithoutOverlap: "KEYS_WITHOUT_OVERLAP",
  changedMeanwhile: "REGISTRATION_CHANGED",
} as const;

/** The revision is the entity tag of a registration (RFC 9110, sections 8.8.3 and 13.1). */
const entityTag = z.string().regex(/^"\d{1,15}"$/, "needs a revision in quotes");
const conditions = z
  .object({ "if-match": entityTag.optional(), "if-none-match": z.literal("*").optional() })
  .refine((one) => one["if-match"] === undefined || one["if-none-match"] === undefined, "contradict each other");

export function cellRoutes(app: FastifyInstance, context: CellRoutesContext): void {
  app.get("/v1/cells", async (): Promise<CellsAnswer> => ({ cells: await context.registry.cells() }));
  app.put("/v1/cells/:cell", (request) => registerCell(context, request));
}

async function registerCell({ registry, adminToken }: CellRoutesContext, request: FastifyRequest): Promise<CellRecord> {
  assertAdmin(request, adminToken);
  const { cell } = parse(path, request.params);
  const outcome = await registry.putCell(cell, parse(cellRegistration, request.body), precondition(request));
  if (outcome.kind === "registered") return outcome.cell;
  throw new DirectoryError(REFUSALS[outcome.kind]);
}

function precondition({ headers }: FastifyRequest): Precondition {
  const { "if-match": tag, "if-none-match": none } = parse(conditions, headers);
  if (none !== undefined) return "none";
  return tag === undefined ? undefined : Number(tag.slice(1, -1));
}

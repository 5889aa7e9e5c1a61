/** GET /v1/cells: all cells, public. PUT /v1/cells/:cell: registration, for the admin. */

import type { CellRecord, CellsAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import type { Registry } from "../registry/contract.ts";
import { assertAdmin } from "./bearer.ts";
import { cellRegistration } from "./cell-registration.ts";
import { cellId, parse } from "./parse.ts";

export interface CellRoutesContext {
  readonly registry: Registry;
  readonly adminToken: string;
}

const path = z.object({ cell: cellId() });

const REFUSALS = { generationBehind: "GENERATION_BEHIND", keysWithoutOverlap: "KEYS_WITHOUT_OVERLAP" } as const;

export function cellRoutes(app: FastifyInstance, context: CellRoutesContext): void {
  app.get("/v1/cells", async (): Promise<CellsAnswer> => ({ cells: await context.registry.cells() }));
  app.put("/v1/cells/:cell", (request) => registerCell(context, request));
}

async function registerCell({ registry, adminToken }: CellRoutesContext, request: FastifyRequest): Promise<CellRecord> {
  assertAdmin(request, adminToken);
  const { cell } = parse(path, request.params);
  const outcome = await registry.putCell(cell, parse(cellRegistration, request.body));
  if (outcome.kind === "registered") return outcome.cell;
  throw new DirectoryError(REFUSALS[outcome.kind]);
}

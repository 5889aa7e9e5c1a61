/** POST /v1/cells/:cell/generations: the next generation of a cell, with the proof; for the cell itself and the admin. */

import type { GenerationAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import type { DirectoryMetrics } from "../metrics.ts";
import type { Registry } from "../registry/contract.ts";
import type { Signer } from "../tickets/signer.ts";
import { assertIs, callerOf, type CallerContext } from "./caller.ts";
import { cellId, operationId, parse } from "./parse.ts";

export interface GenerationRoutesContext extends CallerContext {
  readonly registry: Registry;
  readonly signer: Signer;
  readonly metrics: DirectoryMetrics;
}

const path = z.object({ cell: cellId() });
const generationRequest = z.object({ op: operationId(), expected: z.int().min(0) });

export function generationRoutes(app: FastifyInstance, context: GenerationRoutesContext): void {
  app.post("/v1/cells/:cell/generations", (request) => grant(context, request));
}

async function grant(context: GenerationRoutesContext, request: FastifyRequest): Promise<GenerationAnswer> {
  const caller = await callerOf(request, context);
  const { cell } = parse(path, request.params);
  assertIs(cell, caller);
  const { op, expected } = parse(generationRequest, request.body);
  const outcome = await context.registry.grantGeneration({ cell, op, expected });
  switch (outcome.kind) {
    case "unknownCell":
      throw new DirectoryError("UNKNOWN_CELL");
    case "conflict":
      throw new DirectoryError("GENERATION_CONFLICT", { detail: `Here: ${outcome.reason}.` });
    case "granted":
      break;
  }
  context.metrics.generationGranted();
  const granted = { cell, generation: outcome.generation, op };
  return { ...granted, statement: await context.signer.generationStatement(granted) };
}

/** GET /v1/cells/:cell/placements: what lives in a cell, or is on its way to it; for the cell itself and the admin. */

import type { PlacementsAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Registry } from "../registry/contract.ts";
import { assertIs, callerOf, type CallerContext } from "./caller.ts";
import { cellId, page, parse } from "./parse.ts";

export interface ResidentRoutesContext extends CallerContext {
  readonly registry: Registry;
}

const path = z.object({ cell: cellId() });
const query = page.extend({ role: z.enum(["home", "target"]).default("home") });

export function residentRoutes(app: FastifyInstance, context: ResidentRoutesContext): void {
  app.get("/v1/cells/:cell/placements", (request) => answerResidents(context, request));
}

async function answerResidents(context: ResidentRoutesContext, request: FastifyRequest): Promise<PlacementsAnswer> {
  const caller = await callerOf(request, context);
  const { cell } = parse(path, request.params);
  assertIs(cell, caller);
  const { role, ...wanted } = parse(query, request.query);
  const { registry } = context;
  const list = { cell, ...wanted };
  return { placements: await (role === "home" ? registry.residents(list) : registry.incoming(list)) };
}

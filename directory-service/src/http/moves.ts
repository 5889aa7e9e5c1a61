/** Moves of a user, group or channel, and its replacement: POST /v1/placements/:thing/… (directory-api.ts in protocol). */

import type { ChangeAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import type { DirectoryMetrics } from "../metrics.ts";
import type { ChangeRequest, Registry } from "../registry/contract.ts";
import type { Signer } from "../tickets/signer.ts";
import { bearerToken } from "./bearer.ts";
import { callerOf, type CallerContext } from "./caller.ts";
import { cellId, operationId, parse, thingKey } from "./parse.ts";
import { unknownThing } from "./unknown-thing.ts";

export interface MoveRoutesContext extends CallerContext {
  readonly registry: Registry;
  readonly signer: Signer;
  readonly metrics: DirectoryMetrics;
}

const thingPath = z.object({ thing: thingKey() });
const movePath = z.object({ thing: thingKey(), op: operationId() });
const generation = z.int().min(0);
const expected = z.object({ epoch: z.int().min(1), op: operationId() });
const moveRequest = z.object({ op: operationId(), expected, target: cellId() });
const commitRequest = z.object({ generation });
const replaceRequest = z.object({ op: operationId(), expected, cell: cellId(), generation: generation.optional() });

export function moveRoutes(app: FastifyInstance, context: MoveRoutesContext): void {
  app.post("/v1/placements/:thing/moves", (request) => begin(context, request));
  app.post("/v1/placements/:thing/moves/:op/commit", (request) => commit(context, request));
  app.post("/v1/placements/:thing/moves/:op/abort", (request) => abort(context, request));
  app.post("/v1/placements/:thing/replacements", (request) => replace(context, request));
}

async function begin(context: MoveRoutesContext, request: FastifyRequest): Promise<ChangeAnswer> {
  const caller = await callerOf(request, context);
  const { thing } = parse(thingPath, request.params);
  return change(context, { thing, caller, change: { kind: "begin", ...parse(moveRequest, request.body) } });
}

/** Only the target knows that it holds everything, so nobody commits in its place. */
async function commit(context: MoveRoutesContext, request: FastifyRequest): Promise<ChangeAnswer> {
  const by = await context.peerTokens.verify(bearerToken(request));
  const { thing, op } = parse(movePath, request.params);
  const { generation } = parse(commitRequest, request.body);
  return change(context, { thing, caller: by, change: { kind: "commit", op, by, generation } });
}

async function abort(context: MoveRoutesContext, request: FastifyRequest): Promise<ChangeAnswer> {
  const caller = await callerOf(request, context);
  const { thing, op } = parse(movePath, request.params);
  return change(context, { thing, caller, change: { kind: "abort", op } });
}

async function replace(context: MoveRoutesContext, request: FastifyRequest): Promise<ChangeAnswer> {
  const caller = await callerOf(request, context);
  const { thing } = parse(thingPath, request.params);
  // An older incarnation must not ask for what only the newer one can use.
  const body = parse(caller === null ? replaceRequest : replaceRequest.required(), request.body);
  return change(context, { thing, caller, change: { kind: "replace", ...body } });
}

async function change({ registry, signer, metrics }: MoveRoutesContext, request: ChangeRequest): Promise<ChangeAnswer> {
  const { thing } = request;
  const { op } = request.change;
  const done = await registry.change(request);
  switch (done.kind) {
    case "conflict":
      throw new DirectoryError("PLACEMENT_CONFLICT", { detail: `Here: ${done.reason}.` });
    case "notPermitted":
      throw new DirectoryError("NOT_PERMITTED");
    case "targetUnavailable":
      throw new DirectoryError("TARGET_UNAVAILABLE");
    case "unknownThing":
      throw unknownThing(thing);
    case "done":
      break;
  }
  metrics.placementChanged(request.change.kind);
  const { cell, epoch } = done.placement;
  return {
    thing,
    cell,
    epoch,
    statement: await signer.placementStatement(done.placement),
    op,
    outcome: done.operation.outcome,
    outcomeStatement: await signer.outcomeStatement(done.operation),
  };
}

/**
 * What became of operations. GET /v1/placements/:thing/operations/:op: of one on one thing, with the proof.
 * GET /v1/operations/:op: of all that share the id.
 */

import type { OperationAnswer, OperationsAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import { settledOperation } from "../placement/settled-operation.ts";
import type { Registry } from "../registry/contract.ts";
import type { Signer } from "../tickets/signer.ts";
import { callerOf, type CallerContext } from "./caller.ts";
import { operationId, page, parse, thingKey } from "./parse.ts";

export interface OperationRoutesContext extends CallerContext {
  readonly registry: Registry;
  readonly signer: Signer;
}

const operationPath = z.object({ op: operationId() });
const thingOperationPath = z.object({ thing: thingKey(), op: operationId() });

export function operationRoutes(app: FastifyInstance, context: OperationRoutesContext): void {
  app.get("/v1/placements/:thing/operations/:op", (request) => answerOperation(context, request));
  app.get("/v1/operations/:op", (request) => answerOperations(context, request));
}

async function answerOperation(context: OperationRoutesContext, request: FastifyRequest): Promise<OperationAnswer> {
  await callerOf(request, context);
  const operation = await settledOperation(context.registry, parse(thingOperationPath, request.params));
  if (operation === undefined) throw new DirectoryError("UNKNOWN_OPERATION");
  return { ...operation, statement: await context.signer.outcomeStatement(operation) };
}

async function answerOperations(context: OperationRoutesContext, request: FastifyRequest): Promise<OperationsAnswer> {
  await callerOf(request, context);
  const { op } = parse(operationPath, request.params);
  return { operations: await context.registry.operations({ op, ...parse(page, request.query) }) };
}

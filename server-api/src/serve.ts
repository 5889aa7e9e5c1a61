/** Routes of the server API from their definitions: who calls, what they ask, what became of it, and one audit line each. */

import { isMessageId, messageIdTimeMs, messageIdToBytes, LIMITS, type MessageId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { leaveWhenClosed } from "@cellwire/runtime/http-server.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { ServerApiError } from "./errors.ts";
import { OPERATIONS } from "./operations.ts";
import type { Answer, Body, Operation, OperationName, Params, Query } from "./operations.ts";
import type { ServerCaller, ServerTokenVerifier } from "./server-tokens.ts";

const BODY_BYTES_MAX = 256 * 1024;
const HANDLER_TIMEOUT_MS = 15_000;
const RETRY_AFTER_SECONDS = 2;
/** Requests that a process works on at once; messages of people must not wait for the backend. */
const IN_FLIGHT_MAX = 64;
const BEARER = /^Bearer +(\S+)$/i;

interface Gate {
  inside: number;
}

export interface Call<Name extends OperationName> {
  readonly params: Params<Name>;
  readonly query: Query<Name>;
  readonly body: Body<Name>;
  /** The Idempotency-Key; of a GET: one that means nothing. */
  readonly op: MessageId;
  readonly caller: ServerCaller;
  readonly request: { readonly url: string; readonly rawBody: string };
}

/** @throws {ServerApiError}; anything else is answered as INTERNAL. */
export type Handler<Name extends OperationName> = (call: Call<Name>) => Promise<Answer<Name>>;
export type Handlers = { readonly [Name in OperationName]?: Handler<Name> };

export interface ServeOptions {
  readonly handlers: Handlers;
  readonly verifier: Pick<ServerTokenVerifier, "verify">;
  readonly clock: Clock;
  readonly log: Logger;
}

const NO_OPERATION = "00000000-0000-7000-8000-000000000000" as MessageId;

/** The operations that have a handler here. */
export function serverRoutes(options: ServeOptions): (app: FastifyInstance) => void {
  return (app) =>
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
      scope.setErrorHandler((error, request, reply) => answerError(options, { error, request, reply }));
      const gate = { inside: 0 };
      for (const name of Object.keys(options.handlers) as OperationName[]) addRoute(scope, options, { name, gate });
    });
}

function addRoute(
  scope: FastifyInstance,
  options: ServeOptions,
  { name, gate }: { name: OperationName; gate: Gate },
): void {
  const definition: Operation = OPERATIONS[name];
  const handler = options.handlers[name] as Handler<OperationName>;
  const callers = new WeakMap<FastifyRequest, ServerCaller>();
  scope.route({
    method: definition.method,
    url: definition.path,
    bodyLimit: BODY_BYTES_MAX,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    // Before the body is read.
    onRequest: async (request, reply) => {
      callers.set(request, await options.verifier.verify(bearerToken(request), definition.scope));
      if (gate.inside >= IN_FLIGHT_MAX) throw new ServerApiError("RETRY_AFTER");
      gate.inside += 1;
      if (!leaveWhenClosed(reply, () => (gate.inside -= 1))) throw new ServerApiError("RETRY_AFTER");
    },
    handler: async (request) => {
      const caller = callers.get(request)!;
      const op = operationIdOf(request, { definition, nowMs: options.clock.nowMs() });
      const input = parsedInput(definition, request);
      audit(options.log, { name, caller, op, params: request.params });
      const rawBody = typeof request.body === "string" ? request.body : "";
      return handler({ ...input, op, caller, request: { url: request.url, rawBody } } as Call<OperationName>);
    },
  });
}

/** The line stands before the deed: what was done by somebody is never without one. Ids alone, no payload. */
function audit(
  log: Logger,
  { name, caller, op, params }: { name: string; caller: ServerCaller; op: string; params: unknown },
): void {
  const { user } = params as { user?: string };
  log.info({ event: "server-api", kind: name, name: caller.name, operationId: op, ...(user && { user }) }, "audit");
}

/** @throws {ServerApiError} TOKEN_MISSING */
function bearerToken(request: FastifyRequest): string {
  const token = BEARER.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) throw new ServerApiError("TOKEN_MISSING");
  return token;
}

function operationIdOf(
  request: FastifyRequest,
  { definition, nowMs }: { definition: Operation; nowMs: number },
): MessageId {
  if (definition.method === "GET") return NO_OPERATION;
  const { op } = request.params as { op?: string };
  const key = definition.isInternal ? op : request.headers["idempotency-key"];
  if (typeof key !== "string" || !isMessageId(key)) throw new ServerApiError("KEY_INVALID");
  if (definition.isInternal) return key;
  const agoMs = nowMs - messageIdTimeMs(messageIdToBytes(key));
  if (agoMs > LIMITS.clockBehindMsMax || agoMs < -LIMITS.clockAheadMsMax) throw new ServerApiError("KEY_INVALID");
  return key;
}

function parsedInput(definition: Operation, request: FastifyRequest) {
  const text = typeof request.body === "string" && request.body !== "" ? request.body : "{}";
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ServerApiError("REQUEST_INVALID", { detail: "body: not JSON" });
  }
  return {
    params: parsed(definition.params, request.params),
    query: parsed(definition.query, request.query),
    body: parsed(definition.body, body),
  };
}

/** Names each faulty field, never its value. */
function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new ServerApiError("REQUEST_INVALID", { detail: faults.join("; ") });
}

function answerError(
  { log }: ServeOptions,
  fault: { error: unknown; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { error, request, reply } = fault;
  const failure = asServerError(error);
  const fields = { err: failure, code: failure.code, method: request.method, route: request.routeOptions.url };
  if (failure.status === 500) log.error(fields, "a request of the backend failed");
  else log.debug(fields, "a request of the backend was refused");
  if (failure.status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  if (failure.status === 401) reply.header("www-authenticate", "Bearer");
  return reply.status(failure.status).send(failure.toApiError());
}

function asServerError(error: unknown): ServerApiError {
  if (error instanceof ServerApiError) return error;
  const { statusCode = 500, code, retryable } = error as { statusCode?: number; code?: string; retryable?: boolean };
  if (code === "FST_ERR_HANDLER_TIMEOUT" || retryable === true)
    return new ServerApiError("RETRY_AFTER", { cause: error });
  return new ServerApiError(statusCode < 500 ? "REQUEST_INVALID" : "INTERNAL", { cause: error });
}

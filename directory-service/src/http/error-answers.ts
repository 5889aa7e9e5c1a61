/** Turns whatever a route throws into the catalogue's answer. The only place that logs a failed request. */

import type { Logger } from "@cellwire/runtime/log.ts";
import type { FastifyInstance } from "fastify";
import { DirectoryError, type ErrorCode } from "../errors.ts";
import type { DirectoryMetrics } from "../metrics.ts";

/** Fastify's own errors (its documentation, "Errors"); another one of status 4xx is REQUEST_INVALID. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "MEDIA_TYPE_UNSUPPORTED",
  FST_ERR_HANDLER_TIMEOUT: "TIMEOUT",
};

export function answerErrors(app: FastifyInstance, { log, metrics }: { log: Logger; metrics: DirectoryMetrics }): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = asDirectoryError(error);
    metrics.failed(failure.code);
    const fields = { err: failure, code: failure.code, method: request.method, route: request.routeOptions.url };
    if (failure.status >= 500) log.error(fields, "request failed");
    else log.debug(fields, "request refused");
    // RFC 9110, section 15.5.2: an answer 401 names the scheme.
    if (failure.status === 401) reply.header("www-authenticate", "Bearer");
    return reply.status(failure.status).send(failure.toApiError());
  });
}

function asDirectoryError(error: unknown): DirectoryError {
  if (error instanceof DirectoryError) return error;
  const { code = "", statusCode = 500 } = error as { code?: string; statusCode?: number };
  const known = FRAMEWORK_CODES[code];
  if (known !== undefined) return new DirectoryError(known, { cause: error });
  return new DirectoryError(statusCode < 500 ? "REQUEST_INVALID" : "INTERNAL", { cause: error });
}

/** All routes of the directory's API (protocol/src/directory-api.ts), in a scope with one error handler. */

import cors from "@fastify/cors";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { FastifyInstance } from "fastify";
import { cellRoutes, type CellRoutesContext } from "./cells.ts";
import { changeRoutes, type ChangeRoutesContext } from "./changes.ts";
import { answerErrors } from "./error-answers.ts";
import { generationRoutes, type GenerationRoutesContext } from "./generations.ts";
import { keySetRoutes, type KeySetRoutesContext } from "./key-set.ts";
import { moveRoutes, type MoveRoutesContext } from "./moves.ts";
import { operationRoutes, type OperationRoutesContext } from "./operations.ts";
import { placementRoutes, type PlacementRoutesContext } from "./placements.ts";
import { residentRoutes, type ResidentRoutesContext } from "./residents.ts";
import { ticketRoutes, type TicketRoutesContext } from "./tickets.ts";

export type RoutesContext = TicketRoutesContext &
  PlacementRoutesContext &
  MoveRoutesContext &
  OperationRoutesContext &
  ResidentRoutesContext &
  GenerationRoutesContext &
  CellRoutesContext &
  ChangeRoutesContext &
  KeySetRoutesContext & { readonly log: Logger };

export const BODY_BYTES_MAX = 64 * 1024;
/** From the parsed request to the answer. */
const HANDLER_TIMEOUT_MS = 10_000;

/**
 * What browsers call, they call from the application's own origin (Fetch Standard, section 3.2). Any may: who calls is told by
 * the token and by nothing that a browser adds by itself.
 */
const CLIENTS_ANYWHERE = {
  origin: "*",
  methods: ["POST"],
  allowedHeaders: ["authorization", "content-type"],
  maxAge: 7_200,
};

export function directoryRoutes(context: RoutesContext): (app: FastifyInstance) => void {
  return (app) => {
    app.register(async (scope) => {
      answerErrors(scope, context);
      scope.removeContentTypeParser("text/plain");
      scope.addHook("onRoute", (route) => {
        route.handlerTimeout = HANDLER_TIMEOUT_MS;
      });
      scope.register(
        async (clients) => {
          await clients.register(cors, CLIENTS_ANYWHERE);
          ticketRoutes(clients, context);
        },
        { prefix: "/v1/tickets" },
      );
      placementRoutes(scope, context);
      moveRoutes(scope, context);
      operationRoutes(scope, context);
      residentRoutes(scope, context);
      generationRoutes(scope, context);
      cellRoutes(scope, context);
      changeRoutes(scope, context);
      keySetRoutes(scope, context);
    });
  };
}

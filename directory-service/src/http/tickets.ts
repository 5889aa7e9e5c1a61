/** POST /v1/tickets: a user token for a ticket to the home cell. */

import type { TicketAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { issueTicket, type IssueTicketContext } from "../tickets/issue-ticket.ts";
import type { UserTokenVerifier } from "../tickets/user-token.ts";
import { bearerToken } from "./bearer.ts";
import { deviceId, parse, region } from "./parse.ts";

export interface TicketRoutesContext extends IssueTicketContext {
  readonly userTokens: UserTokenVerifier;
}

const ticketRequest = z.object({ device: deviceId(), region: region().optional() });

/** In the scope of its path. */
export function ticketRoutes(app: FastifyInstance, context: TicketRoutesContext): void {
  app.post("", (request) => answerTicket(context, request));
}

async function answerTicket(context: TicketRoutesContext, request: FastifyRequest): Promise<TicketAnswer> {
  const user = await context.userTokens.verify(bearerToken(request));
  const { device, region } = parse(ticketRequest, request.body);
  return issueTicket(context, { user, device, region });
}

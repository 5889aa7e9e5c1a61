/**
 * GET /v1/changes: what changed, for cells that cache. Begin without `after`, which answers with no change and where
 * the stream stands; from then on pass the last answer's `revision` as `after`. A full page means that there is more.
 */

import type { ChangesAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import type { Registry } from "../registry/contract.ts";
import type { PeerTokenVerifier } from "../tickets/peer-token.ts";
import { bearerToken } from "./bearer.ts";
import { pageLimit, parse, wholeNumber } from "./parse.ts";

export interface ChangeRoutesContext {
  readonly registry: Registry;
  readonly peerTokens: PeerTokenVerifier;
}

const LIMIT_DEFAULT = 100;

const query = z.object({
  after: wholeNumber().optional(),
  limit: pageLimit().optional(),
});

export function changeRoutes(app: FastifyInstance, context: ChangeRoutesContext): void {
  app.get("/v1/changes", (request) => answerChanges(context, request));
}

async function answerChanges(
  { registry, peerTokens }: ChangeRoutesContext,
  request: FastifyRequest,
): Promise<ChangesAnswer> {
  await peerTokens.verify(bearerToken(request));
  const { after, limit = LIMIT_DEFAULT } = parse(query, request.query);
  if (after === undefined) return { changes: [], revision: await registry.head() };
  const { changes, head } = await registry.changes({ after, limit });
  if (after > head) throw new DirectoryError("REVISION_UNKNOWN");
  return { changes, revision: changes.at(-1)?.revision ?? after };
}

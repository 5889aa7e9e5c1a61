/** GET /v1/placements/:user: where a user lives, with the proof; for cells. */

import type { PlacementAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import type { DirectoryMetrics } from "../metrics.ts";
import type { Registry } from "../registry/contract.ts";
import type { PeerTokenVerifier } from "../tickets/peer-token.ts";
import type { Signer } from "../tickets/signer.ts";
import { bearerToken } from "./bearer.ts";
import { parse, userId } from "./parse.ts";

export interface PlacementRoutesContext {
  readonly registry: Registry;
  readonly signer: Signer;
  readonly peerTokens: PeerTokenVerifier;
  readonly metrics: DirectoryMetrics;
}

const path = z.object({ user: userId() });

export function placementRoutes(app: FastifyInstance, context: PlacementRoutesContext): void {
  app.get("/v1/placements/:user", (request) => answerPlacement(context, request));
}

async function answerPlacement(
  { registry, signer, peerTokens, metrics }: PlacementRoutesContext,
  request: FastifyRequest,
): Promise<PlacementAnswer> {
  await peerTokens.verify(bearerToken(request));
  const { user } = parse(path, request.params);
  const placement = await registry.placement(user);
  if (placement === undefined) throw new DirectoryError("UNKNOWN_USER");
  const statement = await signer.placementStatement(placement);
  metrics.placementLookedUp();
  return { user, cell: placement.cell, epoch: placement.epoch, statement };
}

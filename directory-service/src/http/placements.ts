/**
 * GET /v1/placements/:thing: where a user, group or channel lives, with the proof. POST /v1/placements: a first home for a
 * group or channel. For cells.
 */

import type { PlacementAnswer } from "@cellwire/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { DirectoryMetrics } from "../metrics.ts";
import { place, type PlaceContext } from "../placement/place.ts";
import type { Placement } from "../registry/contract.ts";
import type { PeerTokenVerifier } from "../tickets/peer-token.ts";
import type { Signer } from "../tickets/signer.ts";
import { bearerToken } from "./bearer.ts";
import { parse, thingKey } from "./parse.ts";
import { unknownThing } from "./unknown-thing.ts";
import { placeRequest } from "./place-request.ts";

export interface PlacementRoutesContext extends PlaceContext {
  readonly signer: Signer;
  readonly peerTokens: PeerTokenVerifier;
  readonly metrics: DirectoryMetrics;
}

const path = z.object({ thing: thingKey() });

export function placementRoutes(app: FastifyInstance, context: PlacementRoutesContext): void {
  app.get("/v1/placements/:thing", (request) => answerPlacement(context, request));
  app.post("/v1/placements", (request) => placeThing(context, request));
}

async function answerPlacement(context: PlacementRoutesContext, request: FastifyRequest): Promise<PlacementAnswer> {
  await context.peerTokens.verify(bearerToken(request));
  const { thing } = parse(path, request.params);
  const placement = await context.registry.placement(thing);
  if (placement === undefined) throw unknownThing(thing);
  context.metrics.placementLookedUp();
  return answer(context, placement);
}

async function placeThing(context: PlacementRoutesContext, request: FastifyRequest): Promise<PlacementAnswer> {
  const caller = await context.peerTokens.verify(bearerToken(request));
  const { thing, op, cell = caller, region } = parse(placeRequest, request.body);
  const home = await context.registry.cell(caller);
  const { placement, created } = await place(context, {
    thing,
    op,
    preferred: cell,
    region: region ?? home?.region,
  });
  if (created) context.metrics.thingPlaced();
  return answer(context, placement);
}

async function answer({ signer }: PlacementRoutesContext, placement: Placement): Promise<PlacementAnswer> {
  const { thing, cell, epoch } = placement;
  return { thing, cell, epoch, statement: await signer.placementStatement(placement) };
}

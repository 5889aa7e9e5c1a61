/** Who calls a path that both cells and the admin use. */

import type { CellId } from "@cellwire/protocol";
import type { FastifyRequest } from "fastify";
import { DirectoryError } from "../errors.ts";
import type { PeerTokenVerifier } from "../tickets/peer-token.ts";
import { bearerToken, isAdmin } from "./bearer.ts";

export interface CallerContext {
  readonly peerTokens: PeerTokenVerifier;
  readonly adminToken: string;
}

/**
 * The calling cell; null: the admin.
 * @throws {DirectoryError} TOKEN_MISSING, PEER_TOKEN_INVALID, PEER_UNKNOWN
 */
export async function callerOf(
  request: FastifyRequest,
  { peerTokens, adminToken }: CallerContext,
): Promise<CellId | null> {
  return isAdmin(request, adminToken) ? null : peerTokens.verify(bearerToken(request));
}

/** @throws {DirectoryError} NOT_PERMITTED unless the caller is `cell` or the admin */
export function assertIs(cell: CellId, caller: CellId | null): void {
  if (caller !== null && caller !== cell) throw new DirectoryError("NOT_PERMITTED");
}

/** Bearer tokens in the Authorization header (RFC 6750, section 2.1). */

import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { DirectoryError } from "../errors.ts";

const BEARER = /^Bearer +([^\s]+)$/i;

/** @throws {DirectoryError} TOKEN_MISSING */
export function bearerToken(request: FastifyRequest): string {
  const token = BEARER.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) throw new DirectoryError("TOKEN_MISSING");
  return token;
}

/** @throws {DirectoryError} TOKEN_MISSING, ADMIN_TOKEN_INVALID */
export function assertAdmin(request: FastifyRequest, adminToken: string): void {
  if (!isAdmin(request, adminToken)) throw new DirectoryError("ADMIN_TOKEN_INVALID");
}

/** @throws {DirectoryError} TOKEN_MISSING */
export function isAdmin(request: FastifyRequest, adminToken: string): boolean {
  // Hashes are of one length, as the comparison in constant time wants it, and hide the length of the token.
  return timingSafeEqual(sha256(bearerToken(request)), sha256(adminToken));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** GET /.well-known/jwks.json: the keys that verify what the directory signs (RFC 7517, section 5). */

import type { JsonWebKeyOkp } from "@cellwire/protocol";
import type { FastifyInstance } from "fastify";
import { SIGNING_ALGORITHM } from "../tickets/key-set.ts";

export interface KeySetRoutesContext {
  readonly publishedKeys: readonly JsonWebKeyOkp[];
}

export function keySetRoutes(app: FastifyInstance, { publishedKeys }: KeySetRoutesContext): void {
  const keys = publishedKeys.map((key) => ({ ...key, use: "sig", alg: SIGNING_ALGORITHM }));
  app.get("/.well-known/jwks.json", async () => ({ keys }));
}

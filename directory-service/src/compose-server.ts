/** What the directory does for the application's backend: it passes on what a home cell does, and erases users. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { serverRoutes } from "@cellwire/server-api/serve.ts";
import { SERVER_AUDIENCE, ServerTokenVerifier } from "@cellwire/server-api/server-tokens.ts";
import { WebhookOutbox } from "@cellwire/server-api/webhooks/outbox.ts";
import { WebhookSender, type WebhookTarget } from "@cellwire/server-api/webhooks/webhook-sender.ts";
import type { Meter } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import type { JWTVerifyGetKey } from "jose";
import type { Pool } from "pg";
import type { Registry } from "./registry/contract.ts";
import { CellCalls } from "./server/cell-calls.ts";
import { erasureHandlers } from "./server/erasure-handlers.ts";
import { ErasureRunner } from "./server/erasure-runner.ts";
import { Erasures } from "./server/erasures.ts";
import { relayHandlers } from "./server/relay.ts";
import type { Signer } from "./tickets/signer.ts";

export interface BackendParts {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly signer: Signer;
  /** undefined: there is no server API. What was begun while there was one goes on. */
  readonly serverKeys: JWTVerifyGetKey | undefined;
  readonly webhook: WebhookTarget | undefined;
  readonly meter: Meter;
  readonly log: Logger;
}

export interface Backend {
  readonly erasures: Erasures;
  readonly services: readonly Service[];
  readonly routes: (app: FastifyInstance) => void;
}

export function composeServer(parts: BackendParts): Backend {
  const { pool, registry, signer, serverKeys, webhook: target, meter, log } = parts;
  const erasures = new Erasures(pool);
  const cells = new CellCalls(registry);
  const shared = { registry, signer, cells, erasures, clock: systemClock, random: systemRandom, log };
  const runner = new ErasureRunner(shared);
  const handlers = { ...relayHandlers(shared), ...erasureHandlers({ ...shared, onBegun: () => runner.wake() }) };
  const verifier = new ServerTokenVerifier({
    audience: SERVER_AUDIENCE,
    applicationKeys: serverKeys,
    clock: systemClock,
  });
  const routes = serverRoutes({ handlers, verifier, clock: systemClock, log });
  const webhooks = new WebhookSender({ ...shared, outbox: new WebhookOutbox(pool), target, meter });
  return { erasures, services: [cells, runner, webhooks], routes: serverKeys ? routes : () => undefined };
}

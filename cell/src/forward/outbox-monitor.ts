/** What an operator sees and does: depths of the outbox as metrics and over HTTP, and driving parked rows again. */

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { isCellId } from "@cellwire/protocol";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { ForwardInbox } from "../inbox/contract.ts";
import type { ForwardMetrics } from "./metrics.ts";

const INTERVAL_MS = 5_000;

const redriveRequest = z.strictObject({ destination: z.string().refine(isCellId).optional() }).nullish();

/** Keeps the depth gauges current. */
export function outboxMonitor(options: {
  inbox: Pick<ForwardInbox, "outboxDepths">;
  metrics: ForwardMetrics;
  log: Logger;
}): Loop {
  const runOnce = async () => options.metrics.depths(await options.inbox.outboxDepths());
  return new Loop({ name: "outbox-monitor", intervalMs: INTERVAL_MS, runOnce, log: options.log });
}

/**
 * For the internal port only, as nobody is asked who they are:
 *   GET  /v1/outbox          → { destinations: [{ destination: string | null, rows, parked, oldestSeconds }] }
 *   POST /v1/outbox/redrive  { destination? } → { redriven: number }; parked rows go back to the queue
 */
export function outboxRoutes(options: {
  inbox: Pick<ForwardInbox, "outboxDepths" | "redrive">;
  wake: () => void;
}): (app: FastifyInstance) => void {
  return (app) => {
    app.get("/v1/outbox", async () => ({ destinations: await options.inbox.outboxDepths() }));
    app.post("/v1/outbox/redrive", async (request, reply) => {
      const body = redriveRequest.safeParse(request.body);
      if (!body.success)
        return reply.status(400).send({ code: "REQUEST_INVALID", message: z.prettifyError(body.error) });
      const destination = body.data?.destination;
      const redriven = await options.inbox.redrive(destination === undefined ? {} : { destination });
      options.wake();
      return { redriven };
    });
  };
}

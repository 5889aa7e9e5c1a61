/**
 * For the internal port only, as nobody is asked who they are:
 *   POST /v1/revoke { user, device? } → { devices, known } | 404 NOT_HOME
 * Refuses the device, or all devices of the user and every ticket issued until now, and closes their connections at once,
 * with or without the directory. A gateway that misses it closes them when heads are offered after the loss.
 */

import type { ApiError, DeviceId, UserId } from "@cellwire/protocol";
import { isDeviceId, isUserId } from "@cellwire/protocol";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Revocations } from "../inbox/revocations.ts";
import type { Displacement } from "./mesh-frames.ts";

const revokeRequest = z.strictObject({
  user: z.custom<UserId>((value) => typeof value === "string" && isUserId(value), "needs a user id"),
  device: z.custom<DeviceId>((value) => typeof value === "string" && isDeviceId(value), "needs a device id").optional(),
});

export interface RevokeRoutesOptions {
  readonly revocations: Revocations;
  /** Closes connections of the device, here and in all gateways of the cell. */
  readonly displace: (displacement: Displacement) => void;
  readonly log: Logger;
}

export function revokeRoutes({ revocations, displace, log }: RevokeRoutesOptions): (app: FastifyInstance) => void {
  return (app) =>
    void app.post("/v1/revoke", async (request, reply) => {
      const body = revokeRequest.safeParse(request.body);
      if (!body.success) return reply.status(400).send(fault("REQUEST_INVALID", z.prettifyError(body.error)));
      const { user, device } = body.data;
      const revoked = await revocations.revoke({ user, device });
      if (!revoked) return reply.status(404).send(fault("NOT_HOME", "The user does not live in this cell."));
      // Whatever connection there is was made before.
      const connectionEpoch = Number.MAX_SAFE_INTEGER;
      for (const one of revoked.devices) displace({ user, device: one, connectionEpoch, reason: "revoked" });
      log.info({ user, count: revoked.devices.length }, "devices revoked");
      return revoked;
    });
}

function fault(code: string, message: string): ApiError {
  return { code, message };
}

/** What the connections of one gateway share, so that each holds one reference. */

import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Acceptor } from "../flow/accept.ts";
import type { CursorCollector } from "../flow/acknowledge.ts";
import type { CatchUp } from "../flow/catch-up.ts";
import type { Requests } from "../flow/requests.ts";
import type { Typing } from "../presence/typing.ts";
import type { DeviceRoute, DeviceRoutes } from "../route/contract.ts";
import type { Tickets } from "../trust/tickets.ts";
import type { DirectConversations } from "../conversation/direct-conversation.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import type { HeadsOffers } from "./heads-offers.ts";
import type { ProcessMesh } from "./mesh.ts";
import type { Registry } from "./registry.ts";
import type { RoomWatch } from "./room-watch.ts";
import type { TurnEnd } from "./send-queue.ts";
import type { Sweep } from "./sweep.ts";

export interface ConnectionContext {
  readonly cell: CellId;
  readonly tickets: Pick<Tickets, "verify" | "issue">;
  readonly catchUp: Pick<CatchUp, "link" | "missed" | "fetch" | "recordRefusalsThrough">;
  readonly acceptor: Pick<Acceptor, "submit">;
  readonly cursors: Pick<CursorCollector, "report" | "flushDevice">;
  readonly requests: Pick<Requests, "answer">;
  readonly typing: Pick<Typing, "take">;
  readonly registry: Registry;
  readonly routes: Pick<DeviceRoutes, "register" | "unregister">;
  readonly mesh: Pick<ProcessMesh, "displace" | "siblings">;
  /** The registration of a device got no answer: it must be made up for. */
  readonly onRouteUnknown: () => void;
  readonly offers: Pick<HeadsOffers, "lags">;
  readonly sweep: Pick<Sweep, "arrived" | "linked" | "left">;
  readonly conversations: DirectConversations;
  readonly rooms: RoomWatch;
  readonly turnEnd: TurnEnd;
  readonly limits: GatewayLimits;
  readonly metrics: GatewayMetrics;
  /** Of the cell's Postgres: devices learn from it what may be lost. */
  readonly storage: { readonly generation: number; readonly wholeUntilMs: number };
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Registers where the device is, and has its older connection elsewhere closed. False when a newer connection exists.
 * Never rejects: without Redis the heartbeat registers it later.
 */
export async function claimRoute(
  { routes, mesh, onRouteUnknown }: Pick<ConnectionContext, "routes" | "mesh" | "onRouteUnknown">,
  { user, device, connectionEpoch }: DeviceRoute,
): Promise<boolean> {
  const registration = await routes.register({ user, device, connectionEpoch });
  if (registration.kind === "stale") return false;
  const displacement = { user, device, connectionEpoch, reason: "replaced" } as const;
  if (registration.kind === "unknown") {
    onRouteUnknown();
    for (const gateway of mesh.siblings()) mesh.displace(gateway, displacement);
  } else if (registration.displaced !== null) mesh.displace(registration.displaced, displacement);
  return true;
}

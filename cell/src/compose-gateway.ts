/** What a gateway process is made of. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { CHANNEL_KINDS } from "./channel/requests.ts";
import { addGatewayChannels } from "./compose-channels.ts";
import { ofIncarnation } from "./compose-generation.ts";
import { addGatewayMedia } from "./compose-media.ts";
import { gatewayKeys } from "./compose-keys.ts";
import type { Member } from "./compose-member.ts";
import { addInternalPort, addStorageGuard, makeMesh } from "./compose-member.ts";
import type { Outside } from "./compose-outside.ts";
import { addOutside } from "./compose-outside.ts";
import { addGatewayPrivacy } from "./compose-privacy.ts";
import { gatewayPush } from "./compose-push.ts";
import { suspensionCheck } from "./compose-server.ts";
import type { GatewayConfig } from "./config.ts";
import { addPreparedSends, gatewayGroupReceipts } from "./compose-groups.ts";
import { Acceptor } from "./flow/accept.ts";
import { CursorCollector } from "./flow/acknowledge.ts";
import { CatchUp } from "./flow/catch-up.ts";
import { Deliverer } from "./flow/deliver.ts";
import { FlowMetrics } from "./flow/flow-metrics.ts";
import type { Notification } from "./flow/ports.ts";
import type { RequestHandlers } from "./flow/requests.ts";
import { Requests } from "./flow/requests.ts";
import { GATEWAY_LIMITS } from "./gateway/gateway-limits.ts";
import { GatewayMetrics } from "./gateway/gateway-metrics.ts";
import { GroupMembers } from "./conversation/group-members.ts";
import { FAR_GROUP_KINDS } from "./conversation/group-receipts.ts";
import { groupRequests } from "./conversation/group-requests.ts";
import { HeadsOffers } from "./gateway/heads-offers.ts";
import { gatewayMeshReceiver } from "./gateway/mesh-receiver.ts";
import type { ProcessMesh } from "./gateway/mesh.ts";
import { Registry } from "./gateway/registry.ts";
import { GatewayServer } from "./gateway/server.ts";
import type { LinkedDevice } from "./inbox/contract.ts";
import type { Groups } from "./inbox/groups.ts";
import { PostgresGroups } from "./inbox/groups.ts";
import { PostgresGatewayInbox } from "./inbox/postgres-gateway.ts";
import { MEDIA_KINDS, mediaRequests } from "./media/requests.ts";
import { settingsRequests } from "./settings/requests.ts";
import { PostgresSettings } from "./settings/settings.ts";
import { FAR_KEY_KINDS } from "./keys/key-requests.ts";
import { UpToDateInbox } from "./keys/stale-lists.ts";
import { routeKeys } from "./route/keys.ts";
import { RedisRoutes } from "./route/redis-routes.ts";
import { RouteHeartbeat } from "./route/route-heartbeat.ts";

const READS_WAITING_MAX = 20_000;
const REQUESTS = { atOnceMax: 2, waitingMax: 5_000 } as const;
/** They wait for the object store or another cell, and hardly for the database. */
const APART = {
  kinds: [...MEDIA_KINDS, ...FAR_KEY_KINDS, ...FAR_GROUP_KINDS, ...CHANNEL_KINDS],
  atOnceMax: 16,
  waitingMax: 2_000,
} as const;

export function composeGateway(member: Member<GatewayConfig>): void {
  const { config, lifecycle, log } = member;
  const registry = new Registry();
  const metrics = new GatewayMetrics();
  metrics.observe(meter("cellwire-gateway"));
  const limits = { ...GATEWAY_LIMITS, socketsMax: config.CELLWIRE_CONNECTIONS_MAX };
  const offers = new HeadsOffers({
    devices: () => registry.all(),
    offersPerSecond: limits.offersPerSecond,
    metrics,
    clock: systemClock,
    log,
  });
  let isStarted = false;
  const links = makeMesh(member);
  const groups = new PostgresGroups({ pool: member.pool, cell: config.CELLWIRE_CELL, statements: member.statements });
  const members = new GroupMembers(groups);
  addInternalPort(member, {
    links,
    receiver: gatewayMeshReceiver({ registry, members, offers, onPosts: (...posts) => channels.feed.posted(...posts) }),
    notReady: () => (isStarted ? [] : ["gateway-server"]),
    routes: () => undefined,
  });
  const routing = addRoutes(member, { registry, offers });
  const outside = addOutside(member);
  const flow = addFlow(member, { registry, members, offers, mesh: links.mesh, routes: routing.routes, outside });
  const notify = (requests: readonly Notification[]) => flow.deliverer.notify(requests);
  const privacy = addGatewayPrivacy(member, { routes: routing.routes, outside, notify });
  const channels = addGatewayChannels(member, { registry, mesh: links.mesh, outside, hasRoom: flow.hasRoom, notify });
  lifecycle.add(
    new GatewayServer({
      host: config.CELLWIRE_HOST,
      port: config.CELLWIRE_GATEWAY_PORT,
      handshakesPerAddressMax: config.CELLWIRE_HANDSHAKES_PER_ADDRESS,
      drainMs: config.CELLWIRE_DRAIN_MS,
      random: systemRandom,
      cell: config.CELLWIRE_CELL,
      ...ofIncarnation(member),
      ...flow,
      requests: makeRequests(member, {
        registry,
        groups,
        mesh: links.mesh,
        deliverer: flow.deliverer,
        further: { ...privacy.handlers, ...channels.handlers },
        outside,
      }),
      ...routing,
      routes: privacy.routes,
      typing: privacy.typing,
      registry,
      mesh: links.mesh,
      offers,
      limits,
      metrics,
      clock: systemClock,
      log,
    }),
  );
  lifecycle.add({
    name: "readiness",
    start: async () => void (isStarted = true),
    stop: async () => void (isStarted = false),
  });
}

function makeRequests(
  member: Member<GatewayConfig>,
  parts: {
    readonly registry: Registry;
    readonly groups: Groups;
    readonly mesh: ProcessMesh;
    readonly deliverer: Deliverer;
    readonly further: Partial<RequestHandlers>;
    readonly outside: Outside;
  },
): Requests {
  const { registry, groups, mesh, deliverer, further, outside } = parts;
  const displace = (device: LinkedDevice) => {
    // Whatever connection there is was made before.
    const displacement = { ...device, connectionEpoch: Number.MAX_SAFE_INTEGER, reason: "revoked" } as const;
    registry.displace(displacement);
    mesh.displaceEverywhere(displacement);
  };
  const handlers = {
    ...groupRequests(groups),
    ...gatewayGroupReceipts(member, outside),
    ...further,
    ...gatewayKeys(member, { displace, outside, notify: (requests) => deliverer.notify(requests) }),
    ...mediaRequests(addGatewayMedia(member, outside)),
    ...gatewayPush(member),
    ...settingsRequests({
      settings: new PostgresSettings(member),
      notify: (requests) => deliverer.notify(requests),
    }),
  };
  return new Requests({ handlers, ...REQUESTS, apart: APART });
}

function addRoutes(
  member: Member<GatewayConfig>,
  { registry, offers }: { readonly registry: Registry; readonly offers: HeadsOffers },
): { readonly routes: RedisRoutes; readonly onRouteUnknown: () => void } {
  const { config, lifecycle, log, redis, guard } = member;
  const keys = routeKeys(config.CELLWIRE_CELL);
  const routes = new RedisRoutes({ redis, keys, guard, self: config.CELLWIRE_PROCESS });
  const heartbeat = new RouteHeartbeat({
    redis,
    routes,
    guard,
    devices: () => registry.all(),
    onStale: ({ user, device, connectionEpoch }) =>
      registry.displace({ user, device, connectionEpoch: connectionEpoch + 1, reason: "replaced" }),
    onMissing: (route) => {
      const device = registry.find(route);
      if (device) offers.missed(device);
    },
    clock: systemClock,
    log,
  });
  lifecycle.add(heartbeat).add(offers).add(suspensionCheck(member, registry));
  return { routes, onRouteUnknown: () => heartbeat.passSoon() };
}

function addFlow(
  member: Member<GatewayConfig>,
  parts: {
    readonly registry: Registry;
    readonly members: GroupMembers;
    readonly offers: HeadsOffers;
    readonly mesh: ProcessMesh;
    readonly routes: RedisRoutes;
    readonly outside: Outside;
  },
): {
  readonly acceptor: Pick<Acceptor, "submit">;
  readonly cursors: CursorCollector;
  readonly catchUp: CatchUp;
  readonly deliverer: Deliverer;
  readonly hasRoom: () => boolean;
} {
  const { config, lifecycle, log, faults, pool, statements, telemetry } = member;
  const { registry, members, offers, mesh, routes, outside } = parts;
  const cell = config.CELLWIRE_CELL;
  const inbox = new PostgresGatewayInbox({ pool, cell, clock: systemClock, statements });
  const traces = telemetry.messageTracer("cellwire-flow");
  const deliverer = new Deliverer({ sockets: registry, members, routes, mesh, traces });
  const metrics = new FlowMetrics();
  metrics.observe(meter("cellwire-flow"));
  const hasRoom = addStorageGuard(member);
  const acceptor = new Acceptor({
    inbox: new UpToDateInbox({ inbox, pool, statements }),
    deliver: (messages) => deliverer.publish(messages),
    onOwed: () => mesh.wakeForwarders(),
    hasRoom,
    faults,
    metrics,
    clock: systemClock,
    log,
    lanes: config.CELLWIRE_ACCEPT_LANES,
    traces,
    onDoubt: () => {
      offers.offerAll("a batch failed in the database");
      mesh.probeGateways();
    },
  });
  const cursors = new CursorCollector({
    inbox,
    notify: (requests) => deliverer.notify(requests),
    flushIntervalMs: config.CELLWIRE_CURSOR_FLUSH_MS,
    log,
  });
  const catchUp = new CatchUp({
    inbox,
    // Each lane of accept has a connection, and one is left for cursors.
    readsAtOnceMax: Math.max(1, config.CELLWIRE_DATABASE_CONNECTIONS - config.CELLWIRE_ACCEPT_LANES - 1),
    readsWaitingMax: READS_WAITING_MAX,
  });
  lifecycle.add(cursors).add(acceptor);
  const onUnpushed = () => offers.offerAll("a group was changed and perhaps not pushed");
  const sends = addPreparedSends(member, { acceptor, deliverer, outside, onUnpushed });
  return { acceptor: sends, cursors, catchUp, deliverer, hasRoom };
}

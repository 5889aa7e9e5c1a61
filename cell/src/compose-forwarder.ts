/** What a forwarder process is made of. */

import { LIMITS } from "@cellwire/protocol";
import type { Meter } from "@opentelemetry/api";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { HttpServer } from "@cellwire/runtime/http-server.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { createRedis } from "@cellwire/runtime/redis.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { residentsTaker } from "./compose-generation.ts";
import { forwarderChannels } from "./compose-channels.ts";
import { addForwarderMedia } from "./compose-media.ts";
import { forwarderGroupReceipts } from "./compose-groups.ts";
import { forwarderKeys } from "./compose-keys.ts";
import type { Member } from "./compose-member.ts";
import { addInternalPort, addStorageGuard, makeMesh } from "./compose-member.ts";
import { forwarderPresence } from "./compose-privacy.ts";
import { addWaker } from "./compose-push.ts";
import { forwarderServer, type ForwarderServer } from "./compose-server.ts";
import type { ForwarderConfig } from "./config.ts";
import { GroupMembers } from "./conversation/group-members.ts";
import { Deliverer } from "./flow/deliver.ts";
import type { Notification } from "./flow/ports.ts";
import { DirectoryClient } from "./forward/directory-client.ts";
import { createForwarder } from "./forward/forwarder.ts";
import type { MeshReceiver } from "./gateway/mesh-server.ts";
import { PostgresGroups } from "./inbox/groups.ts";
import { GuardedForwardInbox } from "./inbox/guarded-forward.ts";
import type { ExpiredOwed } from "./inbox/retention.ts";
import { Retention } from "./inbox/retention.ts";
import { PostgresTerms } from "./inbox/terms.ts";
import { routeKeys } from "./route/keys.ts";
import { RedisRoutes } from "./route/redis-routes.ts";
import { PeerTokenIssuer } from "./trust/peer-tokens.ts";

export function composeForwarder(member: Member<ForwarderConfig>): void {
  const { config, lifecycle, log, faults, pool, redis, guard, ownKeys, directoryKeys } = member;
  const cell = config.CELLWIRE_CELL;
  const clock = systemClock;
  const tokens = new PeerTokenIssuer({ cell, keys: ownKeys, clock });
  const directory = new DirectoryClient({ url: config.CELLWIRE_DIRECTORY_URL, tokens });
  const routes = new RedisRoutes({ redis, keys: routeKeys(cell), guard, self: config.CELLWIRE_PROCESS });
  const hasRoom = addStorageGuard(member);
  const inbox = new GuardedForwardInbox({ pool, cell, clock, statements: member.statements, hasRoom });
  const groups = new PostgresGroups({ pool, cell, statements: member.statements });
  const links = makeMesh(member);
  const traces = member.telemetry.messageTracer("cellwire-forward");
  const deliverer = new Deliverer({ routes, mesh: links.mesh, members: new GroupMembers(groups), traces });
  const notify = (requests: readonly Notification[]) => deliverer.notify(requests);
  const own = { inbox, groups, deliverer, directory, mesh: links.mesh, hasRoom, wake: () => forwarder.wake() };
  let server: ForwarderServer | undefined;
  let channels: ReturnType<typeof forwarderChannels> | undefined;
  const forwarder = createForwarder({
    cell,
    inbox,
    groups,
    deliverer,
    traces,
    media: addForwarderMedia(member),
    further: (parts) => {
      server = forwarderServer(member, { ...parts, ...own });
      channels = forwarderChannels(member, { ...parts, ...own });
      return [residentsTaker(member, { ...parts, inbox }), ...server.services, ...channels.services];
    },
    questions: (placements) => [
      ...forwarderKeys(member, { placements, notify }),
      forwarderGroupReceipts(member, placements),
      ...forwarderPresence(member, { routes, notify }),
      // What runs besides was made before.
      ...channels!.questions,
    ],
    onUnpushed: () => links.mesh.probeGateways(),
    directory,
    directoryAnswers: member.directoryAnswers,
    directoryKeys: directoryKeys.resolve,
    generation: () => member.own.incarnation.generation,
    terms: new PostgresTerms({ pool, cell, clock, statements: member.statements }),
    tokens,
    redis,
    openWorkerRedis: () =>
      createRedis({ url: config.CELLWIRE_REDIS_URL, name: `${cell}-worker`, log, maxRetriesPerRequest: null }),
    meter: meter("cellwire-forward"),
    faults,
    clock,
    random: systemRandom,
    log,
  });
  addInternalPort(member, {
    links,
    receiver: forwarderMeshReceiver({ wake: () => forwarder.wake(), suspect: () => forwarder.suspect() }),
    notReady: () => forwarder.notReady(),
    routes: forwarder.outboxRoutes,
  });
  for (const service of forwarder.services) lifecycle.add(service);
  addWaker(member, routes);
  lifecycle.add(new Retention({ pool, clock, onExpired: expiredCounter(meter("cellwire-retention")), log }));
  addIngestPort(member, [forwarder.ingestRoutes, server!.routes]);
}

/** What other cells call, and the directory and the application's backend. */
function addIngestPort(
  { config, lifecycle, log }: Member<ForwarderConfig>,
  routes: readonly ((app: HttpServer["app"]) => void)[],
): void {
  lifecycle.add(
    new HttpServer({
      name: "ingest-http",
      host: config.CELLWIRE_HOST,
      port: config.CELLWIRE_INGEST_PORT,
      log,
      bodyLimitBytes: LIMITS.ingestBytesMax,
      routes: (app) => routes.forEach((add) => add(app)),
    }),
  );
}

function expiredCounter(metrics: Meter): (owed: ExpiredOwed) => void {
  const description = "Messages that expired while other cells were owed them";
  const counter = metrics.createCounter("cellwire_outbox_expired", { description });
  return ({ copies, refused }) => {
    counter.add(copies, { kind: "copy" });
    counter.add(refused, { kind: "refused" });
  };
}

/** A forwarder has no sockets: siblings wake it, and when one is lost it may have been a forwarder. */
function forwarderMeshReceiver({ wake, suspect }: { wake: () => void; suspect: () => void }): MeshReceiver {
  const nothing = () => undefined;
  const probe: MeshReceiver["probe"] = (reason) => (reason === "link-lost" ? suspect() : undefined);
  return { publish: nothing, notify: nothing, displace: nothing, probe, wake };
}

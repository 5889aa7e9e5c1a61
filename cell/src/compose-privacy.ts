/** Privacy, presence and typing in the processes of a cell: gateways answer their devices, forwarders the other cells. */

import type { CellId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Member } from "./compose-member.ts";
import type { Outside } from "./compose-outside.ts";
import type { ForwarderConfig, GatewayConfig, MemberConfig } from "./config.ts";
import { receiptNotifications } from "./flow/acknowledge.ts";
import type { Notification } from "./flow/ports.ts";
import type { RequestHandlers } from "./flow/requests.ts";
import type { PeerQuestion } from "./forward/ingest-routes.ts";
import { releaseMarks } from "./inbox/late-marks.ts";
import { PresenceBoard } from "./presence/board.ts";
import { Exchange } from "./presence/exchange.ts";
import { presenceKeys } from "./presence/keys.ts";
import { PeerExchange } from "./presence/peer-exchange.ts";
import { PostgresVisibility } from "./presence/postgres-visibility.ts";
import { RedisWatchers } from "./presence/redis-watchers.ts";
import { presenceRequests } from "./presence/requests.ts";
import { PresenceTracker } from "./presence/tracker.ts";
import { Typing } from "./presence/typing.ts";
import { privacyRequests } from "./privacy/requests.ts";
import { PostgresPrivacySettings } from "./privacy/settings.ts";
import type { RedisRoutes } from "./route/redis-routes.ts";

const PATH = "/v1/presence";
const LATE_MARKS_INTERVAL_MS = 5_000;

interface Parts {
  readonly routes: RedisRoutes;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
}

/** `routes`: what connections register with, so that their coming and going is seen. */
export function addGatewayPrivacy(
  member: Member<GatewayConfig>,
  { routes, notify, outside }: Parts & { readonly outside: Pick<Outside, "peers"> },
) {
  const { config, lifecycle, log, pool, statements } = member;
  const cell = config.CELLWIRE_CELL;
  const shared = { cell, clock: systemClock, notify, log };
  const stores = presenceStores(member);
  const { visibility } = stores;
  const exchange = new Exchange({
    post: postTo(outside),
    onNews: (from, news) => peerExchange.takeNews(from, news),
    log,
  });
  const board = new PresenceBoard({ ...shared, ...stores, routes, exchange });
  const peerExchange = new PeerExchange({ ...shared, board, visibility });
  const tracker = new PresenceTracker({ ...shared, ...stores, board, routes });
  const typing = new Typing({ ...shared, visibility, exchange });
  const settings = new PostgresPrivacySettings({ pool, statements, clock: systemClock, random: systemRandom });
  const handlers = {
    ...privacyRequests({ settings, notify, onChanged: (user) => tracker.changed(user) }),
    ...presenceRequests({ ...shared, board, visibility, exchange }),
  } satisfies Partial<RequestHandlers>;
  const releaseLate = async () => notify((await releaseMarks({ ...shared, pool })).flatMap(receiptNotifications));
  lifecycle
    .add(exchange)
    .add(tracker)
    .add(typing)
    .add(new Loop({ name: "late-marks", intervalMs: LATE_MARKS_INTERVAL_MS, runOnce: releaseLate, log }));
  return { handlers, typing, routes: tracker.routes };
}

export function forwarderPresence(member: Member<ForwarderConfig>, { routes, notify }: Parts): readonly PeerQuestion[] {
  const stores = presenceStores(member);
  const shared = { cell: member.config.CELLWIRE_CELL, clock: systemClock, notify };
  // Changes are told by the gateways, which see them.
  const board = new PresenceBoard({ ...shared, ...stores, routes, exchange: { news: () => undefined } });
  const exchange = new PeerExchange({ ...shared, ...stores, board });
  return [{ path: PATH, answer: (from, body) => exchange.answer(from, body) }];
}

function presenceStores({ config, pool, statements, redis, guard }: Member<MemberConfig>) {
  const keys = presenceKeys(config.CELLWIRE_CELL);
  return {
    watchers: new RedisWatchers({ redis, keys, guard, clock: systemClock }),
    visibility: new PostgresVisibility({ pool, statements }),
  };
}

function postTo({ peers }: Pick<Outside, "peers">) {
  return async (cell: CellId, body: Uint8Array): Promise<Uint8Array | undefined> => {
    const answer = await (await peers.peer(cell))?.post({ path: PATH, body });
    return answer?.kind === "answered" ? answer.body : undefined;
  };
}

/** Channels in the processes of a cell: gateways answer their devices and push to them, forwarders answer other cells and pull from them. */

import type { ChannelId } from "@cellwire/protocol";
import { thingKey } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { ChannelAuthority } from "./channel/authority.ts";
import { FarChannels } from "./channel/far-channels.ts";
import { ChannelFeed } from "./channel/feed.ts";
import { ChannelFollower } from "./channel/follower.ts";
import { ChannelHints } from "./channel/hints.ts";
import { ChannelMetrics } from "./channel/metrics.ts";
import { channelQuestions } from "./channel/peer-questions.ts";
import { channelRequests } from "./channel/requests.ts";
import type { Post } from "./channel/contract.ts";
import { ChannelStore } from "./channel/store.ts";
import type { Member } from "./compose-member.ts";
import type { Outside } from "./compose-outside.ts";
import type { ForwarderConfig, GatewayConfig, MemberConfig } from "./config.ts";
import { ConcurrencyLimit } from "./flow/concurrency-limit.ts";
import type { Notification } from "./flow/ports.ts";
import type { PeerSource } from "./forward/peer-client.ts";
import type { PlacementSource, ThingSource } from "./forward/ports.ts";
import type { ProcessMesh } from "./gateway/mesh.ts";
import type { Registry } from "./gateway/registry.ts";
import { KnownHomes } from "./keys/homes.ts";

/** Statements about channels: those of messages find the other connections free. */
const STATEMENTS = { atOnceMax: 2, waitingMax: 5_000 } as const;

type Placements = PlacementSource & ThingSource;

interface Parts {
  readonly mesh: ProcessMesh;
  readonly hasRoom: () => boolean;
}

export interface GatewayChannelsParts extends Parts {
  readonly registry: Registry;
  readonly outside: Outside;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
}

export function addGatewayChannels(member: Member<GatewayConfig>, parts: GatewayChannelsParts) {
  const { outside, mesh, registry, notify } = parts;
  const shared = channelParts(member, { ...parts, ...outside });
  const { store, metrics, far, hints } = shared;
  const socketOf = (device: Parameters<Registry["find"]>[0]) => registry.find(device);
  const feed = new ChannelFeed({ store, socketOf, metrics, log: member.log });
  const onPost = (channel: ChannelId, post: Post) => {
    metrics.posted += 1;
    feed.posted(channel, [post]);
    mesh.channelPosts(channel, [post]);
    hints.posted(channel);
  };
  const authority = new ChannelAuthority({ ...shared, onPost });
  member.lifecycle.add(hints).add(feed);
  const place = outside.directory.placeChannel.bind(outside.directory);
  const handlers = channelRequests({ cell: shared.cell, store, authority, far, feed, place, notify });
  return { handlers, feed };
}

export interface ForwarderChannelsParts extends Parts {
  readonly placements: Placements;
  readonly peers: PeerSource;
}

export function forwarderChannels(member: Member<ForwarderConfig>, parts: ForwarderChannelsParts) {
  const { mesh } = parts;
  const shared = channelParts(member, parts);
  const { store, metrics, far, hints } = shared;
  const { log } = member;
  const onPost = (channel: ChannelId, post: Post) => {
    metrics.posted += 1;
    mesh.channelPosts(channel, [post]);
    hints.posted(channel);
  };
  const authority = new ChannelAuthority({ ...shared, onPost });
  const onPosts = (channel: ChannelId, posts: readonly Post[]) => mesh.channelPosts(channel, posts);
  const follower = new ChannelFollower({ store, far, onPosts, metrics, log });
  return { questions: channelQuestions({ authority, follower, store }), services: [hints, follower] };
}

function channelParts(
  { config, pool, statements, log }: Member<MemberConfig>,
  parts: { readonly placements: Placements; readonly peers: PeerSource; readonly hasRoom: () => boolean },
) {
  const cell = config.CELLWIRE_CELL;
  const { placements, peers, hasRoom } = parts;
  const limit = new ConcurrencyLimit(STATEMENTS);
  const store = new ChannelStore({ pool, cell, statements, limit, nowMs: () => systemClock.nowMs() });
  const metrics = new ChannelMetrics();
  metrics.observe(meter("cellwire-channel"));
  const far = new FarChannels({ peers, placements });
  const placed = async (channel: ChannelId) => {
    const lookup = await placements.thing(thingKey({ kind: "channel", id: channel }));
    return lookup.kind === "placed" ? lookup.placement.cell : undefined;
  };
  const homes = new KnownHomes({ pool, statements, placements });
  const hints = new ChannelHints({ store, peers, log });
  return { cell, store, metrics, far, homes, placed, hasRoom, hints, clock: systemClock };
}

/** The mesh of a cell's processes as seen from one of them: a link to each sibling that the registry of processes knows. */

import type { ChannelId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Post } from "../channel/contract.ts";
import { toWirePost } from "../channel/wire.ts";
import type { GatewayName, Mesh, Notification } from "../flow/ports.ts";
import type { SequencedMessage } from "../inbox/contract.ts";
import type { ProcessDirectory, ProcessEntry, ProcessName } from "../route/contract.ts";
import type { Displacement, WireMeshFrame } from "./mesh-frames.ts";
import { encodeMeshFrame, toMeshDisplace, toMeshNotify, toMeshPublish } from "./mesh-frames.ts";
import { MeshLink } from "./mesh-link.ts";
import type { MeshMetrics } from "./mesh-metrics.ts";
import type { MeshTokens } from "./mesh-token.ts";

export interface ProcessMeshOptions {
  /** This process, as siblings find and reach it. The mesh announces and withdraws it. */
  readonly self: ProcessEntry;
  readonly processes: ProcessDirectory;
  readonly tokens: Pick<MeshTokens, "issue">;
  /** A sibling was given up: tell the mesh server of this process (`MeshServer.gone`). */
  readonly onGone: (sibling: ProcessName) => void;
  readonly metrics: MeshMetrics;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: Random;
  readonly pollIntervalMs?: number;
  readonly pingIntervalMs?: number;
  /** How long a sibling may be gone from the registry, and its link down, before it is given up. */
  readonly goneMs?: number;
  /** How long `start` waits for the first links. */
  readonly startTimeoutMs?: number;
}

const POLL_INTERVAL_MS = 1_000;
const GONE_MS = 30_000;
const START_TIMEOUT_MS = 2_000;

interface Sibling {
  readonly link: MeshLink;
  /** Since when the registry, while it answers, does not name it. */
  goneSinceMs: number | undefined;
}

/**
 * Start it before the process takes anything in, and after its own internal port listens; stop it after the last
 * delivery: then siblings know that nothing is missing, and a restart costs no probes.
 */
export class ProcessMesh implements Mesh, Service {
  readonly name = "mesh";
  readonly #options: ProcessMeshOptions;
  readonly #loop: Loop;
  readonly #siblings = new Map<ProcessName, Sibling>();
  #isStarting = false;

  constructor(options: ProcessMeshOptions) {
    this.#options = options;
    const { pollIntervalMs: intervalMs = POLL_INTERVAL_MS, log } = options;
    this.#loop = new Loop({ name: "mesh-poll", intervalMs, log, runOnce: () => this.runOnce() });
  }

  /** Announces this process and waits a little for the links to the siblings that live. */
  async start(): Promise<void> {
    this.#isStarting = true;
    await this.runOnce();
    await this.#firstLinks();
    this.#isStarting = false;
    // From here on there may be frames; a link that is not up yet misses them.
    for (const { link } of this.#siblings.values()) if (!link.isUp) link.oweProbe();
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#options.processes.withdraw(this.#options.self);
    await Promise.all([...this.#siblings.values()].map(({ link }) => link.stop()));
    this.#siblings.clear();
  }

  siblings(): readonly GatewayName[] {
    const live: GatewayName[] = [];
    for (const { link, goneSinceMs } of this.#siblings.values())
      if (link.sibling.role === "gateway" && (link.isUp || goneSinceMs === undefined)) live.push(link.sibling.name);
    return live;
  }

  publish(gateway: GatewayName, message: SequencedMessage, users: readonly UserId[]): void {
    this.#send(gateway, { publish: toMeshPublish({ message, users }) });
  }

  notify(gateway: GatewayName, request: Notification): void {
    this.#send(gateway, { notify: toMeshNotify(request) });
  }

  /** May be lost like all frames: the route's heartbeat finds the older connection then. */
  displace(gateway: GatewayName, displacement: Displacement): void {
    this.#send(gateway, { displace: toMeshDisplace(displacement) });
  }

  /** To every gateway, as `displace`. */
  displaceEverywhere(displacement: Displacement): void {
    for (const gateway of this.siblings()) this.displace(gateway, displacement);
  }

  /** New posts, for whoever listens to the channel at any gateway. May be lost: gateways look for what they missed. */
  channelPosts(channel: ChannelId, posts: readonly Post[]): void {
    const frame = encodeMeshFrame({ channelPosts: { channel, posts: posts.map(toWirePost) } });
    for (const { link } of this.#siblings.values()) if (link.sibling.role === "gateway" && link.isUp) link.send(frame);
  }

  /** What this process stored may not have been pushed: the gateways offer heads to their devices. */
  probeGateways(): void {
    for (const { link } of this.#siblings.values()) if (link.sibling.role === "gateway") link.probe();
  }

  wakeForwarders(): void {
    const wake = encodeMeshFrame({ wake: {} });
    for (const { link } of this.#siblings.values()) if (link.sibling.role === "forwarder" && link.isUp) link.send(wake);
  }

  /** One look at the registry. While it does not answer, the siblings known last are kept. */
  async runOnce(): Promise<void> {
    const { self, processes, clock, goneMs = GONE_MS } = this.#options;
    const entries = await processes.announce(self);
    if (entries === "unknown") return;
    const siblings = entries.filter((entry) => entry.name !== self.name);
    for (const entry of siblings) await this.#keep(entry);
    const named = new Set(siblings.map((entry) => entry.name));
    for (const [name, sibling] of this.#siblings) {
      if (named.has(name)) continue;
      sibling.goneSinceMs ??= clock.monotonicMs();
      if (!sibling.link.isUp && clock.monotonicMs() - sibling.goneSinceMs >= goneMs) await this.#giveUp(name, sibling);
    }
  }

  async #keep(entry: ProcessEntry): Promise<void> {
    const known = this.#siblings.get(entry.name);
    if (known && known.link.sibling.url === entry.url && known.link.sibling.role === entry.role) {
      known.goneSinceMs = undefined;
      return;
    }
    const { self, tokens, metrics, log, random = systemRandom, pingIntervalMs } = this.#options;
    const link = new MeshLink({
      sibling: entry,
      owesProbe: !this.#isStarting,
      self: self.name,
      token: () => tokens.issue(self.name),
      metrics,
      log,
      random,
      ...(pingIntervalMs === undefined ? {} : { pingIntervalMs }),
    });
    this.#siblings.set(entry.name, { link, goneSinceMs: undefined });
    await known?.link.stop();
  }

  async #giveUp(name: ProcessName, { link }: Sibling): Promise<void> {
    this.#siblings.delete(name);
    this.#options.log.info({ peer: name }, "sibling is gone");
    await link.stop();
    this.#options.onGone(name);
  }

  #send(gateway: GatewayName, frame: WireMeshFrame): void {
    const sibling = this.#siblings.get(gateway);
    // An unknown gateway: its first link starts with a probe.
    if (sibling) sibling.link.send(encodeMeshFrame(frame));
    else this.#options.metrics.frameDropped("down");
  }

  /** Ends when all links are up, or after a while. */
  async #firstLinks(): Promise<void> {
    const { startTimeoutMs: timeoutMs = START_TIMEOUT_MS, log } = this.#options;
    const up = Promise.all([...this.#siblings.values()].map(({ link }) => link.firstUp));
    try {
      await withDeadline(up, { what: "the first mesh links", timeoutMs });
    } catch (err) {
      log.warn({ err }, "not all siblings can be reached");
    }
  }
}

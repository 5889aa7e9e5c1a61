import type { Clock } from "@cellwire/runtime/clock.ts";
import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { KubeError, type KubeApi, type ObjectKey } from "./contract.ts";
import { durationMs, heldSpec, microTime, newLease, type Lease, type LeaseSpec } from "./lease.ts";
import { RESOURCES } from "./resources.ts";
import type { WriteFence } from "./write-fence.ts";

export interface LeaderElectionOptions {
  /** Its calls must end well before `renewDeadlineMs`: see ELECTION_BOUNDS. */
  readonly api: Pick<KubeApi, "get" | "create" | "patch">;
  readonly lease: ObjectKey;
  /** Of this very process: one that starts again under the same name must not take itself for the holder. */
  readonly identity: string;
  /** How long others wait after a renewal that they saw. */
  readonly leaseMs?: number;
  /** How long this one acts after a renewal that it sent; shorter than `leaseMs`. */
  readonly renewDeadlineMs?: number;
  readonly retryMs?: number;
  readonly log: Logger;
  readonly clock?: Clock;
}

/** For the KubeClient of an election: connections of its own, that slow calls of others cannot hold up. */
export const ELECTION_BOUNDS = { callTimeoutMs: 3_000, attemptTimeoutMs: 2_000, connections: 1 } as const;

const LEASE_MS = 15_000;
const RENEW_DEADLINE_MS = 10_000;
const RETRY_MS = 2_000;

interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/**
 * Holds a Lease, or waits for it. Safe without synchronised clocks, as long as they run about equally fast: this one
 * counts from before it sent a renewal, others from after they saw it, and for longer.
 *
 *     waiting ── lease free, or not renewed for its duration ──→ leading ── renewed in time ──→ leading
 *        ↑                                                          └── renewDeadlineMs passed, or stopped ──┐
 *        └───────────────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * Whether it leads is read off the clock at each question, not off a timer: a process that was stopped and wakes does
 * not lead, whatever runs first in it.
 */
export class LeaderElection implements Service {
  readonly name = "leader election";
  /** For `KubeClient.fencedBy`. A write may be under way until another could lead. */
  readonly fence: WriteFence = () => (this.isLeader() ? this.#leaseMs - this.#elapsedMs(this.#renewedAt!) : 0);
  readonly #options: LeaderElectionOptions;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #renewDeadlineMs: number;
  readonly #loop: Loop;
  readonly #handlers: ((leads: boolean) => void)[] = [];
  /** When the last renewal that succeeded was sent. */
  #renewedAt: Moment | undefined;
  /** The lease as we wrote it last, if nobody changed it since as far as we know. */
  #ours: Lease | undefined;
  /** What others wrote, and when we first saw it. */
  #seen: { readonly spec: string; readonly at: Moment } | undefined;
  #told = false;
  #lapseTimer: NodeJS.Timeout | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#renewDeadlineMs = options.renewDeadlineMs ?? RENEW_DEADLINE_MS;
    if (this.#renewDeadlineMs >= this.#leaseMs) throw new RangeError("renewDeadlineMs must be less than leaseMs");
    const { retryMs: intervalMs = RETRY_MS, log } = options;
    this.#loop = new Loop({ name: this.name, intervalMs, runOnce: () => this.runOnce(), log });
  }

  isLeader(): boolean {
    return this.#renewedAt !== undefined && this.#elapsedMs(this.#renewedAt) < this.#renewDeadlineMs;
  }

  /** Told at the start of leading and, some time after it, of its end: to start and stop work, not to guard it. */
  onChange(handler: (leads: boolean) => void): this {
    this.#handlers.push(handler);
    return this;
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  /** Gives the lease back, so that another need not wait. What needs the lease must have stopped before. */
  async stop(): Promise<void> {
    try {
      await this.#loop.stop();
    } finally {
      const isHeld = this.isLeader();
      this.#renewedAt = undefined;
      this.#tell();
      if (isHeld) await this.#release();
    }
  }

  /** One attempt to get or to renew the lease. */
  async runOnce(): Promise<void> {
    try {
      await this.#acquireOrRenew();
    } catch (error) {
      // Perhaps it was written all the same: the next attempt reads it.
      this.#ours = undefined;
      const isLost = error instanceof KubeError && (error.reason === "Conflict" || error.reason === "AlreadyExists");
      const log = isLost ? this.#options.log.debug : this.#options.log.warn;
      log({ name: this.#options.lease.name, err: error }, "the lease was not renewed");
    }
    this.#tell();
  }

  async #acquireOrRenew(): Promise<void> {
    const { api, lease: key, identity } = this.#options;
    const lease = this.#ours ?? (await api.get<Lease>(RESOURCES.Lease, key));
    if (lease !== undefined && !this.#isOurs(lease) && !this.#isFree(lease)) return;
    // Counted from before the write leaves: others count from after it has arrived.
    const sentAt = this.#now();
    const spec = heldSpec(lease?.spec, { holder: identity, leaseMs: this.#leaseMs, nowMs: sentAt.wallMs });
    this.#ours =
      lease === undefined ? await api.create(RESOURCES.Lease, newLease(key, spec)) : await this.#write(lease, spec);
    this.#renewedAt = sentAt;
  }

  async #release(): Promise<void> {
    const held = this.#ours;
    this.#ours = undefined;
    if (held === undefined) return;
    try {
      await this.#write(held, { holderIdentity: null, renewTime: microTime(this.#clock.nowMs()) });
    } catch (error) {
      this.#options.log.warn({ err: error }, "the lease was not released: others wait until it lapses");
    }
  }

  async #write(lease: Lease, spec: LeaseSpec): Promise<Lease> {
    const { uid, resourceVersion } = lease.metadata;
    const preconditions = { uid: uid!, resourceVersion };
    return await this.#options.api.patch<Lease>(RESOURCES.Lease, this.#options.lease, {
      patch: { spec },
      preconditions,
    });
  }

  #isOurs({ spec }: Lease): boolean {
    return spec?.holderIdentity === this.#options.identity;
  }

  /** Its times are of another's clock: only that they change is looked at. */
  #isFree({ spec }: Lease): boolean {
    const text = JSON.stringify(spec ?? {});
    if (this.#seen?.spec !== text) this.#seen = { spec: text, at: this.#now() };
    if (!spec?.holderIdentity) return true;
    return this.#elapsedMs(this.#seen.at, "monotonic") > Math.max(this.#leaseMs, durationMs(spec));
  }

  #tell(): void {
    const leads = this.isLeader();
    clearTimeout(this.#lapseTimer);
    if (leads) this.#lapseTimer = setTimeout(() => this.#tell(), this.#renewDeadlineMs);
    if (leads === this.#told) return;
    this.#told = leads;
    this.#options.log.info({ name: this.#options.lease.name }, leads ? "leads now" : "leads no more");
    for (const handler of this.#handlers) this.#call(() => handler(leads));
  }

  #call(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#options.log.error({ err: error }, "a handler of the leader election failed");
    }
  }

  #now(): Moment {
    return { monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.nowMs() };
  }

  /**
   * The monotonic clock stands still while a machine is suspended, the wall clock may jump: for our own lease the
   * longer time counts, for another's the monotonic one, so that each errs on the side of not leading.
   */
  #elapsedMs({ monotonicMs, wallMs }: Moment, by: "longer" | "monotonic" = "longer"): number {
    const now = this.#now();
    const elapsedMs = now.monotonicMs - monotonicMs;
    return by === "monotonic" ? elapsedMs : Math.max(elapsedMs, now.wallMs - wallMs);
  }
}

/** `client` with writes that leave only while `election` is won. */
export function leaderOnly(
  client: { fencedBy(fence: WriteFence): KubeApi },
  election: Pick<LeaderElection, "fence">,
): KubeApi {
  return client.fencedBy(election.fence);
}

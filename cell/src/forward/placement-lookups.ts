/**
 * Where users live, asked from the directory: cached, bounded in number and in flight, and quiet while the
 * directory fails. The inbox keeps placements durably; this only keeps the directory from being asked the same again.
 */

import type { PlacementAnswer, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { Circuit } from "./circuit.ts";
import type { PlacementLookup, PlacementSource, StatementVerifier } from "./ports.ts";
import { DIRECTORY_RETRY } from "./retry-policy.ts";

const SOFT_TTL_MS = 10_000;
const FRESH_TTL_MS = 1_000;
const CACHED_MAX = 20_000;
const IN_FLIGHT_MAX = 64;

const UNAVAILABLE: PlacementLookup = { kind: "unavailable" };

interface Cached {
  readonly lookup: PlacementLookup & { readonly kind: "placed" };
  readonly atMs: number;
}

export interface PlacementLookupsOptions {
  readonly fetchPlacement: (user: UserId) => Promise<PlacementAnswer | undefined>;
  readonly statements: StatementVerifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class PlacementLookups implements PlacementSource {
  readonly #options: PlacementLookupsOptions;
  readonly #circuit: Circuit;
  readonly #cached = new Map<UserId, Cached>();
  readonly #inFlight = new Map<UserId, Promise<PlacementLookup>>();

  constructor(options: PlacementLookupsOptions) {
    this.#options = options;
    this.#circuit = new Circuit({ policy: DIRECTORY_RETRY, clock: options.clock, random: options.random });
  }

  /** Never throws. */
  async placement(user: UserId, { fresh } = { fresh: false }): Promise<PlacementLookup> {
    const cached = this.#cached.get(user);
    if (cached && this.#ageMs(cached) <= (fresh ? FRESH_TTL_MS : SOFT_TTL_MS)) return cached.lookup;
    const asked = await this.#ask(user);
    return asked.kind === "unavailable" && cached && !fresh ? cached.lookup : asked;
  }

  /** It may have changed. */
  forget(user: UserId): void {
    this.#cached.delete(user);
  }

  forgetAll(): void {
    this.#cached.clear();
  }

  async #ask(user: UserId): Promise<PlacementLookup> {
    const running = this.#inFlight.get(user);
    if (running) return running;
    if (this.#inFlight.size >= IN_FLIGHT_MAX || this.#circuit.admit() > 0) return UNAVAILABLE;
    const asking = this.#fetch(user).finally(() => this.#inFlight.delete(user));
    this.#inFlight.set(user, asking);
    return asking;
  }

  async #fetch(user: UserId): Promise<PlacementLookup> {
    try {
      const answer = await this.#options.fetchPlacement(user);
      this.#circuit.succeeded();
      const lookup = answer ? await this.#verified(user, answer) : ({ kind: "unknown" } as const);
      if (lookup.kind === "placed") this.#remember(user, lookup);
      // A user may be placed at any moment, and what is refused or parked for an unknown one is so for good.
      if (lookup.kind === "unknown") this.forget(user);
      return lookup;
    } catch (err) {
      const delayMs = this.#circuit.failed();
      this.#options.log.warn({ err, delayMs }, "placement lookup failed");
      return UNAVAILABLE;
    }
  }

  async #verified(user: UserId, { cell, epoch, statement }: PlacementAnswer): Promise<PlacementLookup> {
    const placement = await this.#options.statements.verify(statement);
    if (placement === "unavailable") return UNAVAILABLE;
    const fits =
      placement !== "invalid" && placement.user === user && placement.cell === cell && placement.epoch === epoch;
    if (fits) return { kind: "placed", placement };
    this.#options.log.error({ user }, "the directory answered with a placement statement that does not verify");
    return UNAVAILABLE;
  }

  #remember(user: UserId, lookup: Cached["lookup"]): void {
    this.#cached.delete(user);
    if (this.#cached.size >= CACHED_MAX) {
      const oldest = this.#cached.keys().next().value;
      if (oldest !== undefined) this.#cached.delete(oldest);
    }
    this.#cached.set(user, { lookup, atMs: this.#options.clock.monotonicMs() });
  }

  #ageMs({ atMs }: Cached): number {
    return this.#options.clock.monotonicMs() - atMs;
  }
}

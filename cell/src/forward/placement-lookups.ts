/**
 * Where users, groups and channels live, asked from the directory: cached, bounded in number and in flight, and quiet while the
 * directory fails. The inbox keeps placements durably; this only keeps the directory from being asked the same again.
 */

import type { PlacementAnswer, ThingKey } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { Circuit } from "./circuit.ts";
import type { PlacementLookup, PlacementSource, StatementVerifier, ThingLookup, ThingSource } from "./ports.ts";
import { DIRECTORY_RETRY } from "./retry-policy.ts";

const SOFT_TTL_MS = 10_000;
const FRESH_TTL_MS = 1_000;
const CACHED_MAX = 20_000;
const IN_FLIGHT_MAX = 64;

const UNAVAILABLE = { kind: "unavailable" } as const;

/** Whose it is says the statement. */
type Answered = Omit<PlacementAnswer, "thing">;

interface Cached {
  readonly lookup: ThingLookup & { readonly kind: "placed" };
  readonly atMs: number;
}

export interface PlacementLookupsOptions {
  readonly fetchPlacement: (thing: ThingKey) => Promise<Answered | undefined>;
  readonly statements: StatementVerifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class PlacementLookups implements PlacementSource, ThingSource {
  readonly #options: PlacementLookupsOptions;
  readonly #circuit: Circuit;
  readonly #cached = new Map<ThingKey, Cached>();
  readonly #inFlight = new Map<ThingKey, Promise<ThingLookup>>();

  constructor(options: PlacementLookupsOptions) {
    this.#options = options;
    this.#circuit = new Circuit({ policy: DIRECTORY_RETRY, clock: options.clock, random: options.random });
  }

  /** Never throws. */
  async placement(user: ThingKey, options = { fresh: false }): Promise<PlacementLookup> {
    const lookup = await this.thing(user, options);
    if (lookup.kind !== "placed") return lookup;
    const { cell, epoch, statement } = lookup.placement;
    return { kind: "placed", placement: { user, cell, epoch, statement } };
  }

  /** Never throws. */
  async thing(thing: ThingKey, { fresh } = { fresh: false }): Promise<ThingLookup> {
    const cached = this.#cached.get(thing);
    if (cached && this.#ageMs(cached) <= (fresh ? FRESH_TTL_MS : SOFT_TTL_MS)) return cached.lookup;
    const asked = await this.#ask(thing);
    return asked.kind === "unavailable" && cached && !fresh ? cached.lookup : asked;
  }

  /** It may have changed. */
  forget(thing: ThingKey): void {
    this.#cached.delete(thing);
  }

  forgetAll(): void {
    this.#cached.clear();
  }

  async #ask(thing: ThingKey): Promise<ThingLookup> {
    const running = this.#inFlight.get(thing);
    if (running) return running;
    if (this.#inFlight.size >= IN_FLIGHT_MAX || this.#circuit.admit() > 0) return UNAVAILABLE;
    const asking = this.#fetch(thing).finally(() => this.#inFlight.delete(thing));
    this.#inFlight.set(thing, asking);
    return asking;
  }

  async #fetch(thing: ThingKey): Promise<ThingLookup> {
    try {
      const answer = await this.#options.fetchPlacement(thing);
      this.#circuit.succeeded();
      const lookup = answer ? await this.#verified(thing, answer) : ({ kind: "unknown" } as const);
      if (lookup.kind === "placed") this.#remember(thing, lookup);
      // A user may be placed at any moment, and what is refused or parked for an unknown one is so for good.
      if (lookup.kind === "unknown") this.forget(thing);
      return lookup;
    } catch (err) {
      const delayMs = this.#circuit.failed();
      this.#options.log.warn({ err, delayMs }, "placement lookup failed");
      return UNAVAILABLE;
    }
  }

  async #verified(thing: ThingKey, { cell, epoch, statement }: Answered): Promise<ThingLookup> {
    const placement = await this.#options.statements.verify(statement);
    if (placement === "unavailable") return UNAVAILABLE;
    const fits =
      placement !== "invalid" && placement.thing === thing && placement.cell === cell && placement.epoch === epoch;
    if (fits) return { kind: "placed", placement };
    this.#options.log.error({ thing }, "the directory answered with a placement statement that does not verify");
    return UNAVAILABLE;
  }

  #remember(thing: ThingKey, lookup: Cached["lookup"]): void {
    this.#cached.delete(thing);
    if (this.#cached.size >= CACHED_MAX) {
      const oldest = this.#cached.keys().next().value;
      if (oldest !== undefined) this.#cached.delete(oldest);
    }
    this.#cached.set(thing, { lookup, atMs: this.#options.clock.monotonicMs() });
  }

  #ageMs({ atMs }: Cached): number {
    return this.#options.clock.monotonicMs() - atMs;
  }
}

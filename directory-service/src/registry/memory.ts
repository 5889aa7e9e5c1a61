/** The registry in memory, for tests: held to the contract by the same conformance suite as the Postgres one. */

import type { CellId, CellRegistration, Change, ThingKey } from "@cellwire/protocol";
import type {
  ChangePage,
  CompareAndSet,
  CompareAndSetOutcome,
  Placement,
  PlaceOutcome,
  PlaceRequest,
  PutCellOutcome,
  RegisteredCell,
  Registry,
} from "./contract.ts";
import {
  decideChange,
  decideRegistration,
  decideRepeatedPlacing,
  registrationOf,
  takesNewcomers,
  takesSeat,
} from "./rules.ts";

export class MemoryRegistry implements Registry {
  readonly #cells = new Map<CellId, RegisteredCell>();
  readonly #placements = new Map<ThingKey, Placement>();
  /** What placed each thing first. */
  readonly #placedBy = new Map<ThingKey, string>();
  /** Newest change of each thing, by kind and id. */
  readonly #changes = new Map<string, Change>();
  #revision = 0;

  async putCell(cell: CellId, registration: CellRegistration): Promise<PutCellOutcome> {
    const current = this.#cells.get(cell);
    const decision = decideRegistration(current, registration);
    if (decision === "generationBehind" || decision === "keysWithoutOverlap") return { kind: decision };
    if (decision === "unchanged") return { kind: "registered", cell: current! };
    const record = {
      ...registrationOf(registration),
      cell,
      users: current?.users ?? 0,
      revision: this.#stamp("cell", cell),
    };
    this.#cells.set(cell, record);
    return { kind: "registered", cell: record };
  }

  async cell(cell: CellId): Promise<RegisteredCell | undefined> {
    return this.#cells.get(cell);
  }

  async cells(): Promise<readonly RegisteredCell[]> {
    return [...this.#cells.values()].toSorted((a, b) => (a.cell < b.cell ? -1 : 1));
  }

  async placement(thing: ThingKey): Promise<Placement | undefined> {
    return this.#placements.get(thing);
  }

  async place(request: PlaceRequest): Promise<PlaceOutcome> {
    const { thing, cell, op } = request;
    const existing = this.#placements.get(thing);
    if (existing !== undefined) return decideRepeatedPlacing(request, existing, this.#placedBy.get(thing)!);
    const home = this.#cells.get(cell);
    if (home === undefined || !takesNewcomers(home)) return { kind: "cellFull" };
    if (takesSeat(thing)) this.#addUsers(cell, 1);
    this.#placedBy.set(thing, op);
    const placement = this.#write({ thing, cell, epoch: 1, op, state: "ACTIVE" });
    return { kind: "placed", placement, created: true };
  }

  async compareAndSet(change: CompareAndSet): Promise<CompareAndSetOutcome> {
    const { thing, next } = change;
    const current = this.#placements.get(thing);
    if (current === undefined) return { kind: "unknownThing" };
    const decision = decideChange(current, change);
    if (decision === "conflict") return { kind: "conflict", placement: current };
    if (decision === "unchanged") return { kind: "set", placement: current };
    const moves = next.cell !== current.cell;
    if (moves && takesSeat(thing)) {
      if (!this.#takeSeat(next.cell)) return { kind: "cellFull" };
      this.#addUsers(current.cell, -1);
    }
    const epoch = current.epoch + (moves ? 1 : 0);
    return { kind: "set", placement: this.#write({ thing, ...next, epoch }) };
  }

  async changes({ after, limit }: { after: number; limit: number }): Promise<ChangePage> {
    const changes = [...this.#changes.values()]
      .filter((change) => change.revision > after)
      .toSorted((a, b) => a.revision - b.revision)
      .slice(0, limit);
    return { changes, head: this.#revision };
  }

  async head(): Promise<number> {
    return this.#revision;
  }

  #takeSeat(cell: CellId): boolean {
    const record = this.#cells.get(cell);
    if (record === undefined || record.users >= record.maxUsers) return false;
    this.#addUsers(cell, 1);
    return true;
  }

  #addUsers(cell: CellId, delta: 1 | -1): void {
    const record = this.#cells.get(cell)!;
    this.#cells.set(cell, { ...record, users: record.users + delta });
  }

  #write(placement: Placement): Placement {
    this.#placements.set(placement.thing, placement);
    this.#stamp("placement", placement.thing);
    return placement;
  }

  #stamp(kind: Change["kind"], id: string): number {
    this.#revision += 1;
    this.#changes.set(`${kind}/${id}`, { revision: this.#revision, kind, id });
    return this.#revision;
  }
}

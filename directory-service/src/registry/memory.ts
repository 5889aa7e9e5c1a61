/** The registry in memory, for tests: held to the contract by the same conformance suite as the Postgres one. */

import type { CellId, CellRegistration, Change, UserId } from "@cellwire/protocol";
import type {
  ChangePage,
  CompareAndSet,
  CompareAndSetOutcome,
  Placement,
  PlaceOutcome,
  PutCellOutcome,
  RegisteredCell,
  Registry,
} from "./contract.ts";
import { decideChange, decideRegistration, registrationOf } from "./rules.ts";

export class MemoryRegistry implements Registry {
  readonly #cells = new Map<CellId, RegisteredCell>();
  readonly #placements = new Map<UserId, Placement>();
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

  async placement(user: UserId): Promise<Placement | undefined> {
    return this.#placements.get(user);
  }

  async placeUser({ user, cell, op }: { user: UserId; cell: CellId; op: string }): Promise<PlaceOutcome> {
    const existing = this.#placements.get(user);
    if (existing !== undefined) return { kind: "placed", placement: existing, created: false };
    const home = this.#cells.get(cell);
    const takesUsers = home?.state === "ACTIVE" && home.schedulable;
    if (!takesUsers || !this.#takeSeat(cell)) return { kind: "cellFull" };
    const placement = this.#write({ user, cell, epoch: 1, op, state: "ACTIVE" });
    return { kind: "placed", placement, created: true };
  }

  async compareAndSet(change: CompareAndSet): Promise<CompareAndSetOutcome> {
    const { user, next } = change;
    const current = this.#placements.get(user);
    if (current === undefined) return { kind: "unknownUser" };
    const decision = decideChange(current, change);
    if (decision === "conflict") return { kind: "conflict", placement: current };
    if (decision === "unchanged") return { kind: "set", placement: current };
    const moves = next.cell !== current.cell;
    if (moves) {
      if (!this.#takeSeat(next.cell)) return { kind: "cellFull" };
      this.#addUsers(current.cell, -1);
    }
    const epoch = current.epoch + (moves ? 1 : 0);
    return { kind: "set", placement: this.#write({ user, ...next, epoch }) };
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
    this.#placements.set(placement.user, placement);
    this.#stamp("placement", placement.user);
    return placement;
  }

  #stamp(kind: Change["kind"], id: string): number {
    this.#revision += 1;
    this.#changes.set(`${kind}/${id}`, { revision: this.#revision, kind, id });
    return this.#revision;
  }
}

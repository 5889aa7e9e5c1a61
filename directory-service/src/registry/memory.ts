/** The registry in memory, for tests: held to the contract by the same conformance suite as the Postgres one. */

import { decideGeneration } from "@cellwire/lifecycle/generation.ts";
import type { CellId, CellRegistration, Change, ThingKey } from "@cellwire/protocol";
import type {
  ChangePage,
  ChangeOutcome,
  ChangeRequest,
  GrantOutcome,
  Operation,
  Page,
  Placement,
  PlaceOutcome,
  PlaceRequest,
  Precondition,
  PutCellOutcome,
  RegisteredCell,
  Registry,
} from "./contract.ts";
import { decideRegistration, decideRepeatedPlacing, registrationOf, takesNewcomers, takesSeat } from "./rules.ts";
import { cellsOf, decideChange } from "./placement-rules.ts";
import { thingParameters } from "./rows.ts";

export class MemoryRegistry implements Registry {
  readonly #cells = new Map<CellId, RegisteredCell>();
  readonly #placements = new Map<ThingKey, Placement>();
  /** What placed each thing first. */
  readonly #placedBy = new Map<ThingKey, string>();
  /** By operation id and thing. */
  readonly #operations = new Map<string, Operation>();
  readonly #generationOps = new Map<CellId, { generation: number; op: string }>();
  /** Newest change of each thing, by kind and id. */
  readonly #changes = new Map<string, Change>();
  #revision = 0;

  async putCell(cell: CellId, registration: CellRegistration, after?: Precondition): Promise<PutCellOutcome> {
    const current = this.#cells.get(cell);
    const decision = decideRegistration(current, registration, after);
    if (decision === "unchanged") return { kind: "registered", cell: current! };
    if (decision !== "write") return { kind: decision };
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
    const placement = this.#write({
      thing,
      cell,
      epoch: 1,
      generation: home.generation,
      op,
      state: "ACTIVE",
      target: null,
      targetGeneration: null,
    });
    return { kind: "placed", placement, created: true };
  }

  async change(request: ChangeRequest): Promise<ChangeOutcome> {
    const { thing, change } = request;
    const placement = this.#placements.get(thing);
    if (placement === undefined) return { kind: "unknownThing" };
    const operation = this.#operations.get(`${change.op}/${thing}`);
    const cells = cellsOf(placement, change).flatMap((cell) => this.#cells.get(cell) ?? []);
    const decision = decideChange({ placement, operation, cells }, request);
    if (decision.kind === "repeated") return { kind: "done", placement, operation: operation! };
    if (decision.kind !== "write") return decision;
    for (const written of decision.operations) this.#operations.set(`${written.op}/${thing}`, written);
    for (const [cell, delta] of decision.seats) this.#addUsers(cell, delta);
    const changed = this.#operations.get(`${change.op}/${thing}`)!;
    return { kind: "done", placement: this.#write(decision.placement), operation: changed };
  }

  async operation({ op, thing }: { op: string; thing: ThingKey }): Promise<Operation | undefined> {
    return this.#operations.get(`${op}/${thing}`);
  }

  async operations({ op, ...page }: Page & { op: string }): Promise<readonly Operation[]> {
    return paged(
      [...this.#operations.values()].filter((operation) => operation.op === op),
      page,
    );
  }

  async residents({ cell, ...page }: Page & { cell: CellId }): Promise<readonly Placement[]> {
    return paged(
      [...this.#placements.values()].filter((placement) => placement.cell === cell),
      page,
    );
  }

  async incoming({ cell, ...page }: Page & { cell: CellId }): Promise<readonly Placement[]> {
    return paged(
      [...this.#placements.values()].filter((placement) => placement.target === cell),
      page,
    );
  }

  async grantGeneration(request: { cell: CellId; op: string; expected: number }): Promise<GrantOutcome> {
    const { cell } = request;
    const record = this.#cells.get(cell);
    if (record === undefined) return { kind: "unknownCell" };
    const granted = this.#generationOps.get(cell);
    const op = granted?.generation === record.generation ? granted.op : null;
    const decision = decideGeneration({ generation: record.generation, op }, request);
    if (decision.kind === "conflict") return decision;
    if (decision.kind === "repeated") return { kind: "granted", generation: record.generation };
    const { generation } = decision.next;
    this.#generationOps.set(cell, { generation, op: request.op });
    this.#cells.set(cell, { ...record, generation, revision: this.#stamp("cell", cell) });
    return { kind: "granted", generation };
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

  #addUsers(cell: CellId, delta: number): void {
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

/** In the order of the tables: kind, then id. */
function paged<T extends { readonly thing: ThingKey }>(all: readonly T[], { after, limit }: Page): readonly T[] {
  const last = after === undefined ? "" : orderOf(after);
  return all
    .filter(({ thing }) => orderOf(thing) > last)
    .toSorted((a, b) => (orderOf(a.thing) < orderOf(b.thing) ? -1 : 1))
    .slice(0, limit);
}

function orderOf(key: ThingKey): string {
  return thingParameters(key).join("/");
}

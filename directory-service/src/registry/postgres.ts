/**
 * The registry in Postgres, 15 or newer. Statements are plain SQL at READ COMMITTED, so that a distributed Postgres can
 * take over. Every transaction locks in the order placement, cells by id, revision, which leaves no cycle: the insert
 * of a new placement comes last, but nobody can hold a lock on a row that is not there. Time is bounded by the
 * pool's connect and statement timeouts.
 */

import type { CellId, CellRegistration, Change, ThingKey } from "@cellwire/protocol";
import { inTransaction } from "@cellwire/runtime/postgres.ts";
import type pg from "pg";
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
import { changePlacement, grantGeneration, selectOperation, type Query } from "./postgres-changes.ts";
import { isThingPlacedAlready, translateFailure } from "./postgres-errors.ts";
import {
  afterParameters,
  cellFromRow,
  cellParameters,
  operationFromRow,
  placementFromRow,
  thingFromRow,
  thingParameters,
  type CellRow,
  type OperationRow,
  type PlacementRow,
} from "./rows.ts";
import { decideRegistration, decideRepeatedPlacing, takesSeat } from "./rules.ts";
import type { StatementName, Statements } from "./statements.ts";

/** A first registration that loses a race finds the cell the second time, as cells are never deleted. */
const PUT_CELL_ATTEMPTS_MAX = 2;

type Connection = Pick<pg.Pool, "query">;

export class PostgresRegistry implements Registry {
  readonly #pool: pg.Pool;
  readonly #statements: Statements;

  constructor(pool: pg.Pool, statements: Statements) {
    this.#pool = pool;
    this.#statements = statements;
  }

  async putCell(cell: CellId, registration: CellRegistration, after?: Precondition): Promise<PutCellOutcome> {
    for (let attempt = 0; attempt < PUT_CELL_ATTEMPTS_MAX; attempt++) {
      const outcome = await this.#transaction((connection) =>
        this.#putCellOnce(connection, { cell, registration, after }),
      );
      if (outcome !== undefined) return outcome;
    }
    throw new Error("a cell that exists could not be found");
  }

  async cell(cell: CellId): Promise<RegisteredCell | undefined> {
    const [row] = await this.#rows<CellRow>(this.#pool, "select-cell", [cell]);
    return row && cellFromRow(row);
  }

  async cells(): Promise<readonly RegisteredCell[]> {
    return (await this.#rows<CellRow>(this.#pool, "select-cells", [])).map(cellFromRow);
  }

  async placement(thing: ThingKey): Promise<Placement | undefined> {
    const row = await this.#placementRow(thing);
    return row && placementFromRow(row);
  }

  async place(request: PlaceRequest): Promise<PlaceOutcome> {
    const created = await this.#insertPlacement(request);
    if (created !== undefined) return { kind: "placed", placement: created, created: true };
    const row = await this.#placementRow(request.thing);
    return row ? decideRepeatedPlacing(request, placementFromRow(row), row.placed_by) : { kind: "cellFull" };
  }

  async change(request: ChangeRequest): Promise<ChangeOutcome> {
    return this.#transaction((connection) => changePlacement(this.#within(connection), request));
  }

  async operation(request: { op: string; thing: ThingKey }): Promise<Operation | undefined> {
    return selectOperation(this.#within(this.#pool), request);
  }

  async operations({ op, after, limit }: Page & { op: string }): Promise<readonly Operation[]> {
    const values = [op, ...afterParameters(after), limit];
    return (await this.#rows<OperationRow>(this.#pool, "select-operations", values)).map(operationFromRow);
  }

  async residents({ cell, after, limit }: Page & { cell: CellId }): Promise<readonly Placement[]> {
    const values = [cell, ...afterParameters(after), limit];
    return (await this.#rows<PlacementRow>(this.#pool, "select-residents", values)).map(placementFromRow);
  }

  async incoming({ cell, after, limit }: Page & { cell: CellId }): Promise<readonly Placement[]> {
    const values = [cell, ...afterParameters(after), limit];
    return (await this.#rows<PlacementRow>(this.#pool, "select-incoming", values)).map(placementFromRow);
  }

  async grantGeneration(request: { cell: CellId; op: string; expected: number }): Promise<GrantOutcome> {
    return this.#transaction((connection) => grantGeneration(this.#within(connection), request));
  }

  /** One page is one snapshot; `head` is read after it, so it is never behind the page. */
  async changes({ after, limit }: { after: number; limit: number }): Promise<ChangePage> {
    type Row = { revision: string; thing_kind: number | null; id: string };
    const rows = await this.#rows<Row>(this.#pool, "select-changes", [after, limit]);
    return {
      changes: rows.map((row): Change => ({
        revision: Number(row.revision),
        ...(row.thing_kind === null
          ? { kind: "cell", id: row.id }
          : { kind: "placement", id: thingFromRow({ thing_kind: row.thing_kind, thing: row.id }) }),
      })),
      head: await this.head(),
    };
  }

  async head(): Promise<number> {
    const [row] = await this.#rows<{ value: string }>(this.#pool, "select-head", []);
    return Number(row!.value);
  }

  /** @returns undefined when another first registration of the same cell came between */
  async #putCellOnce(
    connection: Connection,
    { cell, registration, after }: { cell: CellId; registration: CellRegistration; after: Precondition },
  ): Promise<PutCellOutcome | undefined> {
    const [row] = await this.#rows<CellRow>(connection, "lock-cell", [cell]);
    const current = row && cellFromRow(row);
    const decision = decideRegistration(current, registration, after);
    if (decision === "unchanged") return { kind: "registered", cell: current! };
    if (decision !== "write") return { kind: decision };
    const statement = current === undefined ? "insert-cell" : "update-cell";
    const [written] = await this.#rows<CellRow>(connection, statement, cellParameters(cell, registration));
    return written && { kind: "registered", cell: cellFromRow(written) };
  }

  async #placementRow(thing: ThingKey): Promise<PlacementRow | undefined> {
    const [row] = await this.#rows<PlacementRow>(this.#pool, "select-placement", thingParameters(thing));
    return row;
  }

  /** @returns undefined when the cell does not take the thing, or when it has a placement */
  async #insertPlacement({ thing, cell, op }: PlaceRequest): Promise<Placement | undefined> {
    try {
      const [row] = takesSeat(thing)
        ? await this.#rows<PlacementRow>(this.#pool, "place-user", [thing, cell, op])
        : await this.#rows<PlacementRow>(this.#pool, "place-thing", [...thingParameters(thing), cell, op]);
      return row && placementFromRow(row);
    } catch (error) {
      if (isThingPlacedAlready(error)) return undefined;
      throw error;
    }
  }

  #within(connection: Connection): Query {
    return (name, values) => this.#rows(connection, name, values);
  }

  async #transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.#pool, work);
    } catch (error) {
      throw translateFailure(error);
    }
  }

  async #rows<Row extends pg.QueryResultRow>(
    connection: Connection,
    name: StatementName,
    values: unknown[],
  ): Promise<Row[]> {
    try {
      return (await connection.query<Row>({ name, text: this.#statements[name], values })).rows;
    } catch (error) {
      throw translateFailure(error);
    }
  }
}

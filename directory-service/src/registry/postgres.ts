/**
 * The registry in Postgres, 15 or newer. Statements are plain SQL at READ COMMITTED, so that a distributed Postgres can
 * take over. Every transaction locks in the order placement, cells by id, revision, which leaves no cycle: the insert
 * of a new placement comes last, but nobody can hold a lock on a row that is not there. Time is bounded by the
 * pool's connect and statement timeouts.
 */

import type { CellId, CellRegistration, Change, UserId } from "@cellwire/protocol";
import { inTransaction } from "@cellwire/runtime/postgres.ts";
import type pg from "pg";
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
import { isThingPlacedAlready, translateFailure } from "./postgres-errors.ts";
import { cellFromRow, cellParameters, placementFromRow, type CellRow, type PlacementRow } from "./rows.ts";
import { decideChange, decideRegistration } from "./rules.ts";
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

  async putCell(cell: CellId, registration: CellRegistration): Promise<PutCellOutcome> {
    for (let attempt = 0; attempt < PUT_CELL_ATTEMPTS_MAX; attempt++) {
      const outcome = await this.#transaction((connection) => this.#putCellOnce(connection, cell, registration));
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

  async placement(user: UserId): Promise<Placement | undefined> {
    const [row] = await this.#rows<PlacementRow>(this.#pool, "select-placement", [user]);
    return row && placementFromRow(row);
  }

  async placeUser(request: { user: UserId; cell: CellId; op: string }): Promise<PlaceOutcome> {
    const created = await this.#insertPlacement(request);
    if (created !== undefined) return { kind: "placed", placement: created, created: true };
    const existing = await this.placement(request.user);
    return existing === undefined ? { kind: "cellFull" } : { kind: "placed", placement: existing, created: false };
  }

  async compareAndSet(change: CompareAndSet): Promise<CompareAndSetOutcome> {
    return this.#transaction(async (connection) => {
      const [row] = await this.#rows<PlacementRow>(connection, "lock-placement", [change.user]);
      if (row === undefined) return { kind: "unknownUser" };
      const current = placementFromRow(row);
      const decision = decideChange(current, change);
      if (decision === "conflict") return { kind: "conflict", placement: current };
      if (decision === "unchanged") return { kind: "set", placement: current };
      const { cell, op, state } = change.next;
      const moves = cell !== current.cell;
      if (moves && !(await this.#moveSeat(connection, { from: current.cell, to: cell }))) return { kind: "cellFull" };
      const values = [change.user, cell, current.epoch + (moves ? 1 : 0), op, state];
      const [written] = await this.#rows<PlacementRow>(connection, "update-placement", values);
      return { kind: "set", placement: placementFromRow(written!) };
    });
  }

  /** One page is one snapshot; `head` is read after it, so it is never behind the page. */
  async changes({ after, limit }: { after: number; limit: number }): Promise<ChangePage> {
    type Row = { revision: string; kind: Change["kind"]; id: string };
    const rows = await this.#rows<Row>(this.#pool, "select-changes", [after, limit]);
    return {
      changes: rows.map((row) => ({ revision: Number(row.revision), kind: row.kind, id: row.id })),
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
    cell: CellId,
    registration: CellRegistration,
  ): Promise<PutCellOutcome | undefined> {
    const [row] = await this.#rows<CellRow>(connection, "lock-cell", [cell]);
    const current = row && cellFromRow(row);
    const decision = decideRegistration(current, registration);
    if (decision === "generationBehind" || decision === "keysWithoutOverlap") return { kind: decision };
    if (decision === "unchanged") return { kind: "registered", cell: current! };
    const statement = current === undefined ? "insert-cell" : "update-cell";
    const [written] = await this.#rows<CellRow>(connection, statement, cellParameters(cell, registration));
    return written && { kind: "registered", cell: cellFromRow(written) };
  }

  /** @returns undefined when the cell does not take the user, or when he has a placement */
  async #insertPlacement({
    user,
    cell,
    op,
  }: {
    user: UserId;
    cell: CellId;
    op: string;
  }): Promise<Placement | undefined> {
    try {
      const [row] = await this.#rows<PlacementRow>(this.#pool, "place-user", [user, cell, op]);
      return row && placementFromRow(row);
    } catch (error) {
      if (isThingPlacedAlready(error)) return undefined;
      throw error;
    }
  }

  async #moveSeat(connection: Connection, { from, to }: { from: CellId; to: CellId }): Promise<boolean> {
    await this.#rows(connection, "lock-cells", [[from, to]]);
    const taken = await this.#rows(connection, "take-seat", [to]);
    if (taken.length === 0) return false;
    await this.#rows(connection, "release-seat", [from]);
    return true;
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

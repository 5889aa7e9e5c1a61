/** Who may see whom, by the settings in the cell's Postgres. */

import type { CellId } from "@cellwire/protocol";
import type { Pool } from "pg";
import type { Statements } from "../inbox/statements.ts";
import type { Visibility, Visible, Watch } from "./contract.ts";

export class PostgresVisibility implements Visibility {
  readonly #options: { readonly pool: Pool; readonly statements: Statements };

  constructor(options: { pool: Pool; statements: Statements }) {
    this.#options = options;
  }

  async of(watches: readonly Watch[]): Promise<readonly Visible[]> {
    if (watches.length === 0) return [];
    const { pool, statements } = this.#options;
    const values = [watches.map(({ user }) => user), watches.map(({ watcher }) => watcher)];
    const { rows } = await pool.query<VisibleRow>({ ...statements("visible-presence"), values });
    return rows.map((row) => ({
      online: row.online,
      lastSeen: row.last_seen,
      lastSeenMs: Number(row.seen_ms ?? 0),
      userCell: row.user_cell ?? undefined,
      watcherCell: row.watcher_cell ?? undefined,
    }));
  }

  async recordLastSeen(seen: Parameters<Visibility["recordLastSeen"]>[0]): Promise<void> {
    if (seen.length === 0) return;
    const { pool, statements } = this.#options;
    const values = [seen.map(({ user }) => user), seen.map(({ atMs }) => atMs)];
    await pool.query({ ...statements("record-last-seen"), values });
  }
}

interface VisibleRow {
  readonly online: boolean;
  readonly last_seen: boolean;
  readonly seen_ms: string | null;
  readonly user_cell: CellId | null;
  readonly watcher_cell: CellId | null;
}

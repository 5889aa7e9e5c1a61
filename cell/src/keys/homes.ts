/** Where users live: as this cell knows it durably, else as the directory says. */

import type { CellId, UserId } from "@cellwire/protocol";
import type { Pool } from "pg";
import type { PlacementSource } from "../forward/ports.ts";
import type { Statements } from "../inbox/statements.ts";

/** `unknown`: nobody of this id was ever placed. `unavailable`: the directory did not say. */
export type Home = { readonly cell: CellId } | "unknown" | "unavailable";

export interface Homes {
  of(users: readonly UserId[]): Promise<ReadonlyMap<UserId, Home>>;
}

export class KnownHomes implements Homes {
  readonly #options: { readonly pool: Pool; readonly statements: Statements; readonly placements: PlacementSource };

  constructor(options: { pool: Pool; statements: Statements; placements: PlacementSource }) {
    this.#options = options;
  }

  async of(users: readonly UserId[]): Promise<ReadonlyMap<UserId, Home>> {
    const { pool, statements } = this.#options;
    const query = { ...statements("placements"), values: [users] };
    const { rows } = await pool.query<{ user_id: UserId; cell: CellId }>(query);
    const homes = new Map<UserId, Home>(rows.map((row) => [row.user_id, { cell: row.cell }]));
    const others = users.filter((user) => !homes.has(user));
    await Promise.all(others.map(async (user) => homes.set(user, await this.#asked(user))));
    return homes;
  }

  async #asked(user: UserId): Promise<Home> {
    const lookup = await this.#options.placements.placement(user);
    return lookup.kind === "placed" ? { cell: lookup.placement.cell } : lookup.kind;
  }
}

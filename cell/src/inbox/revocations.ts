/** Revoking devices in the cell's Postgres: links and resume tickets are refused from the commit on. */

import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";

const REVOKE = { name: "revoke_devices", text: "select revoke_devices($1, $2, $3, $4) as devices" };

export interface Revocations {
  /** Without `device` all of the user, and every ticket issued until now. Which were revoked; null: the user lives elsewhere. */
  revoke(request: { user: UserId; device?: DeviceId | undefined }): Promise<readonly DeviceId[] | null>;
}

export class PostgresRevocations implements Revocations {
  readonly #options: { readonly pool: Pool; readonly cell: CellId; readonly clock: Clock };

  constructor(options: { pool: Pool; cell: CellId; clock: Clock }) {
    this.#options = options;
  }

  async revoke({ user, device }: { user: UserId; device?: DeviceId | undefined }): Promise<readonly DeviceId[] | null> {
    const { pool, cell, clock } = this.#options;
    const values = [cell, user, device ?? null, clock.nowMs()];
    const { rows } = await pool.query<{ devices: DeviceId[] | null }>({ ...REVOKE, values });
    return rows[0]!.devices;
  }
}

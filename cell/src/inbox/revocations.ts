/** Revoking devices in the cell's Postgres: links and resume tickets are refused from the commit on. */

import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";

/** The count sees what was there before the function: a device that is only locked out in advance is not known. */
const REVOKE = {
  name: "revoke_devices",
  text: `select revoke_devices($1, $2, $3, $4) as devices,
    (select count(*) from device where user_id = $2 and ($3::text is null or device_id = $3) and store_id <> '') as known`,
};

export interface Revoked {
  readonly devices: readonly DeviceId[];
  /** False: no device that was meant has ever been linked. What was named is refused all the same, should it come. */
  readonly known: boolean;
}

export interface Revocations {
  /** Without `device` all of the user, and every ticket issued until now. Null: the user lives elsewhere. */
  revoke(request: { user: UserId; device?: DeviceId | undefined }): Promise<Revoked | null>;
}

export class PostgresRevocations implements Revocations {
  readonly #options: { readonly pool: Pick<Pool, "query">; readonly cell: CellId; readonly clock: Clock };

  constructor(options: { pool: Pick<Pool, "query">; cell: CellId; clock: Clock }) {
    this.#options = options;
  }

  async revoke({ user, device }: { user: UserId; device?: DeviceId | undefined }): Promise<Revoked | null> {
    const { pool, cell, clock } = this.#options;
    const values = [cell, user, device ?? null, clock.nowMs()];
    const { rows } = await pool.query<{ devices: DeviceId[] | null; known: string }>({ ...REVOKE, values });
    const { devices, known } = rows[0]!;
    return devices && { devices, known: Number(known) > 0 };
  }
}

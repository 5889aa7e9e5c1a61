/** The devices of a user, as the cell's Postgres has them. */

import type { DeviceId, UserId } from "@cellwire/protocol";
import type { Pool } from "pg";
import type { RequestHandlers } from "../flow/requests.ts";
import type { Statements } from "../inbox/statements.ts";

export interface DeviceEntry {
  readonly device: DeviceId;
  readonly linkedAtMs: number;
}

export interface DeviceList {
  /** Linked ones, oldest first. */
  of(user: UserId): Promise<readonly DeviceEntry[]>;
}

export class PostgresDeviceList implements DeviceList {
  readonly #pool: Pool;
  readonly #statements: Statements;

  constructor({ pool, statements }: { pool: Pool; statements: Statements }) {
    this.#pool = pool;
    this.#statements = statements;
  }

  async of(user: UserId): Promise<readonly DeviceEntry[]> {
    const query = { ...this.#statements("linked-devices"), values: [user] };
    const { rows } = await this.#pool.query<{ device_id: DeviceId; linked_ms: string }>(query);
    return rows.map((row) => ({ device: row.device_id, linkedAtMs: Number(row.linked_ms) }));
  }
}

export function deviceRequests(devices: DeviceList): Pick<RequestHandlers, "listDevices"> {
  return {
    listDevices: async (_asked, { user }) => ({ deviceList: { devices: [...(await devices.of(user))] } }),
  };
}

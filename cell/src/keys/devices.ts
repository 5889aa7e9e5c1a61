/** The devices of a user, as the cell's Postgres has them. */

import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { Statements } from "../inbox/statements.ts";

export interface DeviceEntry {
  readonly device: DeviceId;
  readonly linkedAtMs: number;
  readonly name: string;
  /** Null: it registered none. */
  readonly identityKey: Uint8Array | null;
}

export interface DeviceRevocation extends LinkedDevice {
  /** The device that asks. */
  readonly by: DeviceId;
  readonly evenLast: boolean;
}

/** `unknown`: no such device, or the asking one was itself revoked. `last`: it was not said that even the last one is meant. */
export type RevocationOutcome = "revoked" | "unknown" | "last" | "not-home";

export interface Devices {
  /** Linked ones, oldest first. */
  of(user: UserId): Promise<readonly DeviceEntry[]>;
  /** False: there is no such device. */
  rename(request: LinkedDevice & { readonly name: string }): Promise<boolean>;
  /** From the commit on, the device can neither link nor use a ticket. */
  revoke(request: DeviceRevocation): Promise<RevocationOutcome>;
}

const REVOKE = { name: "revoke_by_device", text: "select revoke_by_device($1, $2, $3, $4, $5, $6) as outcome" };

export interface PostgresDevicesOptions {
  readonly pool: Pool;
  readonly statements: Statements;
  readonly cell: CellId;
  readonly clock: Clock;
}

export class PostgresDevices implements Devices {
  readonly #options: PostgresDevicesOptions;

  constructor(options: PostgresDevicesOptions) {
    this.#options = options;
  }

  async of(user: UserId): Promise<readonly DeviceEntry[]> {
    const { pool, statements } = this.#options;
    const query = { ...statements("linked-devices"), values: [user] };
    const { rows } = await pool.query<DeviceRow>(query);
    return rows.map((row) => ({
      device: row.device_id,
      linkedAtMs: Number(row.linked_ms),
      name: row.name,
      identityKey: row.identity_key,
    }));
  }

  async rename({ user, device, name }: LinkedDevice & { readonly name: string }): Promise<boolean> {
    const { pool, statements } = this.#options;
    const { rowCount } = await pool.query({ ...statements("name-device"), values: [user, device, name] });
    return rowCount === 1;
  }

  async revoke({ user, device, by, evenLast }: DeviceRevocation): Promise<RevocationOutcome> {
    const { pool, cell, clock } = this.#options;
    const values = [cell, user, device, by, evenLast, clock.nowMs()];
    const { rows } = await pool.query<{ outcome: RevocationOutcome }>({ ...REVOKE, values });
    return rows[0]!.outcome;
  }
}

interface DeviceRow {
  readonly device_id: DeviceId;
  readonly linked_ms: string;
  readonly name: string;
  readonly identity_key: Buffer | null;
}

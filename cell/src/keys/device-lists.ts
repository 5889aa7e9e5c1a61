/** Signed device lists, identity keys and grants, as the cell's Postgres has them. */

import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { Statements } from "../inbox/statements.ts";
import type { SignedList } from "./signed-list.ts";

export interface Grant {
  readonly device: DeviceId;
  readonly sealed: Uint8Array;
}

/** Why a list was not stored: see put_device_list. */
export type PutListOutcome = "stored" | "replayed" | "conflict" | "foreign-key" | "unknown-device" | "not-home";

export interface KeptList {
  /** An encoded SignedDeviceList. */
  readonly bytes: Uint8Array;
  /** When it was surely the newest. */
  readonly askedAtMs: number;
}

export interface OwnKeys {
  readonly list: Uint8Array | null;
  readonly grant: Uint8Array | null;
  readonly identityKey: Uint8Array | null;
  /** One-time prekeys that wait; null: the device has no signed one. */
  readonly prekeys: number | null;
}

export interface DeviceLists {
  registerIdentity(request: LinkedDevice & { readonly identityKey: Uint8Array }): Promise<void>;
  /** `list` was verified. */
  put(request: { readonly list: SignedList; readonly grants: readonly Grant[] }): Promise<PutListOutcome>;
  /** Of those who have one here. */
  of(users: readonly UserId[]): Promise<ReadonlyMap<UserId, KeptList>>;
  /** Of a user of another cell, verified. An older one than the present changes nothing. */
  keep(list: SignedList): Promise<void>;
  ownKeys(device: LinkedDevice): Promise<OwnKeys>;
}

const REGISTER = { name: "register_identity", text: "select register_identity($1, $2, $3)" };
const PUT = {
  name: "put_device_list",
  text: "select put_device_list($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as outcome",
};

export interface PostgresDeviceListsOptions {
  readonly pool: Pool;
  readonly statements: Statements;
  readonly cell: CellId;
  readonly clock: Clock;
}

export class PostgresDeviceLists implements DeviceLists {
  readonly #options: PostgresDeviceListsOptions;

  constructor(options: PostgresDeviceListsOptions) {
    this.#options = options;
  }

  async registerIdentity(request: LinkedDevice & { readonly identityKey: Uint8Array }): Promise<void> {
    const values = [request.user, request.device, Buffer.from(request.identityKey)];
    await this.#options.pool.query({ ...REGISTER, values });
  }

  async put({ list, grants }: Parameters<DeviceLists["put"]>[0]): Promise<PutListOutcome> {
    const { pool, cell, clock } = this.#options;
    const values = [
      cell,
      ...listValues(list),
      grants.map(({ device }) => device),
      grants.map(({ sealed }) => Buffer.from(sealed)),
      clock.nowMs(),
    ];
    const { rows } = await pool.query<{ outcome: PutListOutcome }>({ ...PUT, values });
    return rows[0]!.outcome;
  }

  async of(users: readonly UserId[]): Promise<ReadonlyMap<UserId, KeptList>> {
    const { pool, statements } = this.#options;
    const query = { ...statements("device-lists"), values: [users] };
    const { rows } = await pool.query<{ user_id: UserId; list: Buffer; asked_ms: string }>(query);
    return new Map(rows.map((row) => [row.user_id, { bytes: row.list, askedAtMs: Number(row.asked_ms) }]));
  }

  async keep(list: SignedList): Promise<void> {
    const { pool, statements, clock } = this.#options;
    const values = [...listValues(list), clock.nowMs()];
    await pool.query({ ...statements("keep-device-list"), values });
  }

  async ownKeys({ user, device }: LinkedDevice): Promise<OwnKeys> {
    const { pool, statements } = this.#options;
    const query = { ...statements("own-keys"), values: [user, device] };
    const { rows } = await pool.query<OwnKeysRow>(query);
    const [row] = rows;
    return {
      list: row?.list ?? null,
      grant: row?.account_grant ?? null,
      identityKey: row?.identity_key ?? null,
      prekeys: row?.one_time == null ? null : Number(row.one_time),
    };
  }
}

interface OwnKeysRow {
  readonly list: Buffer | null;
  readonly account_grant: Buffer | null;
  readonly identity_key: Buffer | null;
  readonly one_time: string | null;
}

function listValues({ user, version, accountKey, devices, bytes }: SignedList): unknown[] {
  const ids = devices.map(({ device }) => device);
  const keys = devices.map(({ identityKey }) => Buffer.from(identityKey));
  return [user, version, Buffer.from(accountKey), ids, keys, Buffer.from(bytes)];
}

/** Prekeys of the devices of this cell's users, as its Postgres has them. Their bytes are opaque to the cell. */

import type { DeviceId, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import type { Pool } from "pg";
import type { LinkedDevice } from "../inbox/contract.ts";

export interface Prekey {
  readonly keyId: number;
  readonly key: Uint8Array;
}

export interface SignedPrekey extends Prekey {
  readonly signature: Uint8Array;
}

export type Bundle = cellwire.v1.PrekeyBundle.$Properties;

export interface Claimed {
  readonly device: DeviceId;
  readonly bundle: Bundle;
  /** One-time keys that wait, counted up to LIMITS.prekeysLow. */
  readonly left: number;
}

export interface Prekeys {
  /** `signed` was verified with `identityKey`. How many one-time keys wait; null: that is not the device's identity key any more. */
  upload(
    request: LinkedDevice & {
      readonly identityKey: Uint8Array;
      readonly signed: SignedPrekey | undefined;
      /** Ascending by id. */
      readonly oneTime: readonly Prekey[];
    },
  ): Promise<number | null>;
  /** A one-time key is given out once, however many ask at the same time. */
  claim(request: { readonly user: UserId; readonly devices: readonly DeviceId[] }): Promise<readonly Claimed[]>;
}

const UPLOAD = {
  name: "upload_prekeys",
  text: "select upload_prekeys($1, $2, $3, $4, $5, $6, $7, $8, $9) as waiting",
};
const CLAIM = { name: "claim_prekeys", text: "select * from claim_prekeys($1, $2, $3, $4)" };

export class PostgresPrekeys implements Prekeys {
  readonly #pool: Pool;

  constructor({ pool }: { pool: Pool }) {
    this.#pool = pool;
  }

  async upload(request: Parameters<Prekeys["upload"]>[0]): Promise<number | null> {
    const { user, device, identityKey, signed, oneTime } = request;
    const values = [
      user,
      device,
      Buffer.from(identityKey),
      signed?.keyId ?? null,
      signed ? Buffer.from(signed.key) : null,
      signed ? Buffer.from(signed.signature) : null,
      oneTime.map(({ keyId }) => keyId),
      oneTime.map(({ key }) => Buffer.from(key)),
      LIMITS.prekeysKeptMax,
    ];
    const { rows } = await this.#pool.query<{ waiting: string | null }>({ ...UPLOAD, values });
    const waiting = rows[0]!.waiting;
    return waiting === null ? null : Number(waiting);
  }

  async claim({ user, devices }: Parameters<Prekeys["claim"]>[0]): Promise<readonly Claimed[]> {
    const values = [user, devices, LIMITS.devicesPerUserMax, LIMITS.prekeysLow];
    const { rows } = await this.#pool.query<ClaimRow>({ ...CLAIM, values });
    return rows.map(claimedFrom);
  }
}

interface ClaimRow {
  readonly device_id: DeviceId;
  readonly identity_key: Buffer;
  readonly signed_id: string;
  readonly signed: Buffer;
  readonly signature: Buffer;
  readonly one_time_id: string | null;
  readonly one_time: Buffer | null;
  readonly one_time_left: string;
}

function claimedFrom(row: ClaimRow): Claimed {
  const bundle: Bundle = {
    device: row.device_id,
    identityKey: row.identity_key,
    signed: { keyId: Number(row.signed_id), key: row.signed, signature: row.signature },
    oneTime: row.one_time === null ? null : { keyId: Number(row.one_time_id), key: row.one_time },
  };
  return { device: row.device_id, bundle, left: Number(row.one_time_left) };
}

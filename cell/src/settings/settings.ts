/** What a user's devices share, as the Postgres of the user's home cell has it. */

import type { UserId } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import type { Pool } from "pg";
import type { Statements } from "../inbox/statements.ts";

export interface Setting {
  readonly key: Uint8Array;
  /** null: it was removed. */
  readonly value: Uint8Array | null;
  readonly revision: number;
}

export interface SettingsPage {
  readonly settings: readonly Setting[];
  readonly more: boolean;
  /** Of the user's last change. */
  readonly newest: number;
  /** What has changed since then cannot be told. */
  readonly isUnknown: boolean;
}

export type PutOutcome = { readonly revision: number } | "conflict" | "full";

export interface SettingsStore {
  /** Those above revision `after`, by revision, LIMITS.settingsPerAnswerMax at a time. `whole`: without removals. */
  page(request: { readonly user: UserId; readonly after: number; readonly whole: boolean }): Promise<SettingsPage>;
  /** Compare-and-set on the setting's revision; the same change again has the same answer. */
  put(user: UserId, change: Omit<Setting, "revision"> & { readonly expected: number }): Promise<PutOutcome>;
}

const PUT = { name: "put_setting", text: "select put_setting($1, $2, $3, $4, $5) as outcome" };
const CONFLICT = -1;
const FULL = -2;

export class PostgresSettings implements SettingsStore {
  readonly #pool: Pool;
  readonly #statements: Statements;

  constructor({ pool, statements }: { readonly pool: Pool; readonly statements: Statements }) {
    this.#pool = pool;
    this.#statements = statements;
  }

  async page({ user, after, whole }: Parameters<SettingsStore["page"]>[0]): Promise<SettingsPage> {
    const atOnce = LIMITS.settingsPerAnswerMax;
    const values = [user, after, whole, atOnce + 1];
    const { rows } = await this.#pool.query<SettingRow>({ ...this.#statements("settings"), values });
    const isUnknown = rows[0]?.is_unknown ?? (after > 0 && !whole);
    const found = rows.flatMap(({ key, value, revision }) => (key ? [{ key, value, revision: Number(revision) }] : []));
    const newest = Number(rows[0]?.newest ?? 0);
    if (isUnknown) return { settings: [], more: false, newest, isUnknown };
    return { settings: found.slice(0, atOnce), more: found.length > atOnce, newest, isUnknown };
  }

  async put(user: UserId, { key, value, expected }: Parameters<SettingsStore["put"]>[1]): Promise<PutOutcome> {
    const values = [user, Buffer.from(key), value && Buffer.from(value), expected, LIMITS.settingsMax];
    const { rows } = await this.#pool.query<{ outcome: string }>({ ...PUT, values });
    const outcome = Number(rows[0]!.outcome);
    if (outcome === CONFLICT) return "conflict";
    return outcome === FULL ? "full" : { revision: outcome };
  }
}

interface SettingRow {
  readonly newest: string;
  readonly is_unknown: boolean;
  /** null: there are none above. */
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly revision: string | null;
}

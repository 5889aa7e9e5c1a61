/** What the users of this cell let others know, as its Postgres has it. */

import type { UserId } from "@cellwire/protocol";
import { LIMITS, directConversationId, numberingUser } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { Pool } from "pg";
import { lateMs } from "../inbox/late-marks.ts";
import type { Statements } from "../inbox/statements.ts";

export const AUDIENCES = { everyone: 0, contacts: 1, nobody: 2 } as const;
export const LISTS = { blocked: 0, contacts: 1 } as const;
export type ListName = keyof typeof LISTS;

export interface Settings {
  /** 0: nothing was ever changed. */
  readonly version: number;
  /** Values of AUDIENCES. */
  readonly lastSeen: number;
  readonly online: number;
  readonly delivered: number;
  readonly readReceiptsOff: boolean;
}

export interface PeopleChange {
  readonly user: UserId;
  readonly list: ListName;
  readonly add: readonly UserId[];
  readonly remove: readonly UserId[];
}

export interface PrivacySettings {
  of(user: UserId): Promise<Settings>;
  /** Replaces the settings of `settings.version`; null: they were changed meanwhile. The same change twice is made once. */
  update(user: UserId, settings: Settings): Promise<Settings | null>;
  /** False: the list would have more than LIMITS.peopleMax. */
  change(change: PeopleChange): Promise<boolean>;
  /** Those behind `after`, in byte order. */
  people(request: {
    readonly user: UserId;
    readonly list: ListName;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly UserId[]>;
}

const UPDATE = { name: "update_privacy", text: "select update_privacy($1, $2, $3, $4, $5, $6, $7) as done" };
const CHANGE = { name: "change_people", text: "select change_people($1, $2, $3, $4, $5, $6, $7, $8) as done" };
const UNCHANGED: Settings = { version: 0, lastSeen: 0, online: 0, delivered: 0, readReceiptsOff: false };

export interface PostgresPrivacyOptions {
  readonly pool: Pool;
  readonly statements: Statements;
  readonly clock: Clock;
  readonly random: Random;
}

export class PostgresPrivacySettings implements PrivacySettings {
  readonly #options: PostgresPrivacyOptions;

  constructor(options: PostgresPrivacyOptions) {
    this.#options = options;
  }

  async of(user: UserId): Promise<Settings> {
    const { pool, statements } = this.#options;
    const { rows } = await pool.query<SettingsRow>({ ...statements("privacy"), values: [user] });
    const [row] = rows;
    if (!row) return UNCHANGED;
    const { last_seen: lastSeen, online, delivered, read_receipts_off: readReceiptsOff } = row;
    return { version: Number(row.version), lastSeen, online, delivered, readReceiptsOff };
  }

  async update(user: UserId, settings: Settings): Promise<Settings | null> {
    const { pool, clock, random } = this.#options;
    const { version, lastSeen, online, delivered, readReceiptsOff } = settings;
    const values = [user, version, lastSeen, online, delivered, readReceiptsOff, lateMs(clock.nowMs(), random)];
    const { rows } = await pool.query<{ done: boolean }>({ ...UPDATE, values });
    return rows[0]!.done ? { ...settings, version: version + 1 } : null;
  }

  async change({ user, list, add, remove }: PeopleChange): Promise<boolean> {
    const between = (other: UserId) => directConversationId(user, other);
    const bytes = (others: readonly UserId[]) => others.map((other) => Buffer.from(between(other)));
    const values = [
      user,
      LISTS[list],
      LIMITS.peopleMax,
      add,
      bytes(add),
      add.map((other) => numberingUser(between(other), [user, other])),
      remove,
      bytes(remove),
    ];
    const { rows } = await this.#options.pool.query<{ done: boolean }>({ ...CHANGE, values });
    return rows[0]!.done;
  }

  async people({ user, list, after, limit }: Parameters<PrivacySettings["people"]>[0]): Promise<readonly UserId[]> {
    const { pool, statements } = this.#options;
    const query = { ...statements("people"), values: [user, LISTS[list], after, limit] };
    return (await pool.query<{ other: UserId }>(query)).rows.map(({ other }) => other);
  }
}

interface SettingsRow {
  readonly version: string;
  readonly last_seen: number;
  readonly online: number;
  readonly delivered: number;
  readonly read_receipts_off: boolean;
}

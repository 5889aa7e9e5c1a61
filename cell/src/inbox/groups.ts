/** What this cell knows of groups: for their members, for pushing, and between cells. */

import type { CellId, GroupId, OrderKey, ThingKey, UserId } from "@cellwire/protocol";
import { LIMITS, compareKeys, groupConversationId, groupOf, thingKey } from "@cellwire/protocol";
import type { Pool } from "pg";
import { sha256 } from "../conversation/digest.ts";
import { bigintArray, smallintArray, textArray } from "./arrays.ts";
import type { ConversationBytes } from "./contract.ts";
import { keyFrom } from "./rows.ts";
import { RetryingPool } from "./retrying-pool.ts";
import type { Statements } from "./statements.ts";

/** Members, and their times, in a state for another cell: the present ones, then those of that cell who left, the last ones first. */
export const GROUP_STATE_MEMBERS_MAX = 2 * LIMITS.groupMembersMax;
/** Of those who live in the asking cell, some are named, so that it knows for whom it follows the group. */
export const GROUP_STATE_RESIDENTS_MAX = 32;

export interface GroupMember {
  readonly user: UserId;
  readonly isAdmin: boolean;
  /** The change that made them a member. */
  readonly joined: OrderKey;
  /** The change that ended it; null: a member now. */
  readonly until: OrderKey | null;
}

export interface GroupView {
  readonly title: Uint8Array;
  /** The newest change that is in it. */
  readonly changed: OrderKey;
  /** Who has been a member longest comes first. */
  readonly members: readonly GroupMember[];
}

/** A time of a member who came back later. */
export type EarlierTime = Pick<GroupMember, "user" | "joined"> & { readonly until: OrderKey };

/** For a cell that does not follow the group yet. When its last user is out, it has their times alone. */
export interface GroupForCell extends GroupView {
  /** Of its users. */
  readonly earlier: readonly EarlierTime[];
  /** Present members who live there. */
  readonly residents: readonly UserId[];
}

/** A member who lives here: what lies above `after`, and not above `until`, is for them. */
export interface LocalMember {
  readonly user: UserId;
  readonly after: OrderKey;
  readonly until: OrderKey | null;
}

export interface LocalMembers {
  readonly version: number;
  readonly changed: OrderKey;
  /** Those who left a short while ago included. */
  readonly members: readonly LocalMember[];
}

export interface Groups {
  /** null: `user` is not a member now, or there is no such group here. */
  view(group: GroupId, user: UserId): Promise<GroupView | null>;
  /** null: the group is not known here. */
  localMembers(conversation: ConversationBytes): Promise<LocalMembers | null>;
  /** As the authority; null when none of the users of `cell` are or were in it, or it is numbered elsewhere. */
  forCell(group: GroupId, cell: CellId): Promise<GroupForCell | null>;
  /** Takes over what the authority `from` said; nothing when the group is known, or is numbered elsewhere. */
  install(group: GroupId, from: CellId, state: GroupForCell): Promise<void>;
  /** Those of which this cell may have missed a change, and who numbers them. What is installed then is not doubtful any more. */
  doubtful(limit: number): Promise<readonly { readonly group: GroupId; readonly authority: CellId }[]>;
}

const INSTALL = {
  name: "install_group",
  text: "select install_group($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
};

interface MemberRow {
  user_id: UserId;
  from_term: string;
  from_n: string;
  until_term: string | null;
  until_n: string | null;
}

interface StateRow extends MemberRow {
  title: Buffer;
  changed_term: string;
  changed_n: string;
  is_admin: boolean;
  is_theirs: boolean | null;
  is_earlier?: boolean;
}

type LocalRow = { version: string; changed_term: string; changed_n: string } & (MemberRow | { user_id: null });

export class PostgresGroups implements Groups {
  readonly #options: { readonly pool: RetryingPool; readonly cell: CellId; readonly statements: Statements };

  constructor(options: { pool: Pool; cell: CellId; statements: Statements }) {
    this.#options = { ...options, pool: new RetryingPool(options.pool) };
  }

  async view(group: GroupId, user: UserId): Promise<GroupView | null> {
    const { pool, statements } = this.#options;
    const query = { ...statements("group-view"), values: [idOf(group), user] };
    const { rows } = await pool.query<StateRow>(query);
    return viewFrom(rows);
  }

  async localMembers(conversation: ConversationBytes): Promise<LocalMembers | null> {
    const { pool, cell, statements } = this.#options;
    const query = { ...statements("local-members"), values: [Buffer.from(conversation), cell] };
    const { rows } = await pool.query<LocalRow>(query);
    const first = rows[0];
    if (!first) return null;
    const members = rows.flatMap((row) => (row.user_id === null ? [] : [localMember(row)]));
    return { version: Number(first.version), changed: keyFrom(first.changed_term, first.changed_n), members };
  }

  async forCell(group: GroupId, asking: CellId): Promise<GroupForCell | null> {
    const { pool, cell, statements } = this.#options;
    const query = { ...statements("group-for-cell"), values: [idOf(group), asking, cell, GROUP_STATE_MEMBERS_MAX] };
    const { rows } = await pool.query<StateRow>(query);
    const times = Map.groupBy(rows, (row) => row.is_earlier === true);
    const earlier = (times.get(true) ?? []).map((row) => ({ ...memberFrom(row), until: untilOf(row)! }));
    const view = viewFrom(times.get(false) ?? []);
    const theirs = (times.get(false) ?? []).filter((row) => row.is_theirs);
    const residents = theirs.filter((row) => row.until_n === null).map((row) => row.user_id);
    if (view && residents.length > 0)
      return { ...view, earlier, residents: residents.slice(0, GROUP_STATE_RESIDENTS_MAX) };
    const left = viewFrom(theirs);
    if (!left) return null;
    // What the group became is not theirs to know.
    const changed = highest(left.members.map(({ until }) => until!));
    return { ...left, title: new Uint8Array(0), changed, earlier, residents };
  }

  async install(group: GroupId, from: CellId, { title, changed, members, earlier }: GroupForCell): Promise<void> {
    const { pool, cell } = this.#options;
    await pool.query({
      ...INSTALL,
      values: [
        cell,
        from,
        idOf(group),
        thingKey({ kind: "group", id: group }),
        Buffer.from(title),
        changed.term,
        changed.n,
        textArray(members.map(({ user }) => user)),
        smallintArray(members.map(({ isAdmin }) => Number(isAdmin))),
        ...timeArrays(members),
        textArray(earlier.map(({ user }) => user)),
        ...timeArrays(earlier),
      ],
    });
  }

  async doubtful(limit: number): ReturnType<Groups["doubtful"]> {
    const { pool, statements } = this.#options;
    const query = { ...statements("doubtful-groups"), values: [limit] };
    const { rows } = await pool.query<{ numbering_user: ThingKey; authority: CellId }>(query);
    return rows.flatMap(({ numbering_user, authority }) => {
      const group = groupOf(numbering_user);
      return group === undefined ? [] : [{ group, authority }];
    });
  }
}

function timeArrays(times: readonly Pick<GroupMember, "joined" | "until">[]): Buffer[] {
  return [
    bigintArray(times.map(({ joined }) => joined.term)),
    bigintArray(times.map(({ joined }) => joined.n)),
    bigintArray(times.map(({ until }) => until?.term ?? 0)),
    bigintArray(times.map(({ until }) => until?.n ?? 0)),
  ];
}

function idOf(group: GroupId): Buffer {
  return Buffer.from(groupConversationId(group, sha256));
}

function viewFrom(rows: readonly StateRow[]): GroupView | null {
  const first = rows[0];
  if (!first) return null;
  const members = rows.map((row) => ({ ...memberFrom(row), isAdmin: row.is_admin, until: untilOf(row) }));
  return { title: first.title, changed: keyFrom(first.changed_term, first.changed_n), members };
}

function memberFrom(row: MemberRow): Pick<GroupMember, "user" | "joined"> {
  return { user: row.user_id, joined: { term: Number(row.from_term), n: Number(row.from_n) + 1 } };
}

function untilOf({ until_term, until_n }: Partial<MemberRow>): OrderKey | null {
  return until_n === null || until_n === undefined ? null : keyFrom(until_term ?? null, until_n);
}

function localMember(row: MemberRow): LocalMember {
  return { user: row.user_id, after: keyFrom(row.from_term, row.from_n), until: untilOf(row) };
}

function highest(keys: readonly OrderKey[]): OrderKey {
  return keys.reduce((a, b) => (compareKeys(a, b) > 0 ? a : b));
}

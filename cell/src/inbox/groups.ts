/** What this cell knows of groups: for their members, for pushing, and between cells. */

import type { CellId, GroupId, OrderKey, UserId } from "@cellwire/protocol";
import { LIMITS, compareKeys, groupConversationId, thingKey } from "@cellwire/protocol";
import type { Pool } from "pg";
import { sha256 } from "../conversation/digest.ts";
import { bigintArray, smallintArray, textArray } from "./arrays.ts";
import type { ConversationBytes } from "./contract.ts";
import { keyFrom } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** Members in a state for another cell: the present ones, then those of that cell who left, the last ones first. */
export const GROUP_STATE_MEMBERS_MAX = 2 * LIMITS.groupMembersMax;

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

/** For a cell that does not follow the group yet. When its last user is out, it has their times alone. */
export interface GroupForCell extends GroupView {
  /** What comes up to it is not for that cell. */
  readonly base: OrderKey;
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
}

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
}

type LocalRow = { version: string; changed_term: string; changed_n: string } & (MemberRow | { user_id: null });

export class PostgresGroups implements Groups {
  readonly #options: { readonly pool: Pool; readonly cell: CellId; readonly statements: Statements };

  constructor(options: { pool: Pool; cell: CellId; statements: Statements }) {
    this.#options = options;
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
    const theirs = rows.filter((row) => row.is_theirs);
    const present = theirs.filter((row) => row.until_n === null);
    if (present.length > 0) return { ...viewFrom(rows)!, base: lowest(present.map(afterOf)) };
    const left = viewFrom(theirs);
    if (!left) return null;
    // Those who left and came back no more need what the last of them still sees. What the group became is not theirs to know.
    const changed = highest(left.members.map(({ until }) => until!));
    return { ...left, title: new Uint8Array(0), changed, base: highest(theirs.map(afterOf)) };
  }

  async install(group: GroupId, from: CellId, { title, changed, members, base }: GroupForCell): Promise<void> {
    const { pool, cell } = this.#options;
    const text = "select install_group($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    await pool.query({
      name: "install_group",
      text,
      values: [
        cell,
        from,
        idOf(group),
        thingKey({ kind: "group", id: group }),
        Buffer.from(title),
        changed.term,
        changed.n,
        base.term,
        base.n,
        textArray(members.map(({ user }) => user)),
        smallintArray(members.map(({ isAdmin }) => Number(isAdmin))),
        bigintArray(members.map(({ joined }) => joined.term)),
        bigintArray(members.map(({ joined }) => joined.n)),
        bigintArray(members.map(({ until }) => until?.term ?? 0)),
        bigintArray(members.map(({ until }) => until?.n ?? 0)),
      ],
    });
  }
}

function idOf(group: GroupId): Buffer {
  return Buffer.from(groupConversationId(group, sha256));
}

function viewFrom(rows: readonly StateRow[]): GroupView | null {
  const first = rows[0];
  if (!first) return null;
  const members = rows.map((row) => ({
    user: row.user_id,
    isAdmin: row.is_admin,
    joined: { term: Number(row.from_term), n: Number(row.from_n) + 1 },
    until: row.until_n === null || row.until_n === undefined ? null : keyFrom(row.until_term, row.until_n),
  }));
  return { title: first.title, changed: keyFrom(first.changed_term, first.changed_n), members };
}

function localMember(row: MemberRow): LocalMember {
  return {
    user: row.user_id,
    after: afterOf(row),
    until: row.until_n === null ? null : keyFrom(row.until_term, row.until_n),
  };
}

function afterOf({ from_term, from_n }: MemberRow): OrderKey {
  return keyFrom(from_term, from_n);
}

function highest(keys: readonly OrderKey[]): OrderKey {
  return keys.reduce((a, b) => (compareKeys(a, b) > 0 ? a : b));
}

function lowest(keys: readonly OrderKey[]): OrderKey {
  return keys.reduce((a, b) => (compareKeys(a, b) < 0 ? a : b));
}

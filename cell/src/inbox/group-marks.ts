/** How far the members of a group are, from their marks alone: nothing is written for it. */

import type { CellId, GroupId, OrderKey, UserId } from "@cellwire/protocol";
import { groupConversationId } from "@cellwire/protocol";
import type { Pool } from "pg";
import { sha256 } from "../conversation/digest.ts";
import { textArray } from "./arrays.ts";
import { keyFrom } from "./rows.ts";
import type { Statements } from "./statements.ts";

export const GROUP_RECEIPTS_PAGE_MAX = 64;

export interface MemberMarks {
  readonly user: UserId;
  /** null: nothing is known, or may be told. */
  readonly delivered: OrderKey | null;
  readonly read: OrderKey | null;
}

export interface MarksQuestion {
  readonly group: GroupId;
  /** A member now. */
  readonly asking: UserId;
}

export interface MarksPage {
  readonly members: readonly (MemberMarks & { readonly isHere: boolean })[];
  /** The asking user shows nobody what they read, and so is not shown it. */
  readonly hidesRead: boolean;
}

export interface GroupMarks {
  /** Members at `key`, after user `after`; what may be told of those who live here. null: `asking` is no member, or nobody else follows. */
  page(question: MarksQuestion & { key: OrderKey; after: UserId | null }): Promise<MarksPage | null>;
  /** Of those who live here and show it to `asking`. */
  of(question: MarksQuestion & { users: readonly UserId[] }): Promise<readonly MemberMarks[]>;
}

interface MarksRow {
  user_id: UserId;
  delivered_term: string | null;
  delivered_n: string | null;
  read_term: string | null;
  read_n: string | null;
}

export class PostgresGroupMarks implements GroupMarks {
  readonly #options: { readonly pool: Pool; readonly cell: CellId; readonly statements: Statements };

  constructor(options: { pool: Pool; cell: CellId; statements: Statements }) {
    this.#options = options;
  }

  async page({ group, asking, key, after }: Parameters<GroupMarks["page"]>[0]): Promise<MarksPage | null> {
    const { pool, cell, statements } = this.#options;
    const values = [idOf(group), asking, key.term, key.n, after, GROUP_RECEIPTS_PAGE_MAX, cell];
    const query = { ...statements("group-receipt-page"), values };
    const { rows } = await pool.query<MarksRow & { is_here: boolean | null; hides_read: boolean }>(query);
    if (rows.length === 0) return null;
    const members = rows.map((row) => ({ ...marksFrom(row), isHere: row.is_here === true }));
    return { members, hidesRead: rows[0]!.hides_read };
  }

  async of({ group, asking, users }: Parameters<GroupMarks["of"]>[0]): Promise<readonly MemberMarks[]> {
    const { pool, cell } = this.#options;
    const text = "select * from group_marks($1, $2, $3, $4)";
    const values = [cell, idOf(group), asking, textArray(users)];
    const { rows } = await pool.query<MarksRow>({ name: "group_marks", text, values });
    return rows.map(marksFrom);
  }
}

function idOf(group: GroupId): Buffer {
  return Buffer.from(groupConversationId(group, sha256));
}

function marksFrom(row: MarksRow): MemberMarks {
  return {
    user: row.user_id,
    delivered: markFrom(row.delivered_term, row.delivered_n),
    read: markFrom(row.read_term, row.read_n),
  };
}

function markFrom(term: string | null, n: string | null): OrderKey | null {
  return n === null || Number(term) === 0 ? null : keyFrom(term, n);
}

/** What others sent and the server reads, where it names an erased user: changes of groups, and headers for their devices. */

import type { UserId } from "@cellwire/protocol";
import { decodeGroupChange, encodeGroupChange, namedUsers, type GroupChange } from "@cellwire/protocol";
import type { Pool } from "pg";
import { decodeHeaders, encodeHeaders } from "../inbox/headers.ts";

const PAGE = 500;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

interface MessageRow {
  id: string;
  sender: string;
  bytes: Buffer;
}

/** Numbers and order stay as they were. @returns how many changes named the user */
export async function renameMentions(
  pool: Pool,
  { user, pseudonym }: { readonly user: UserId; readonly pseudonym: UserId },
): Promise<number> {
  let renamed = 0;
  for (;;) {
    const { rows } = await pool.query<MessageRow>(
      `select id, sender, content as bytes from message
       where change is not null and change -> 'users' @> to_jsonb($1::text) limit $2`,
      [user, PAGE],
    );
    for (const { id, sender, bytes } of rows) {
      const change = renamedIn(decodeGroupChange(bytes)!, user, pseudonym);
      await pool.query(
        `update message set content = $3, change = jsonb_set(change, '{users}', $4::jsonb) where id = $1 and sender = $2`,
        [id, sender, Buffer.from(encodeGroupChange(change)), JSON.stringify(namedUsers(change))],
      );
    }
    renamed += rows.length;
    if (rows.length < PAGE) return renamed;
  }
}

/** Drops the headers for the user's devices from messages of groups that the user was in. */
export async function withoutHeaders(pool: Pool, user: UserId): Promise<void> {
  let last = { id: FIRST_ID, sender: "" };
  for (;;) {
    const { rows } = await pool.query<MessageRow>(
      `select x.id, x.sender, x.headers as bytes
       from member m join conversation c on c.id = m.conversation and c.kind = 1 join message x on x.conversation = c.id
       where m.user_id = $1 and octet_length(x.headers) > 0 and position(convert_to($1, 'UTF8') in x.headers) > 0
         and (x.id, x.sender) > ($2::uuid, $3)
       order by x.id, x.sender limit $4`,
      [user, last.id, last.sender, PAGE],
    );
    for (const { id, sender, bytes } of rows) {
      const kept = decodeHeaders(bytes).filter((header) => header.user !== user);
      const headers = Buffer.from(encodeHeaders(kept));
      await pool.query("update message set headers = $3 where id = $1 and sender = $2", [id, sender, headers]);
    }
    if (rows.length < PAGE) return;
    last = rows.at(-1)!;
  }
}

function renamedIn(change: GroupChange, user: UserId, pseudonym: UserId): GroupChange {
  const renamed = (users: readonly UserId[]) => users.map((one) => (one === user ? pseudonym : one));
  switch (change.kind) {
    case "create":
      return { ...change, members: renamed(change.members) };
    case "add":
    case "remove":
      return { ...change, users: renamed(change.users) };
    case "role":
      return { ...change, user: change.user === user ? pseudonym : change.user };
    default:
      return change;
  }
}

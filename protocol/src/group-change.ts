/** Changes of a group: what the content of a message of kind GROUP_CHANGE says. docs/protocol.md, "Groups". */

import { cellwire } from "./generated/cellwire.js";
import { isUserId, type UserId } from "./ids.ts";
import { LIMITS } from "./limits.ts";

const { GroupChange: Wire, GroupRole } = cellwire.v1;

export type GroupChange =
  | { readonly kind: "create"; readonly title: Uint8Array; readonly members: readonly UserId[] }
  | { readonly kind: "add"; readonly users: readonly UserId[] }
  | { readonly kind: "remove"; readonly users: readonly UserId[] }
  | { readonly kind: "rename"; readonly title: Uint8Array }
  | { readonly kind: "role"; readonly user: UserId; readonly isAdmin: boolean };

export function encodeGroupChange(change: GroupChange): Uint8Array {
  return Wire.encode(toWire(change)).finish();
}

/** undefined: the bytes do not parse, name nobody or too many, a name twice or no user id, or the title is too long. */
export function decodeGroupChange(bytes: Uint8Array): GroupChange | undefined {
  let wire: cellwire.v1.GroupChange.$Properties;
  try {
    wire = Wire.decode(bytes);
  } catch {
    return undefined;
  }
  const change = fromWire(wire);
  return change && isWithinLimits(change) ? change : undefined;
}

/** Users that a change names. */
export function namedUsers(change: GroupChange): readonly UserId[] {
  switch (change.kind) {
    case "create":
      return change.members;
    case "add":
    case "remove":
      return change.users;
    case "role":
      return [change.user];
    default:
      return [];
  }
}

function toWire(change: GroupChange): cellwire.v1.GroupChange.$Properties {
  switch (change.kind) {
    case "create":
      return { create: { title: change.title, members: [...change.members] } };
    case "add":
      return { add: { users: [...change.users] } };
    case "remove":
      return { remove: { users: [...change.users] } };
    case "rename":
      return { rename: { title: change.title } };
    default:
      return { role: { user: change.user, role: change.isAdmin ? GroupRole.ADMIN : GroupRole.MEMBER } };
  }
}

function fromWire({ create, add, remove, rename, role }: cellwire.v1.GroupChange.$Properties): GroupChange | undefined {
  // A decoder may hand out a view of the message, or a kind of bytes of its own.
  const title = (bytes: Uint8Array | null | undefined) => Uint8Array.from(bytes ?? []);
  if (create) return { kind: "create", title: title(create.title), members: (create.members ?? []) as UserId[] };
  if (add) return { kind: "add", users: (add.users ?? []) as UserId[] };
  if (remove) return { kind: "remove", users: (remove.users ?? []) as UserId[] };
  if (rename) return { kind: "rename", title: title(rename.title) };
  if (role) return { kind: "role", user: (role.user ?? "") as UserId, isAdmin: role.role === GroupRole.ADMIN };
  return undefined;
}

function isWithinLimits(change: GroupChange): boolean {
  const users = namedUsers(change);
  const namesSomebody = users.length > 0 || change.kind === "create" || change.kind === "rename";
  const isTitleShort = !("title" in change) || change.title.length <= LIMITS.groupTitleBytesMax;
  return (
    namesSomebody &&
    isTitleShort &&
    users.length <= LIMITS.groupChangeUsersMax &&
    new Set(users).size === users.length &&
    users.every(isUserId)
  );
}

/** Groups: each change is a message on its way like any other, and what a group is now is asked from the home cell. */

import {
  GROUP_ID_BYTES,
  groupId,
  keyOf,
  LIMITS,
  parseGroupId,
  parseUserId,
  wire,
  type cellwire,
  type GroupId,
  type OrderKey,
  type UserId,
} from "@cellwire/protocol";
import type { Core } from "../core.ts";
import { groupCounterpart } from "../counterpart.ts";
import type { SendHandle } from "../outbox/send-handle.ts";
import type { Random } from "../random.ts";
import type { GroupView, MemberReceipt, NewGroup } from "./contract.ts";
import { encodeChange, titleText, type GroupChange } from "./group-change.ts";

type Sending = Pick<Core, "outbox" | "conversations" | "record">;

export async function createGroup(
  core: Sending,
  { title, members, random }: NewGroup & { readonly random: Random },
): Promise<{ group: GroupId; handle: SendHandle }> {
  const others = distinctUsers(members).filter((user) => user !== core.record.user);
  if (others.length >= LIMITS.groupMembersMax)
    throw new RangeError(`a group has ${LIMITS.groupMembersMax} members at most, the creator included`);
  const atOnce = LIMITS.groupChangeUsersMax;
  const changes: GroupChange[] = [{ kind: "create", title: checkedTitle(title), members: others.slice(0, atOnce) }];
  for (let from = atOnce; from < others.length; from += atOnce)
    changes.push({ kind: "add", users: others.slice(from, from + atOnce) });
  const group = groupId(random.bytes(GROUP_ID_BYTES));
  const [handle] = await Promise.all(changes.map((change) => changeGroup(core, group, change)));
  return { group, handle: handle! };
}

/** @throws {RangeError} `group` is no group id. */
export async function changeGroup(core: Sending, group: string, change: GroupChange): Promise<SendHandle> {
  const { user } = core.record;
  const conversation = core.conversations.between(user, groupCounterpart(parseGroupId(group)));
  return core.outbox.add(conversation, { kind: wire.MessageKind.GROUP_CHANGE, plain: encodeChange(change) });
}

/** @throws {RangeError} one of them is no user id; nobody, or more users than a change may name. */
export function namedInChange(users: readonly string[]): UserId[] {
  const named = distinctUsers(users);
  if (named.length === 0 || named.length > LIMITS.groupChangeUsersMax)
    throw new RangeError(`a change names 1 to ${LIMITS.groupChangeUsersMax} users, not ${named.length}`);
  return named;
}

/** @throws {RangeError} it is too long. */
export function checkedTitle(title: string): string {
  const { length } = new TextEncoder().encode(title);
  if (length > LIMITS.groupTitleBytesMax)
    throw new RangeError(`the title has ${length} bytes, over ${LIMITS.groupTitleBytesMax}`);
  return title;
}

export async function groupNow({ requests }: Pick<Core, "requests">, group: string): Promise<GroupView> {
  const id = parseGroupId(group);
  const { group: answer } = await requests.ask({ getGroup: { group: id } });
  const members = (answer?.members ?? []).map(memberView);
  return { id, title: titleText(answer?.title ?? new Uint8Array(0)), members, changed: keyOf(answer?.changed) };
}

export async function groupReceipts(
  { requests }: Pick<Core, "requests">,
  { group, key }: { readonly group: string; readonly key: OrderKey },
): Promise<readonly MemberReceipt[]> {
  const id = parseGroupId(group);
  const receipts: MemberReceipt[] = [];
  let after = "";
  while (receipts.length < LIMITS.groupMembersMax) {
    const { groupReceipts: page } = await requests.ask({ getGroupReceipts: { group: id, key, after } });
    receipts.push(...(page?.receipts ?? []).map(memberReceipt));
    after = page?.next ?? "";
    if (after === "") break;
  }
  return receipts;
}

function memberReceipt({ user, delivered, read }: cellwire.v1.MemberReceipt.$Properties): MemberReceipt {
  const markOf = (mark: typeof read) => (mark ? keyOf(mark) : undefined);
  return { user: parseUserId(user ?? ""), delivered: markOf(delivered), read: markOf(read) };
}

function memberView({ user, role, joined }: cellwire.v1.GroupMember.$Properties): GroupView["members"][number] {
  return { user: parseUserId(user ?? ""), isAdmin: role === wire.GroupRole.ADMIN, joined: keyOf(joined) };
}

function distinctUsers(users: readonly string[]): UserId[] {
  return [...new Set(users.map(parseUserId))];
}

/** What an application sees of groups; part of Client (src/client.ts). */

import type { GroupId, OrderKey, UserId } from "@cellwire/protocol";
import type { SendHandle } from "../outbox/send-handle.ts";

/**
 * Changes of a group are messages of its conversation: durable in the outbox when the promise resolves, online or not,
 * sent in order with the messages, judged at their place, and handed over to every member as a message with `change`.
 * Each handle tells the outcome; `refused` names, besides the codes of any message: NOT_A_MEMBER, NOT_ADMIN, UNKNOWN_USER,
 * UNKNOWN_GROUP, GROUP_FULL, GROUP_EXISTS, LAST_ADMIN, CHANGE_INVALID.
 * All throw what send() throws; RangeError also when nobody or more than 256 users are named, or a title is over 1 KiB.
 */
export interface GroupMethods {
  /**
   * This user becomes the first admin. More than 256 `members` are added by further changes, which follow the one that
   * `handle` is for; `outbox` events tell what becomes of those.
   */
  createGroup(group: NewGroup): Promise<{ readonly group: GroupId; readonly handle: SendHandle }>;

  /** By an admin. They get what comes after this change, the change included, and nothing before. */
  addMembers(group: string, users: readonly string[]): Promise<SendHandle>;

  /** By an admin. They get nothing after this change; what their devices hold stays readable. */
  removeMembers(group: string, users: readonly string[]): Promise<SendHandle>;

  /** When the last admin leaves, whoever has been a member longest becomes admin. */
  leaveGroup(group: string): Promise<SendHandle>;

  /** By an admin. */
  renameGroup(group: string, title: string): Promise<SendHandle>;

  /** By an admin, who may give the role up too, unless nobody else has it (LAST_ADMIN). */
  setAdmin(group: string, user: string, isAdmin: boolean): Promise<SendHandle>;

  /**
   * The group as the home cell knows it now; changes that wait in the outbox are not in it. Waits up to 30 s for a
   * connection and the answer.
   * @throws {RangeError} `group` is no group id.
   * @throws {ClientError} REQUEST_REFUSED (NOT_A_MEMBER), REQUEST_TIMED_OUT, CLOSED.
   */
  group(group: string): Promise<GroupView>;

  /**
   * How far the other members are who were in the group when message `key` came: whoever's mark is not below it has got or read it. By
   * user id. Groups push no receipts of others: ask when somebody wants to know. Waits and throws as group() does; for who is no member
   * the answer is empty.
   */
  groupReceipts(group: string, key: OrderKey): Promise<readonly MemberReceipt[]>;
}

export interface MemberReceipt {
  readonly user: UserId;
  /** Up to where a first device has everything. undefined: they do not show it, or their cell does not answer now. */
  readonly delivered: OrderKey | undefined;
  /** undefined: this user or they turned read receipts off, or as above. */
  readonly read: OrderKey | undefined;
}

export interface NewGroup {
  /** Up to 1 KiB as UTF-8. The server does not read it; whoever runs the cells can, until encryption wraps it. */
  readonly title: string;
  /** Without this user; up to 1023. */
  readonly members: readonly string[];
}

export interface GroupView {
  readonly id: GroupId;
  readonly title: string;
  readonly members: readonly GroupMember[];
  /** The newest change that is in it. */
  readonly changed: OrderKey;
}

export interface GroupMember {
  readonly user: UserId;
  readonly isAdmin: boolean;
  /** Of the change that made them a member. */
  readonly joined: OrderKey;
}

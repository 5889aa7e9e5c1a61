/**
 * Who was in a conversation, from where to where. Of a group its changes say it, each at its place in the order: what docs/protocol.md,
 * "Groups", asks of the authority, told once more without it.
 */

import { compareKeys, ORIGIN } from "@cellwire/protocol";
import type { OrderKey, UserId } from "@cellwire/protocol";
import type { Change } from "./history.ts";

/** Reason of a skip: the user was no member there. */
export const NOT_MEMBER = "not_member";

/** Both included. A stay from ORIGIN has lasted as long as the conversation, one without `until` lasts. */
export interface Stay {
  readonly from: OrderKey;
  readonly until: OrderKey | undefined;
}

export type Stays = ReadonlyMap<UserId, readonly Stay[]>;

/** What stands in the order of a group. */
export interface Placed {
  readonly key: OrderKey;
  readonly sender: UserId;
  readonly change: Change | undefined;
}

export interface Membership<P extends Placed> {
  readonly stays: Stays;
  /** What was numbered although its sender might not say it there. */
  readonly forbidden: readonly { readonly placed: P; readonly why: string }[];
}

interface Member {
  readonly from: OrderKey;
  isAdmin: boolean;
}

type Present = Map<UserId, Member>;

export function directStays(users: readonly UserId[]): Stays {
  return new Map(users.map((user) => [user, [{ from: ORIGIN, until: undefined }]]));
}

/** @param order ascending by key */
export function membershipOf<P extends Placed>(order: readonly P[]): Membership<P> {
  const present: Present = new Map();
  const past = new Map<UserId, Stay[]>();
  const forbidden: { placed: P; why: string }[] = [];
  let hasBegun = false;
  for (const placed of order) {
    const why = objection(present, { ...placed, hasBegun });
    if (why !== undefined) forbidden.push({ placed, why });
    // What was numbered has its effect, right or wrong.
    for (const { user, from } of apply(present, placed)) addStay(past, user, { from, until: placed.key });
    if (placed.change?.kind === "create") hasBegun = true;
  }
  for (const [user, { from }] of present) addStay(past, user, { from, until: undefined });
  return { stays: past, forbidden };
}

/** Whether what stands at `key` is for this user. */
export function isFor(stays: Stays, user: UserId, key: OrderKey): boolean {
  const holds = ({ from, until }: Stay) => compareKeys(from, key) <= 0 && (!until || compareKeys(key, until) <= 0);
  return stays.get(user)?.some(holds) ?? false;
}

/** Whoever was never out: what has no place is for them in any case. */
export function wasAlwaysIn(stays: Stays, user: UserId): boolean {
  const [first] = stays.get(user) ?? [];
  return first !== undefined && first.until === undefined && compareKeys(first.from, ORIGIN) === 0;
}

function objection(
  present: Present,
  { sender, change, hasBegun }: Placed & { readonly hasBegun: boolean },
): string | undefined {
  if (change?.kind === "create") return hasBegun ? "which made a group that was there" : undefined;
  const member = present.get(sender);
  if (!member) return "who was no member there";
  const isLeaving = change?.kind === "remove" && change.users.every((user) => user === sender);
  return change && !isLeaving && !member.isAdmin ? "who was no admin there" : undefined;
}

/** Returns who is out from here on. */
function apply(present: Present, { key, sender, change }: Placed): readonly { user: UserId; from: OrderKey }[] {
  switch (change?.kind) {
    case "create":
      for (const user of [sender, ...change.users]) present.set(user, { from: ORIGIN, isAdmin: user === sender });
      return [];
    case "add":
      for (const user of change.users) if (!present.has(user)) present.set(user, { from: key, isAdmin: false });
      return [];
    case "remove":
      return remove(present, change.users);
    case "role":
      for (const user of change.users) {
        const member = present.get(user);
        if (member) member.isAdmin = change.isAdmin;
      }
      return [];
    case "rename":
    case undefined:
      return [];
    default:
      return change satisfies never;
  }
}

function remove(present: Present, users: readonly UserId[]): { user: UserId; from: OrderKey }[] {
  const out = users.flatMap((user) => {
    const member = present.get(user);
    return member ? [{ user, from: member.from }] : [];
  });
  for (const { user } of out) present.delete(user);
  const isLed = [...present.values()].some(({ isAdmin }) => isAdmin);
  const [oldest] = [...present].toSorted(([a, { from: left }], [b, { from: right }]) => {
    return compareKeys(left, right) || (a < b ? -1 : 1);
  });
  if (!isLed && oldest) oldest[1].isAdmin = true;
  return out;
}

function addStay(stays: Map<UserId, Stay[]>, user: UserId, stay: Stay): void {
  const known = stays.get(user);
  if (known) known.push(stay);
  else stays.set(user, [stay]);
}

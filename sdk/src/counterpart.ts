/** Whom a conversation is with. */

import {
  parseGroupId,
  parseUserId,
  thingKey,
  thingOf,
  type GroupId,
  type ThingKey,
  type UserId,
} from "@cellwire/protocol";

/** Another user, or a group: the one that it is not is undefined. */
export type Counterpart =
  | { readonly peer: UserId; readonly group: undefined }
  | { readonly peer: undefined; readonly group: GroupId };

/** As an application names it: a user's id, or a group's in an object, since a group's id could be a user's as well. */
export type Recipient = string | { readonly group: string };

/** @throws {RangeError} it is not the id of a user or a group. */
export function counterpartNamed(to: Recipient): Counterpart {
  return typeof to === "string" ? peerCounterpart(parseUserId(to)) : groupCounterpart(parseGroupId(to.group));
}

export function peerCounterpart(peer: UserId): Counterpart {
  return { peer, group: undefined };
}

export function groupCounterpart(group: GroupId): Counterpart {
  return { peer: undefined, group };
}

/** Of something that has more to it. */
export function counterpartOf({ peer, group }: Counterpart): Counterpart {
  return group === undefined ? peerCounterpart(peer) : groupCounterpart(group);
}

/** One text for users and groups, which never collide. */
export function counterpartKey({ peer, group }: Counterpart): ThingKey {
  return group === undefined ? peer : thingKey({ kind: "group", id: group });
}

/** @throws {RangeError} `key` is neither of a user nor of a group. */
export function counterpartOfKey(key: string): Counterpart {
  const thing = thingOf(key);
  if (thing?.kind === "user") return peerCounterpart(thing.id);
  if (thing?.kind === "group") return groupCounterpart(thing.id);
  throw new RangeError("not the key of a user or a group");
}

/** What has a home cell: users, groups and channels. The directory knows each by one text, its key. */

import { isChannelId, isGroupId, isUserId, type ChannelId, type GroupId, type UserId } from "./ids.ts";

/** A user's id as it is, `group:<group id>` or `channel:<channel id>`. No user id holds a ':', so keys never collide. */
export type ThingKey = UserId | (string & { readonly __brand: "ThingKey" });

export type Thing =
  | { readonly kind: "user"; readonly id: UserId }
  | { readonly kind: "group"; readonly id: GroupId }
  | { readonly kind: "channel"; readonly id: ChannelId };

export type ThingKind = Thing["kind"];

const GROUP_PREFIX = "group:";

export function thingKey({ kind, id }: Thing): ThingKey {
  return (kind === "user" ? id : `${kind}:${id}`) as ThingKey;
}

export function isThingKey(text: string): text is ThingKey {
  return thingOf(text) !== undefined;
}

/** The group of a key that is known to be one; undefined for users and channels. */
export function groupOf(key: ThingKey): GroupId | undefined {
  return key.startsWith(GROUP_PREFIX) ? (key.slice(GROUP_PREFIX.length) as GroupId) : undefined;
}

/** undefined when `text` is no key. */
export function thingOf(text: string): Thing | undefined {
  const separator = text.indexOf(":");
  const id = text.slice(separator + 1);
  switch (text.slice(0, Math.max(separator, 0))) {
    case "":
      return separator < 0 && isUserId(id) ? { kind: "user", id } : undefined;
    case "group":
      return isGroupId(id) ? { kind: "group", id } : undefined;
    case "channel":
      return isChannelId(id) ? { kind: "channel", id } : undefined;
    default:
      return undefined;
  }
}

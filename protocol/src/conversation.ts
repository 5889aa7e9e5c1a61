/** Identity and authority of conversations. Golden vectors: protocol/vectors/authority.json. */

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { GroupId, UserId } from "./ids.ts";
import { thingKey } from "./thing.ts";

export type Digest = (data: Uint8Array) => Uint8Array;

/**
 * The 32-byte id of the direct conversation of two users: SHA-256(lower ‖ 0x00 ‖ higher), ids ordered
 * by their bytes. 0x00 is outside the grammar of user ids, so that no two pairs share a preimage.
 * `digest` lets a server pass its native SHA-256.
 */
export function directConversationId(a: UserId, b: UserId, digest: Digest = sha256): Uint8Array {
  const [lower, higher] = a < b ? [a, b] : [b, a];
  return digest(utf8ToBytes(`${lower}\0${higher}`));
}

/** The 32-byte id of a group's conversation: SHA-256("group:" ‖ id). ':' is outside the grammar of user ids. */
export function groupConversationId(group: GroupId, digest: Digest = sha256): Uint8Array {
  return digest(utf8ToBytes(thingKey({ kind: "group", id: group })));
}

/**
 * Which of the two users of a direct conversation hosts its numbering: the one whose
 * SHA-256(conversation id ‖ user id) is lower. The authority is that user's home cell.
 */
export function numberingUser(
  conversation: Uint8Array,
  pair: readonly [UserId, UserId],
  digest: Digest = sha256,
): UserId {
  const [first, second] = pair.map((user) => digest(concat(conversation, utf8ToBytes(user)))) as [
    Uint8Array,
    Uint8Array,
  ];
  return lessThan(first, second) ? pair[0] : pair[1];
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function lessThan(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return false;
}

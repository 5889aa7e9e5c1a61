/** A group, made by the frames that a device would send. */

import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { GroupChange, UserId } from "@cellwire/protocol";
import { LIMITS, encodeGroupChange, groupConversationId, groupId, wire } from "@cellwire/protocol";
import { SendTemplate } from "./load/frames.ts";
import type { FanOutGroup, LoadClient } from "./load/job.ts";
import { RawClient } from "./load/raw-client.ts";

const ANSWER_TIMEOUT_MS = 60_000;

/** The first of `members` makes it, in the cell where they live. */
export async function makeGroup(members: readonly LoadClient[]): Promise<FanOutGroup> {
  const id = groupId(randomBytes(16));
  const conversation = Buffer.from(groupConversationId(id));
  const [creator, ...others] = members.map(({ user }) => user as UserId);
  if (creator === undefined) throw new RangeError("a group has a member");
  const changes = changesFor(others);
  let answered = Promise.withResolvers<void>();
  const client = new RawClient(
    members[0]!,
    { conversation, from: "", head: 0, hasOwn: true, isRead: false },
    {
      arrived: (_, { accepted }) => accepted.length > 0 && answered.resolve(),
      failed: (_, message) => answered.reject(new Error(`the group was not made: ${message}`)),
    },
  );
  await client.connect();
  for (const [sequence, change] of changes.entries()) {
    answered = Promise.withResolvers();
    const timer = setTimeout(() => answered.reject(new Error("no answer to a change of the group")), ANSWER_TIMEOUT_MS);
    const content = encodeGroupChange(change);
    const template = new SendTemplate({ conversation, group: id, kind: wire.MessageKind.GROUP_CHANGE, content });
    client.send(template, [{ unixMs: Date.now(), seed: randomBytes(2).readUInt16BE(), sequence }]);
    await answered.promise.finally(() => clearTimeout(timer));
  }
  client.close();
  return { id, conversation, head: changes.length };
}

function changesFor(others: readonly UserId[]): GroupChange[] {
  const parts: UserId[][] = [];
  for (let at = 0; at < others.length; at += LIMITS.groupChangeUsersMax)
    parts.push(others.slice(at, at + LIMITS.groupChangeUsersMax));
  const [members = [], ...added] = parts;
  return [
    { kind: "create", title: Buffer.from("everyone"), members },
    ...added.map((users) => ({ kind: "add" as const, users })),
  ];
}

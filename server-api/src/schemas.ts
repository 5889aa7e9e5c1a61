/** Bodies, parameters and answers of the server API. What is described here is what is parsed, and what OpenAPI says. */

import { LIMITS, isDeviceId, isGroupId, isMessageId, isUserId } from "@cellwire/protocol";
import type { DeviceId, GroupId, MessageId, UserId } from "@cellwire/protocol";
import { z } from "zod";

const USERS_MAX = LIMITS.groupChangeUsersMax;

/** A text of a grammar that the protocol checks; the pattern is for readers of the description. */
function id<T extends string>(accepts: (text: string) => text is T, pattern: string, description: string) {
  const schema = z.string().refine(accepts, `needs ${description}`).meta({ pattern, description });
  return schema as unknown as z.ZodType<T, string>;
}

const userId = id<UserId>(isUserId, "^[A-Za-z0-9._~-]{1,64}$", "a user id");
const deviceId = id<DeviceId>(isDeviceId, "^[A-Za-z0-9._~-]{1,32}$", "a device id");
const groupId = id<GroupId>(isGroupId, "^[0-7][0-9a-hjkmnp-tv-z]{25}$", "a group id");
export const operationId = id<MessageId>(
  isMessageId,
  "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
  "a UUIDv7 in lower case",
);

function bytes(max: number, description: string) {
  return z
    .base64()
    .max(Math.ceil(max / 3) * 4, `needs at most ${max} bytes`)
    .meta({ description });
}

const title = bytes(LIMITS.groupTitleBytesMax, "Opaque to the server; usually encrypted by the group.");
const users = z.array(userId).min(1).max(USERS_MAX);

export const NOTHING = z.object({});
export const user = z.object({ user: userId });
export const group = z.object({ group: groupId });

export const revocation = z.strictObject({
  device: deviceId.optional().meta({ description: "Left out: all devices, and every ticket issued until now." }),
});
export const revoked = z.object({
  devices: z.array(z.string()),
  known: z.boolean().meta({ description: "False: no device that was meant has ever been linked." }),
});

export const userState = z.object({
  user: z.string(),
  cell: z.string(),
  suspendedSinceMs: z.int().nullable(),
  devices: z.array(z.object({ device: z.string(), linkedAtMs: z.int(), name: z.string() })),
});
export const suspension = z.object({ suspendedSinceMs: z.int().nullable() });

const order = z.object({ term: z.int(), n: z.int() }).meta({ description: "Its place in the conversation." });
export const sent = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("accepted"),
    id: z.string(),
    conversation: z.string(),
    acceptedAtMs: z.int(),
    order: order.optional().meta({ description: "Left out: the conversation is numbered in another cell." }),
  }),
  z.object({ status: z.literal("refused"), id: z.string(), code: z.string() }),
]);

export const message = z.strictObject({
  sender: userId.meta({ description: "A system user: `system.` and what you like." }),
  to: z.union([z.strictObject({ user: userId }), z.strictObject({ group: groupId })]),
  content: bytes(LIMITS.contentBytesMax, "What the devices get, as it is."),
});

export const newGroup = z.strictObject({
  actor: userId.meta({ description: "Its first admin." }),
  group: groupId.optional().meta({ description: "Left out: made of the Idempotency-Key." }),
  title: title.default(""),
  members: z.array(userId).max(USERS_MAX).meta({ description: "Without the actor." }),
});
export const created = z.intersection(z.object({ group: z.string() }), sent);

export const groupChange = z.strictObject({
  actor: userId.meta({ description: "An admin of the group." }),
  change: z.union([
    z.strictObject({ add: users }),
    z.strictObject({ remove: users }),
    z.strictObject({ title }),
    z.strictObject({ role: z.strictObject({ user: userId, isAdmin: z.boolean() }) }),
  ]),
});
export const groupState = z.object({
  group: z.string(),
  title: z.base64(),
  changed: order,
  members: z.array(z.object({ user: z.string(), isAdmin: z.boolean(), joined: order })),
});
export const actor = z.object({ actor: userId });

const count = z.record(z.string(), z.int());
export const erasure = z.object({
  op: z.string(),
  state: z.enum(["pending", "running", "done"]),
  pseudonym: z.string().meta({ description: "What stands in the id's place in what groups keep." }),
  startedMs: z.int(),
  doneMs: z.int().nullable(),
  cells: z.array(z.object({ cell: z.string(), state: z.enum(["pending", "running", "done"]), counts: count })),
});
export const erasurePath = z.object({ op: operationId });

/** Between directory and cell: one step of an erasure there. */
export const erasureStep = z.strictObject({
  user: userId,
  pseudonym: userId,
  step: z.enum(["leave", "purge"]).meta({ description: "leave: at home, first. purge: then, everywhere." }),
});
export const erasureStepState = z.object({ state: z.enum(["running", "done"]), counts: count });

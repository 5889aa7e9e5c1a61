/** Messages and group changes of the backend: they go the way of every message, as from a device of the sender that nobody has. */

import { createHash } from "node:crypto";
import type { DeviceId, GroupChange, GroupId, MessageId, UserId } from "@cellwire/protocol";
import {
  GROUP_ID_BYTES,
  directConversationId,
  encodeGroupChange,
  groupConversationId,
  groupId,
  messageIdToBytes,
  toHex,
  wire,
} from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import { isSystemUser } from "@cellwire/server-api/operations.ts";
import type { Answer, Body } from "@cellwire/server-api/operations.ts";
import type { Handlers } from "@cellwire/server-api/serve.ts";
import { DirectConversations } from "../conversation/direct-conversation.ts";
import { sha256 } from "../conversation/digest.ts";
import type { AcceptAnswer, PendingSend } from "../flow/accept.ts";
import { checkedSend, type SendFrame } from "../gateway/send-check.ts";
import type { Groups } from "../inbox/groups.ts";

/** Of what the backend sends, beside the devices of the sender. Who is not linked gets no copy. */
const SERVER_DEVICE = "server" as DeviceId;

export interface ServerSendsOptions {
  readonly sends: { submit(send: PendingSend): void };
  readonly groups: Pick<Groups, "view">;
  readonly requireHome: (user: UserId) => Promise<void>;
  readonly clock: Clock;
}

const FAILURES = {
  conflict: "KEY_REUSED",
  "not-home": "NOT_HOME",
  // The database refuses this very message.
  failed: "REQUEST_INVALID",
  "stale-devices": "RETRY_AFTER",
  retry: "RETRY_AFTER",
} as const;

type SendHandlers = Required<Pick<Handlers, "sendMessage" | "createGroup" | "changeGroup" | "getGroup">>;
type Sent = Answer<"sendMessage">;

export function sendHandlers(options: ServerSendsOptions): SendHandlers {
  const { groups, requireHome } = options;
  const submit = submitter(options);
  return {
    sendMessage: async ({ body: { sender, to, content }, op }) => {
      if (!isSystemUser(sender)) throw new ServerApiError("NOT_SYSTEM_USER");
      await requireHome(sender);
      const bytes = Buffer.from(content, "base64");
      return submit(sender, op, "user" in to ? toUser(sender, to.user, bytes) : toGroup(to.group, bytes));
    },
    createGroup: async ({ body, op }) => {
      const { actor, members } = body;
      await requireHome(actor);
      const group = body.group ?? groupOfKey(op, actor);
      const title = Buffer.from(body.title, "base64");
      return { group, ...(await submit(actor, op, asChange(group, { kind: "create", title, members }))) };
    },
    changeGroup: async ({ params: { group }, body: { actor, change }, op }) => {
      await requireHome(actor);
      return submit(actor, op, asChange(group, groupChange(change)));
    },
    getGroup: async ({ params: { group }, query: { actor } }) => {
      await requireHome(actor);
      const view = await groups.view(group, actor);
      if (!view) throw new ServerApiError("NOT_A_MEMBER");
      return {
        group,
        title: Buffer.from(view.title).toString("base64"),
        changed: view.changed,
        members: view.members.map(({ user, isAdmin, joined }) => ({ user, isAdmin, joined })),
      };
    },
  };
}

export type Submit = (sender: UserId, id: MessageId, frame: Omit<SendFrame, "messageId">) => Promise<Sent>;

/** The promise: what became of the message. @throws {ServerApiError} when it has to be asked again, or never can be */
export function submitter({ sends, clock }: Pick<ServerSendsOptions, "sends" | "clock">): Submit {
  const conversations = new DirectConversations();
  return async (sender, id, frame) => {
    const from = { user: sender, device: SERVER_DEVICE };
    const send = { ...frame, messageId: messageIdToBytes(id) };
    const submission = checkedSend(send, from, { nowMs: clock.nowMs(), conversations });
    if (typeof submission === "string") throw new ServerApiError("REQUEST_INVALID", { detail: submission });
    const answer = await new Promise<AcceptAnswer>((reply) =>
      sends.submit({ submission, origin: { stalled: new Map() }, reply }),
    );
    return sentFrom(answer, id, toHex(submission.conversation));
  };
}

function sentFrom(answer: AcceptAnswer, id: MessageId, conversation: string): Sent {
  switch (answer.kind) {
    case "sequenced": {
      const { key: order, acceptedAtMs } = answer;
      return { status: "accepted", id, conversation, acceptedAtMs, order };
    }
    case "accepted":
      return { status: "accepted", id, conversation, acceptedAtMs: answer.acceptedAtMs };
    case "refused":
    case "not-taken":
      return { status: "refused", id, code: answer.code };
    default:
      throw new ServerApiError(FAILURES[answer.kind]);
  }
}

function toUser(sender: UserId, peer: UserId, content: Uint8Array): Omit<SendFrame, "messageId"> {
  return { peer, content, conversation: directConversationId(sender, peer, sha256) };
}

function toGroup(group: GroupId, content: Uint8Array): Omit<SendFrame, "messageId"> {
  return { group, content, conversation: groupConversationId(group, sha256) };
}

export function asChange(group: GroupId, change: GroupChange): Omit<SendFrame, "messageId"> {
  return { ...toGroup(group, encodeGroupChange(change)), kind: wire.MessageKind.GROUP_CHANGE };
}

function groupChange(change: Body<"changeGroup">["change"]): GroupChange {
  if ("add" in change) return { kind: "add", users: change.add };
  if ("remove" in change) return { kind: "remove", users: change.remove };
  if ("title" in change) return { kind: "rename", title: Buffer.from(change.title, "base64") };
  return { kind: "role", ...change.role };
}

/** A repetition must come to the same group. Nobody but the backend knows the key beforehand. */
function groupOfKey(op: MessageId, actor: UserId): GroupId {
  const digest = createHash("sha256").update(`group ${op} ${actor}`).digest();
  return groupId(digest.subarray(0, GROUP_ID_BYTES));
}

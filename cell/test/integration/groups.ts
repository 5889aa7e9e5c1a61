/** Groups over two inboxes, and what the forwarders do between them, done by hand. */

import { randomBytes } from "node:crypto";
import type { GroupChange, GroupId, UserId } from "@cellwire/protocol";
import {
  encodeGroupChange,
  groupConversationId,
  groupId,
  messageIdAt,
  messageIdToBytes,
  ORIGIN,
  parseUserId,
  thingKey,
} from "@cellwire/protocol";
import type { Settlement, Submission } from "../../src/inbox/contract.ts";
import type { AcceptOutcome } from "../../src/inbox/outcomes.ts";
import { PostgresGroups } from "../../src/inbox/groups.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { claimed, connect, DEVICE, recordHome } from "./two-cells.ts";

export const TITLE = new Uint8Array([1, 2, 3]);

export function groupsOf({ pool, cell }: CellInbox): PostgresGroups {
  return new PostgresGroups({ pool, cell, statements: loadStatements() });
}

/** Users who live in `home`, and whom both cells know. */
export async function people(cells: TwoCells, home: CellInbox, count: number): Promise<UserId[]> {
  const users = Array.from({ length: count }, () => parseUserId(`u-${randomBytes(6).toString("hex")}`));
  const other = home === cells.eu ? cells.us : cells.eu;
  for (const user of users) {
    await connect(home, user);
    await recordHome(other, user, home);
  }
  return users;
}

/** A group that lives in `home`, by what both cells know; nobody has created it yet. */
export async function placedGroup(cells: TwoCells, home: CellInbox): Promise<GroupId> {
  const group = groupId(randomBytes(16));
  for (const cell of [cells.eu, cells.us])
    await cell.forward.recordPlacement({
      user: thingKey({ kind: "group", id: group }),
      cell: home.cell,
      epoch: 1,
      statement: `${group}@${home.cell}`,
    });
  return group;
}

export function toGroup(group: GroupId, sender: UserId, what: string | GroupChange): Submission {
  const recipient = thingKey({ kind: "group", id: group });
  return {
    messageId: messageIdToBytes(messageIdAt(Date.now(), randomBytes(10))),
    conversation: Buffer.from(groupConversationId(group)),
    sender,
    senderDevice: DEVICE,
    recipient,
    numberingUser: recipient,
    content: typeof what === "string" ? Buffer.from(what) : encodeGroupChange(what),
    ...(typeof what !== "string" && { isChange: true }),
    headers: new Uint8Array(0),
    acceptedAtMs: Date.now(),
    traceparent: "",
  };
}

/** Sends one after another; the number, or what else was answered. */
export async function say(inbox: CellInbox, ...messages: readonly Submission[]): Promise<(number | string)[]> {
  const outcomes: (number | string)[] = [];
  for (const message of messages) outcomes.push(shown((await inbox.gateway.accept([message]))[0]!));
  return outcomes;
}

function shown(outcome: AcceptOutcome | Error): number | string {
  if (outcome instanceof Error) return outcome.message;
  if (outcome.kind === "sequenced") return outcome.key.n;
  return outcome.kind === "not-taken" ? outcome.code : outcome.kind;
}

/** Carries everything that `from` owes to `to`, asking for the state of groups that `to` does not know; what was refused. */
export async function carryGroups(from: CellInbox, to: CellInbox): Promise<string[]> {
  const refused: string[] = [];
  for (const { batch, rows } of await claimed(from)) {
    const settlements: Settlement[] = [];
    for (const row of rows) {
      const take = async () => (await to.forward.ingest({ from: from.cell, envelopes: [row] })).outcomes[0]!;
      let outcome = await take();
      if (!(outcome instanceof Error) && outcome.kind === "group-unknown") {
        const state = await groupsOf(from).forCell(outcome.group, to.cell);
        await groupsOf(to).install(outcome.group, from.cell, state!);
        outcome = await take();
      }
      if (outcome instanceof Error) throw outcome;
      if (outcome.kind === "ack" || outcome.kind === "duplicate")
        settlements.push({ seq: row.seq, kind: "done", key: outcome.key });
      else if (outcome.kind === "refused") settlements.push({ seq: row.seq, kind: "refused", code: outcome.code });
      else throw new Error(`ingest answered ${JSON.stringify(outcome)}`);
    }
    const result = await from.forward.settle({ batch, settlements });
    refused.push(...result!.refusals.map(({ code }) => code));
  }
  return refused;
}

/** Numbers that a user of this cell sees of the group, with the texts of what is no change. */
export async function seen(inbox: CellInbox, user: UserId, group: GroupId): Promise<(number | string)[] | null> {
  const conversation = groupConversationId(group);
  const bounds = { after: ORIGIN, limit: 1_000, bytesMax: 10_000_000 };
  const range = await inbox.gateway.fetch({ user, conversation, ...bounds });
  return (
    range?.messages.map(({ key, content, isChange }) => (isChange ? key.n : Buffer.from(content).toString())) ?? null
  );
}

export async function headOf(inbox: CellInbox, user: UserId, group: GroupId) {
  const heads = await inbox.gateway.heads({ user, device: DEVICE, sinceMs: 0, limit: 100 });
  return heads.find(({ peer }) => peer === thingKey({ kind: "group", id: group }));
}

export async function membersOf(inbox: CellInbox, user: UserId, group: GroupId): Promise<string[] | null> {
  const view = await groupsOf(inbox).view(group, user);
  return view?.members.map((member) => (member.isAdmin ? `${member.user}*` : member.user)) ?? null;
}

/**
 * Who has got and read a message of a group, asked for when somebody wants to know: the marks of members who live here, and those of
 * others from their home cells (docs/adr/0012).
 */

import type { CellId, GroupId, UserId, cellwire } from "@cellwire/protocol";
import { isGroupId, isUserId, wire } from "@cellwire/protocol";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import { parseKey, parseMark } from "../forward/envelope.ts";
import type { PeerQuestion } from "../forward/ingest-routes.ts";
import { decoded, malformed } from "../forward/ingest-routes.ts";
import type { PeerSource } from "../forward/peer-client.ts";
import type { GroupMarks, MarksQuestion, MemberMarks } from "../inbox/group-marks.ts";
import { GROUP_RECEIPTS_PAGE_MAX } from "../inbox/group-marks.ts";
import type { Homes } from "../keys/homes.ts";

/** They wait for other cells. */
export const FAR_GROUP_KINDS = ["getGroupReceipts"] as const;

export interface GroupReceiptsParts {
  readonly marks: GroupMarks;
  readonly homes: Homes;
  readonly peers: PeerSource;
}

export function groupReceiptRequests(parts: GroupReceiptsParts): Pick<RequestHandlers, "getGroupReceipts"> {
  return {
    getGroupReceipts: async (asked, { user }) => {
      const { group, after } = asked;
      const key = parseKey(asked.key ?? {});
      if (!isGroupId(group ?? "") || !key || (after && !isUserId(after))) throw new RequestRefused("NOT_A_MEMBER");
      const question = { group: group as GroupId, asking: user };
      const page = await parts.marks.page({ ...question, key, after: after ? (after as UserId) : null });
      // A member who is alone, or past the last page, has an empty one.
      if (!page) return { groupReceipts: {} };
      const away = page.members.filter(({ isHere }) => !isHere).map((member) => member.user);
      const told = new Map((await marksElsewhere(parts, question, away)).map((marks) => [marks.user, marks]));
      const receipts = page.members
        .map((member) => told.get(member.user) ?? member)
        .map((marks) => toReceipt(page.hidesRead ? { ...marks, read: null } : marks));
      const isLast = receipts.length < GROUP_RECEIPTS_PAGE_MAX;
      return { groupReceipts: { receipts, next: isLast ? "" : page.members.at(-1)!.user } };
    },
  };
}

/** What another cell asks for a user of its own. */
export function groupReceiptQuestion({ marks, homes }: Pick<GroupReceiptsParts, "marks" | "homes">): PeerQuestion {
  return {
    path: "/v1/group-marks",
    answer: async (from, body) => {
      const { group, requester, users } = decoded(() => wire.GroupMarksQuestion.decode(body));
      if (!isGroupId(group) || !isUserId(requester)) throw malformed("no group, or no requester");
      if (users.length > GROUP_RECEIPTS_PAGE_MAX || !users.every(isUserId)) throw malformed("users");
      const home = (await homes.of([requester])).get(requester);
      // A cell asks for its own users alone.
      if (typeof home !== "object" || home.cell !== from) return wire.GroupReceipts.encode({}).finish();
      const known = await marks.of({ group, asking: requester, users });
      return wire.GroupReceipts.encode({ receipts: known.map(toReceipt) }).finish();
    },
  };
}

/** Of members whose home does not answer now, nothing is known. */
async function marksElsewhere(
  { homes, peers }: GroupReceiptsParts,
  question: MarksQuestion,
  users: readonly UserId[],
): Promise<readonly MemberMarks[]> {
  if (users.length === 0) return [];
  const found = await homes.of(users);
  const homeOf = (user: UserId) => {
    const home = found.get(user);
    return typeof home === "object" ? home.cell : undefined;
  };
  const byCell = [...Map.groupBy(users, homeOf)].filter(([cell]) => cell !== undefined);
  const answers = byCell.map(([cell, group]) => askedOf(peers, cell!, { ...question, users: group }));
  return (await Promise.all(answers)).flat();
}

async function askedOf(
  peers: PeerSource,
  cell: CellId,
  { group, asking, users }: { group: GroupId; asking: UserId; users: readonly UserId[] },
): Promise<readonly MemberMarks[]> {
  const body = wire.GroupMarksQuestion.encode({ group, requester: asking, users: [...users] }).finish();
  const peer = await peers.peer(cell);
  const answer = await peer?.post({ path: "/v1/group-marks", body });
  if (answer?.kind !== "answered") return [];
  const marks = parsedReceipts(answer.body);
  // A cell speaks for those who were asked for, and for nobody else.
  return marks.filter(({ user }) => users.includes(user));
}

function parsedReceipts(body: Uint8Array): readonly MemberMarks[] {
  try {
    return wire.GroupReceipts.decode(body).receipts.flatMap(({ user, delivered, read }) =>
      user && isUserId(user) ? [{ user, delivered: markOf(delivered), read: markOf(read) }] : [],
    );
  } catch {
    return [];
  }
}

function markOf(mark: cellwire.v1.OrderKey.$Properties | null | undefined): MemberMarks["read"] {
  return (mark && parseMark(mark)) || null;
}

function toReceipt({ user, delivered, read }: MemberMarks): cellwire.v1.MemberReceipt.$Properties {
  return { user, delivered, read };
}

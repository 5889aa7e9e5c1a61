/** Asks the authority of a group for what this cell needs to follow it, and answers when this cell is the authority. */

import type { CellId, GroupId, OrderKey, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, compareKeys, isUserId, wire } from "@cellwire/protocol";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { EarlierTime, GroupForCell, GroupMember, Groups, GroupView } from "../inbox/groups.ts";
import { GROUP_STATE_MEMBERS_MAX, GROUP_STATE_RESIDENTS_MAX } from "../inbox/groups.ts";
import { parseKey } from "./envelope.ts";
import type { MemberHomes } from "./member-homes.ts";
import type { PeerSource } from "./peer-client.ts";

const { GroupRole } = wire;

export interface GroupStatesOptions {
  readonly groups: Pick<Groups, "install" | "forCell">;
  readonly homes: Pick<MemberHomes, "find">;
  readonly peers: PeerSource;
  readonly log: Logger;
}

export class GroupStates {
  readonly #options: GroupStatesOptions;

  constructor(options: GroupStatesOptions) {
    this.#options = options;
  }

  /** Takes over the state of the group. False: it was not to be had now. @throws faults of the database. */
  async learn(group: GroupId, authority: CellId): Promise<boolean> {
    const { peers, groups, homes, log } = this.#options;
    const peer = await peers.peer(authority);
    const body = wire.GroupStateRequest.encode({ group }).finish();
    const answer = await peer?.post({ path: "/v1/group", body });
    const state = answer?.kind === "answered" ? parseState(answer.body, group) : undefined;
    if (!state) {
      if (answer?.kind !== "unavailable")
        log.warn({ peerCell: authority }, "the authority does not tell what a group is");
      return false;
    }
    // Somebody who never connected may have no home here yet, and be the only one for whom the group is followed.
    await homes.find(state.residents);
    await groups.install(group, authority, state);
    return true;
  }

  /** For `cell`; null: none of its users are or were in the group, or it is numbered elsewhere. */
  async answer(group: GroupId, cell: CellId): Promise<Uint8Array | null> {
    const state = await this.#options.groups.forCell(group, cell);
    if (!state) return null;
    const { earlier, residents } = state;
    return wire.GroupState.encode({
      group: toWireGroup(group, state),
      earlier: [...earlier],
      residents: [...residents],
    }).finish();
  }
}

export function toWireGroup(group: GroupId, view: GroupView): cellwire.v1.Group.$Properties {
  const { title, changed } = view;
  const members = view.members.map(({ user, isAdmin, joined, until }) => ({
    user,
    role: isAdmin ? GroupRole.ADMIN : GroupRole.MEMBER,
    joined,
    until,
  }));
  return { group, title, changed, members };
}

function parseState(body: Uint8Array, asked: GroupId): GroupForCell | undefined {
  let state: cellwire.v1.GroupState.$Properties;
  try {
    state = wire.GroupState.decode(body);
  } catch {
    return undefined;
  }
  const { group } = state;
  const changed = parseKey(group?.changed ?? {});
  const title = group?.title ?? new Uint8Array(0);
  if (group?.group !== asked || !changed || title.length > LIMITS.groupTitleBytesMax) return undefined;
  const members = parseAll(group.members ?? [], (member) => parseMember(member, changed));
  const earlier = parseAll(state.earlier ?? [], (time) => parseEarlier(time, changed));
  const residents = (state.residents ?? []).filter(isUserId);
  if (!members || !earlier || residents.length > GROUP_STATE_RESIDENTS_MAX) return undefined;
  if (new Set(members.map(({ user }) => user)).size < members.length) return undefined;
  const times = earlier.map(({ user, joined }) => `${user} ${joined.term} ${joined.n}`);
  if (new Set(times).size < times.length) return undefined;
  return { title, changed, members, earlier, residents };
}

/** undefined: too many, or one of them is no good. */
function parseAll<T>(
  members: readonly cellwire.v1.GroupMember.$Properties[],
  parse: (member: cellwire.v1.GroupMember.$Properties) => T | undefined,
): T[] | undefined {
  if (members.length > GROUP_STATE_MEMBERS_MAX) return undefined;
  const parsed = members.map(parse).filter((member) => member !== undefined);
  return parsed.length === members.length ? parsed : undefined;
}

/** Nobody joined or left later than the newest change, or left before they joined. */
function parseMember(member: cellwire.v1.GroupMember.$Properties, changed: OrderKey): GroupMember | undefined {
  const joined = parseKey(member.joined ?? {});
  if (!isUserId(member.user ?? "") || !joined || compareKeys(joined, changed) > 0) return undefined;
  const parsed = { user: member.user as UserId, isAdmin: member.role === GroupRole.ADMIN, joined };
  if (!member.until) return { ...parsed, until: null };
  const until = parseKey(member.until);
  if (!until || compareKeys(until, joined) <= 0 || compareKeys(until, changed) > 0) return undefined;
  return { ...parsed, until };
}

function parseEarlier(time: cellwire.v1.GroupMember.$Properties, changed: OrderKey): EarlierTime | undefined {
  const parsed = parseMember(time, changed);
  return parsed?.until ? { user: parsed.user, joined: parsed.joined, until: parsed.until } : undefined;
}

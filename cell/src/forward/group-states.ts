/** Asks the authority of a group for what this cell needs to follow it, and answers when this cell is the authority. */

import type { CellId, GroupId, UserId, cellwire } from "@cellwire/protocol";
import { isUserId, keyOf, wire } from "@cellwire/protocol";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { GroupForCell, Groups } from "../inbox/groups.ts";
import { GROUP_STATE_MEMBERS_MAX } from "../inbox/groups.ts";
import { parseKey, parseMark } from "./envelope.ts";
import type { PeerSource } from "./peer-client.ts";

const { GroupRole } = wire;

export interface GroupStatesOptions {
  readonly groups: Pick<Groups, "install" | "forCell">;
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
    const { peers, groups, log } = this.#options;
    const peer = await peers.peer(authority);
    const body = wire.GroupStateRequest.encode({ group }).finish();
    const answer = await peer?.post({ path: "/v1/group", body });
    const state = answer?.kind === "answered" ? parseState(answer.body, group) : undefined;
    if (!state) {
      if (answer?.kind !== "unavailable")
        log.warn({ peerCell: authority }, "the authority does not tell what a group is");
      return false;
    }
    await groups.install(group, authority, state);
    return true;
  }

  /** For `cell`; null: none of its users are or were in the group, or it is numbered elsewhere. */
  async answer(group: GroupId, cell: CellId): Promise<Uint8Array | null> {
    const state = await this.#options.groups.forCell(group, cell);
    if (!state) return null;
    return wire.GroupState.encode({ group: toWireGroup(group, state), base: state.base }).finish();
  }
}

export function toWireGroup(group: GroupId, view: Omit<GroupForCell, "base">): cellwire.v1.Group.$Properties {
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
  const [changed, base] = [parseKey(group?.changed ?? {}), parseMark(state.base)];
  const members = (group?.members ?? []).map(parseMember);
  if (group?.group !== asked || !changed || !base || members.length > GROUP_STATE_MEMBERS_MAX) return undefined;
  if (!members.every((member) => member !== undefined)) return undefined;
  return { title: group.title ?? new Uint8Array(0), changed, base, members };
}

function parseMember(member: cellwire.v1.GroupMember.$Properties): GroupForCell["members"][number] | undefined {
  const joined = parseKey(member.joined ?? {});
  if (!isUserId(member.user ?? "") || !joined) return undefined;
  const until = member.until ? keyOf(member.until) : null;
  return { user: member.user as UserId, isAdmin: member.role === GroupRole.ADMIN, joined, until };
}

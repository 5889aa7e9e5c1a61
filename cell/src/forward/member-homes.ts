/** Finds out where the users live whom a group change makes members: the authority must know, to send them what follows. */

import type { UserId } from "@cellwire/protocol";
import { decodeGroupChange } from "@cellwire/protocol";
import type { ForwardInbox, Settled, Submission } from "../inbox/contract.ts";
import { mapBounded } from "./bounded.ts";
import type { PlacementSource } from "./ports.ts";

const LOOKUPS_AT_ONCE = 8;

export interface MemberHomesOptions {
  readonly inbox: Pick<ForwardInbox, "placements" | "recordPlacement">;
  readonly placements: PlacementSource;
  readonly announcer: { settled(settled: Settled): Promise<void> };
}

export class MemberHomes {
  readonly #options: MemberHomesOptions;

  constructor(options: MemberHomesOptions) {
    this.#options = options;
  }

  /**
   * Records the homes that are not known here yet. Answers the users whom the directory does not know; those whom it could not
   * tell about now stay without a home. @throws faults of the database.
   */
  async find(users: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    const { inbox, placements, announcer } = this.#options;
    const known = new Set((await inbox.placements(users)).map(({ user }) => user));
    const unknown = new Set<UserId>();
    const missing = users.filter((user) => !known.has(user));
    await mapBounded(missing, LOOKUPS_AT_ONCE, async (user) => {
      const lookup = await placements.placement(user);
      if (lookup.kind === "unknown") unknown.add(user);
      if (lookup.kind === "placed") await announcer.settled(await inbox.recordPlacement(lookup.placement));
    });
    return unknown;
  }
}

/** Users whom this message makes members where it is numbered. */
export function newMembers({ isChange, content }: Submission): readonly UserId[] {
  const change = isChange ? decodeGroupChange(content) : undefined;
  if (change?.kind === "create") return change.members;
  return change?.kind === "add" ? change.users : [];
}

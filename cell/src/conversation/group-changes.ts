/**
 * What must be known before a group change can be accepted: where the directory has placed a new group, and where the users live
 * whom this cell is to make members. Both are asked before the change is stored, so that a change which names somebody who does not
 * exist, or a group that is taken, is refused at once; while the directory is down, such changes have to come again.
 */

import type { CellId, ErrorCode } from "@cellwire/protocol";
import { decodeGroupChange, groupOf, messageIdFromBytes } from "@cellwire/protocol";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { PlaceGroupOutcome } from "../forward/directory-client.ts";
import type { MemberHomes } from "../forward/member-homes.ts";
import { newMembers } from "../forward/member-homes.ts";
import type { StatementVerifier } from "../forward/ports.ts";
import type { ForwardInbox, Placement, Submission } from "../inbox/contract.ts";

export type Prepared =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  /** The directory does not answer, or has no cell for the group. */
  | { readonly kind: "later" };

export interface GroupChangesOptions {
  readonly cell: CellId;
  readonly inbox: Pick<ForwardInbox, "placements" | "recordPlacement">;
  readonly directory: {
    placeGroup(request: { group: NonNullable<ReturnType<typeof groupOf>>; op: string }): Promise<PlaceGroupOutcome>;
  };
  readonly statements: StatementVerifier;
  readonly homes: Pick<MemberHomes, "find">;
  readonly log: Logger;
}

const READY: Prepared = { kind: "ready" };
const LATER: Prepared = { kind: "later" };

export class GroupChanges {
  readonly #options: GroupChangesOptions;

  constructor(options: GroupChangesOptions) {
    this.#options = options;
  }

  /** Whether this message has to be prepared at all. */
  concerns({ isChange, content }: Submission): boolean {
    const kind = isChange ? decodeGroupChange(content)?.kind : undefined;
    return kind === "create" || kind === "add";
  }

  /** Never rejects. */
  async prepare(submission: Submission): Promise<Prepared> {
    try {
      const home = await this.#home(submission);
      if ("kind" in home) return home;
      // The authority finds the users' homes itself.
      if (home.cell !== this.#options.cell) return READY;
      const unknown = await this.#options.homes.find(newMembers(submission));
      return unknown.size > 0 ? { kind: "refused", code: "UNKNOWN_USER" } : READY;
    } catch (err) {
      this.#options.log.warn({ err }, "a group change could not be prepared");
      return LATER;
    }
  }

  /** Where the group lives; a new one is placed. */
  async #home({ recipient, messageId, content }: Submission): Promise<Prepared | Pick<Placement, "cell">> {
    const { inbox, directory, statements } = this.#options;
    const [known] = await inbox.placements([recipient]);
    if (known) return known;
    const group = groupOf(recipient);
    if (group === undefined || decodeGroupChange(content)?.kind !== "create") return READY;
    const outcome = await directory.placeGroup({ group, op: messageIdFromBytes(messageId) });
    if (outcome.kind === "taken") return { kind: "refused", code: "GROUP_EXISTS" };
    if (outcome.kind === "noCapacity") return LATER;
    const stated = await statements.verify(outcome.placement.statement);
    if (stated === "invalid" || stated === "unavailable" || stated.thing !== recipient) return LATER;
    await inbox.recordPlacement({ ...stated, user: stated.thing });
    return stated;
  }
}

/** Whether a user lives in this cell; whoever is not known here is looked up and remembered. */

import type { CellId, UserId } from "@cellwire/protocol";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import type { MemberHomes } from "../forward/member-homes.ts";
import type { ForwardInbox } from "../inbox/contract.ts";

export interface RequireHomeOptions {
  readonly cell: CellId;
  readonly inbox: Pick<ForwardInbox, "placements">;
  readonly homes: Pick<MemberHomes, "find">;
}

/** @throws {ServerApiError} NOT_HOME, UNKNOWN_USER, RETRY_AFTER (the directory does not say) */
export function requireHome({ cell, inbox, homes }: RequireHomeOptions): (user: UserId) => Promise<void> {
  return async (user) => {
    const unknown = await homes.find([user]);
    if (unknown.has(user)) throw new ServerApiError("UNKNOWN_USER");
    const [known] = await inbox.placements([user]);
    if (!known) throw new ServerApiError("RETRY_AFTER");
    if (known.cell !== cell) throw new ServerApiError("NOT_HOME");
  };
}

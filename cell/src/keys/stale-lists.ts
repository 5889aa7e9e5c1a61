/**
 * Accepts only what was encrypted to the newest device lists that this cell knows (`Submission.listVersions`); a message that
 * names no versions is not compared. Of a stale one nothing is stored, and the answer names whose lists are newer. A
 * repetition of a stored message is answered as before, whatever the lists are now.
 */

import type { UserId } from "@cellwire/protocol";
import type { Pool } from "pg";
import { bigintArray, textArray, uuidArray } from "../inbox/arrays.ts";
import type { GatewayInbox, Submission } from "../inbox/contract.ts";
import type { AcceptOutcome } from "../inbox/outcomes.ts";
import type { Statements } from "../inbox/statements.ts";

type Accepting = Pick<GatewayInbox, "accept">;

export class UpToDateInbox implements Accepting {
  readonly #options: { readonly inbox: Accepting; readonly pool: Pool; readonly statements: Statements };

  constructor(options: { inbox: Accepting; pool: Pool; statements: Statements }) {
    this.#options = options;
  }

  async accept(batch: readonly Submission[]): Promise<readonly (AcceptOutcome | Error)[]> {
    const { inbox } = this.#options;
    if (batch.every(({ listVersions }) => listVersions === undefined)) return inbox.accept(batch);
    const stale = await this.#stale(batch);
    if (stale.size === 0) return inbox.accept(batch);
    const rest = batch.filter((_, i) => !stale.has(i));
    const accepted = rest.length > 0 ? await inbox.accept(rest) : [];
    let next = 0;
    return batch.map((_, i) => {
      const users = stale.get(i);
      return users ? { kind: "stale-devices", users } : accepted[next++]!;
    });
  }

  /** Place in the batch → whose list is newer. */
  async #stale(batch: readonly Submission[]): Promise<ReadonlyMap<number, readonly UserId[]>> {
    const { pool, statements } = this.#options;
    const named = batch.flatMap(({ messageId, sender, listVersions = [] }, place) =>
      listVersions.map(({ user, version }) => ({ messageId, sender, user, version, place })),
    );
    const values = [
      uuidArray(named.map(({ messageId }) => messageId)),
      textArray(named.map(({ sender }) => sender)),
      textArray(named.map(({ user }) => user)),
      bigintArray(named.map(({ version }) => version)),
      named.map(({ place }) => place),
    ];
    const { rows } = await pool.query<{ ord: number; user_id: UserId }>({ ...statements("stale-sends"), values });
    const stale = new Map<number, UserId[]>();
    for (const { ord, user_id } of rows) stale.set(ord, [...(stale.get(ord) ?? []), user_id]);
    return stale;
  }
}

/** Lists and prekeys of users of other cells, asked from their home cells by authenticated calls. Lists are kept. */

import type { CellId, UserId, cellwire } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { PeerPath, PeerSource } from "../forward/peer-client.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { ClaimRequest } from "./claims.ts";
import type { DeviceLists, KeptList } from "./device-lists.ts";
import type { Bundle } from "./prekeys.ts";
import { checkedList } from "./signed-list.ts";

/** A kept list that was surely the newest this long ago is not asked for again. */
const FRESH_MS = 10_000;
const RETRY_AFTER_MS = 1_000;

export interface ForeignKeysOptions {
  readonly peers: PeerSource;
  readonly lists: Pick<DeviceLists, "of" | "keep">;
  readonly clock: Clock;
}

interface Asking {
  readonly requester: UserId;
  readonly cell: CellId;
}

export class ForeignKeys {
  readonly #options: ForeignKeysOptions;

  constructor(options: ForeignKeysOptions) {
    this.#options = options;
  }

  /**
   * Encoded lists of those who have one. While their home does not answer, what is kept of them.
   * @throws {RequestRefused} RETRY_AFTER when nothing is kept of one of them, RATE_LIMITED by their home.
   */
  async lists({ requester, cell }: Asking, users: readonly UserId[]): Promise<readonly Uint8Array[]> {
    const kept = await this.#options.lists.of(users);
    const due = users.filter((user) => !this.#isFresh(kept.get(user)));
    const asked = due.length > 0 ? await this.#ask({ requester, cell, users: due }) : [];
    if (asked === "unavailable" && due.some((user) => !kept.has(user)))
      throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_AFTER_MS });
    const found = new Map([...kept].map(([user, { bytes }]) => [user, bytes]));
    if (asked !== "unavailable") for (const { user, bytes } of asked) found.set(user, bytes);
    return [...found.values()];
  }

  /** @throws {RequestRefused} RETRY_AFTER, or what the home cell says. */
  async claim({ requester, cell }: Asking, { user, devices }: ClaimRequest): Promise<readonly Bundle[]> {
    const question = wire.PrekeyClaim.encode({ requester, user, devices: [...devices] }).finish();
    const body = await this.#post(cell, "/v1/prekeys", question);
    if (!body) throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_AFTER_MS });
    const answer = wire.PrekeyClaimAnswer.decode(body);
    refuseLimited(answer);
    return answer.bundles;
  }

  #isFresh(kept: KeptList | undefined): boolean {
    return kept !== undefined && this.#options.clock.nowMs() - kept.askedAtMs < FRESH_MS;
  }

  async #ask({ requester, cell, users }: Asking & { readonly users: readonly UserId[] }) {
    const question = wire.DeviceListsQuestion.encode({ requester, users: [...users] }).finish();
    const body = await this.#post(cell, "/v1/device-lists", question);
    if (!body) return "unavailable";
    const answer = wire.DeviceListsAnswer.decode(body);
    refuseLimited(answer);
    const lists = answer.lists.map(checkedList).filter((list) => typeof list !== "string");
    // A cell speaks for those who were asked for, and for nobody else.
    const good = lists.filter(({ user }) => users.includes(user));
    for (const list of good) await this.#options.lists.keep(list);
    return good;
  }

  async #post(cell: CellId, path: PeerPath, body: Uint8Array): Promise<Uint8Array | undefined> {
    const peer = await this.#options.peers.peer(cell);
    const answer = await peer?.post({ path, body });
    return answer?.kind === "answered" ? answer.body : undefined;
  }
}

function refuseLimited({ code, retryAfterMs }: Pick<cellwire.v1.PrekeyClaimAnswer, "code" | "retryAfterMs">): void {
  if (code) throw new RequestRefused("RATE_LIMITED", { retryAfterMs });
}

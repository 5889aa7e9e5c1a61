/** What other cells ask about the keys of users who live here (docs/protocol.md, "Between cells"). */

import type { CellId, UserId } from "@cellwire/protocol";
import { LIMITS, isDeviceId, isUserId, wire } from "@cellwire/protocol";
import type { PeerQuestion } from "../forward/ingest-routes.ts";
import { decoded, malformed } from "../forward/ingest-routes.ts";
import type { Budgets } from "./budgets.ts";
import type { Claims } from "./claims.ts";
import type { DeviceLists } from "./device-lists.ts";
import type { Homes } from "./homes.ts";
import { CLAIMS_OF_CELL, CLAIMS_OF_PAIR, CLAIMS_OF_USER, LISTS_OF_CELL, LISTS_OF_USER, takeAll } from "./limits.ts";

export interface KeyQuestionsParts {
  readonly cell: CellId;
  readonly lists: Pick<DeviceLists, "of">;
  readonly claims: Claims;
  readonly homes: Homes;
  readonly budgets: Budgets;
}

export function keyQuestions(parts: KeyQuestionsParts): readonly PeerQuestion[] {
  return [
    { path: "/v1/device-lists", answer: (from, body) => answerLists(parts, from, body) },
    { path: "/v1/prekeys", answer: (from, body) => answerClaim(parts, from, body) },
  ];
}

async function answerLists(parts: KeyQuestionsParts, from: CellId, body: Buffer): Promise<Uint8Array> {
  const { requester, users } = decoded(() => wire.DeviceListsQuestion.decode(body));
  if (!isUserId(requester) || users.length > LIMITS.deviceListsPerRequestMax || !users.every(isUserId))
    throw malformed("no requester, or no users");
  const cost = users.length;
  const retryAfterMs = await takeAll(parts.budgets, [
    { limit: LISTS_OF_CELL, who: from, cost },
    { limit: LISTS_OF_USER, who: `${from}/${requester}`, cost },
  ]);
  if (retryAfterMs > 0) return wire.DeviceListsAnswer.encode({ code: "RATE_LIMITED", retryAfterMs }).finish();
  const here = await usersHere(parts, users);
  const found = await parts.lists.of(here);
  const lists = Array.from(found.values(), ({ bytes }) => wire.SignedDeviceList.decode(bytes));
  return wire.DeviceListsAnswer.encode({ lists }).finish();
}

async function answerClaim(parts: KeyQuestionsParts, from: CellId, body: Buffer): Promise<Uint8Array> {
  const { requester, user, devices } = decoded(() => wire.PrekeyClaim.decode(body));
  if (!isUserId(requester) || !isUserId(user)) throw malformed("no requester, or no user");
  if (devices.length > LIMITS.devicesPerUserMax || !devices.every(isDeviceId)) throw malformed("devices");
  const retryAfterMs = await takeAll(parts.budgets, [
    { limit: CLAIMS_OF_CELL, who: from },
    { limit: CLAIMS_OF_PAIR, who: `${from}/${requester} ${user}` },
    { limit: CLAIMS_OF_USER, who: `${from}/${requester}` },
  ]);
  if (retryAfterMs > 0) return wire.PrekeyClaimAnswer.encode({ code: "RATE_LIMITED", retryAfterMs }).finish();
  const [here] = await usersHere(parts, [user]);
  const bundles = here ? await parts.claims.claim({ user: here, devices: devices.filter(isDeviceId) }) : [];
  return wire.PrekeyClaimAnswer.encode({ bundles: [...bundles] }).finish();
}

/** What is kept here of others is not for this cell to tell. */
async function usersHere({ cell, homes }: KeyQuestionsParts, users: readonly UserId[]): Promise<UserId[]> {
  const found = await homes.of(users);
  return users.filter((user) => {
    const home = found.get(user);
    return typeof home === "object" && home.cell === cell;
  });
}

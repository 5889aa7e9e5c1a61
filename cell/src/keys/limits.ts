/** How often users may ask for keys of others. One user's devices share a bucket. */

import type { Budgets, Limit } from "./budgets.ts";

/** Cost: one for each user whose list is asked for. */
export const LISTS_OF_USER = { name: "lists", burst: 2_000, perSecond: 10 } as const satisfies Limit;
/** A client claims once for each peer. */
export const CLAIMS_OF_USER = { name: "claims", burst: 100, perSecond: 1 / 10 } as const satisfies Limit;
/** For one pair of users: nobody shall use up another's one-time keys. */
export const CLAIMS_OF_PAIR = { name: "claims-pair", burst: 10, perSecond: 1 / 60 } as const satisfies Limit;
/** A hostile cell can make requesters up. */
export const LISTS_OF_CELL = { name: "lists-cell", burst: 20_000, perSecond: 1_000 } as const satisfies Limit;
export const CLAIMS_OF_CELL = { name: "claims-cell", burst: 5_000, perSecond: 100 } as const satisfies Limit;

/** Milliseconds to wait; 0: taken. The first of the limits that is used up decides. */
export async function takeAll(
  budgets: Budgets,
  takes: readonly { readonly limit: Limit; readonly who: string; readonly cost?: number }[],
): Promise<number> {
  for (const take of takes) {
    const waitMs = await budgets.take(take);
    if (waitMs > 0) return waitMs;
  }
  return 0;
}

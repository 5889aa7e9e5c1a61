/** Reads a history and decides whether the promises held. Pure: the same history has the same verdict. */

import { arrange } from "./facts.ts";
import type { Facts } from "./facts.ts";
import type { History } from "./history.ts";
import { content } from "./rules/content.ts";
import { deliveryOrder } from "./rules/delivery-order.ts";
import { membersOnly } from "./rules/members-only.ts";
import { noGap } from "./rules/no-gap.ts";
import { nothingMissing, owedDeliveries } from "./rules/nothing-missing.ts";
import { nothingTwice } from "./rules/nothing-twice.ts";
import { oneKey } from "./rules/one-key.ts";
import { outcome } from "./rules/outcome.ts";
import { permitted } from "./rules/permitted.ts";
import { receipts } from "./rules/receipts.ts";
import { senderOrder } from "./rules/sender-order.ts";
import type { Counts, Finding, Verdict, Violation } from "./verdict.ts";

export interface JudgeOptions {
  /** How far the clocks of the devices may differ; 0 in one process. */
  readonly toleranceMs: number;
}

type Rule = (facts: Facts, options: JudgeOptions) => Finding[];

export const RULES = {
  "nothing-missing": nothingMissing,
  "nothing-twice": nothingTwice,
  "one-key": oneKey,
  "delivery-order": deliveryOrder,
  "sender-order": senderOrder,
  "no-gap": noGap,
  receipts,
  content,
  outcome,
  "members-only": membersOnly,
  permitted,
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

/** @throws {HistoryError} when the history itself is unusable. */
export function judge(history: History, options: JudgeOptions = { toleranceMs: 0 }): Verdict {
  const facts = arrange(history);
  const violations = Object.entries<Rule>(RULES).flatMap(([rule, check]) =>
    check(facts, options).map((finding) => ({ rule, ...finding })),
  );
  const unjudged = [...facts.devices.values()].filter((device) => !device.judged).map((device) => device.name);
  return { violations, counts: countsOf(facts, violations), unjudged };
}

function countsOf(facts: Facts, violations: readonly Violation[]): Counts {
  const messages = [...facts.messages.values()];
  const owed = [...owedDeliveries(facts)];
  const broken = (rule: RuleName) => violations.filter((violation) => violation.rule === rule).length;
  return {
    sent: messages.length,
    acknowledged: messages.filter(({ acknowledged }) => acknowledged).length,
    refused: messages.filter(({ refused }) => refused).length,
    unknown: messages.filter(({ unknown }) => unknown).length,
    open: messages.filter(({ acknowledged, refused, unknown }) => !acknowledged && !refused && !unknown).length,
    owed: owed.length,
    excused: owed.filter(({ holding }) => holding === "excused").length,
    delivered: messages.reduce((sum, { deliveredTo }) => sum + deliveredTo.size, 0),
    lost: broken("nothing-missing"),
    duplicated: broken("nothing-twice"),
    outOfOrder: broken("delivery-order"),
  };
}

/**
 * Every number of a term, from 1 to the highest that anyone saw, belongs to a message or a skip. Asked only where some
 * judged device was there from the first message, its user a member throughout: elsewhere nobody need have seen the
 * number. That somebody was no member says nothing about a number.
 */

import type { OrderKey } from "@cellwire/protocol";
import type { Conversation, Facts } from "../facts.ts";
import { NOT_MEMBER, wasAlwaysIn } from "../membership.ts";
import type { Finding } from "../verdict.ts";

/** Numbers `from` to `to` of one term, both included. */
interface Run {
  readonly from: number;
  readonly to: number;
}

export function noGap(facts: Facts): Finding[] {
  const findings: Finding[] = [];
  for (const [id, conversation] of facts.conversations) {
    const devices = witnesses(facts, conversation);
    if (devices.length === 0) continue;
    for (const [term, runs] of runsByTerm(conversation))
      for (const { from, to } of holes(runs)) {
        const numbers = from === to ? `${term}.${from}` : `${term}.${from} to ${term}.${to}`;
        const text = `nobody saw ${numbers} of conversation ${id.slice(0, 8)}, and no skip covers it`;
        findings.push({ messages: [], devices, text });
      }
  }
  return findings;
}

function witnesses(facts: Facts, { stays, firstSentAt }: Conversation): string[] {
  const all = [...facts.devices.values()];
  const there = all.filter(
    ({ user, judged, linkedAt }) => judged && wasAlwaysIn(stays, user) && linkedAt <= firstSentAt,
  );
  return there.map(({ name }) => name);
}

function runsByTerm({ messagesAt, threads }: Conversation): Map<number, Run[]> {
  const keys = [...messagesAt.keys()].map((text) => text.split(".").map(Number) as [number, number]);
  const byTerm = Map.groupBy(keys, ([term]) => term);
  const skips = threads.flatMap((thread) => thread.skips).filter(({ reason }) => reason !== NOT_MEMBER);
  return new Map(
    [...byTerm].map(([term, seen]) => [term, [...seen.map(([, n]) => ({ from: n, to: n })), ...within(term, skips)]]),
  );
}

/** A skip may reach over a change of term: then it covers the rest of the one and the start of the other. */
function within(term: number, skips: readonly { from: OrderKey; to: OrderKey }[]): Run[] {
  return skips
    .filter(({ from, to }) => from.term <= term && term <= to.term)
    .map(({ from, to }) => ({ from: from.term === term ? from.n : 1, to: to.term === term ? to.n : Infinity }));
}

function holes(runs: Run[]): Run[] {
  const found: Run[] = [];
  let through = 0;
  for (const { from, to } of runs.sort((a, b) => a.from - b.from)) {
    if (from > through + 1) found.push({ from: through + 1, to: from - 1 });
    through = Math.max(through, to);
  }
  return found;
}

/** A verdict for a terminal. */

import type { Verdict, Violation } from "./verdict.ts";

const SHOWN_PER_RULE_MAX = 5;

export function renderVerdict({ violations, counts, unjudged }: Verdict): string {
  const rows = Object.entries(counts).map(([name, count]) => [label(name), String(count)] as const);
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const countWidth = Math.max(...rows.map(([, count]) => count.length));
  return [
    ...rows.map(([name, count]) => `  ${name.padEnd(nameWidth)}  ${count.padStart(countWidth)}`),
    ...(unjudged.length > 0 ? [`  not judged for what they lack: ${unjudged.join(", ")}`] : []),
    ...(violations.length === 0 ? ["  every promise held"] : []),
    ...[...Map.groupBy(violations, ({ rule }) => rule)].flatMap(([rule, broken]) => ruleLines(rule, broken)),
    "",
  ].join("\n");
}

function ruleLines(rule: string, broken: readonly Violation[]): string[] {
  const hidden = broken.length - SHOWN_PER_RULE_MAX;
  return [
    `  ${rule}: broken ${broken.length} times`,
    ...broken.slice(0, SHOWN_PER_RULE_MAX).map(({ text }) => `    ${text}`),
    ...(hidden > 0 ? [`    and ${hidden} more`] : []),
  ];
}

/** `outOfOrder` → `out of order`. */
function label(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

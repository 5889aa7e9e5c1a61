/**
 * Exceptions that were there before the rule: rule → path → excess. An exception may only shrink, and once it
 * has shrunk the ratchet must follow, so that it cannot grow back.
 */

import type { Finding } from "./finding.ts";

export type Ratchet = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What to say, one line each; none when the findings are exactly what the ratchet allows. */
export function complaints(findings: readonly Finding[], ratchet: Ratchet): string[] {
  const excess = new Map<string, number>();
  for (const { rule, path, excess: amount } of findings) {
    const key = `${rule} ${path}`;
    excess.set(key, (excess.get(key) ?? 0) + amount);
  }
  const grown = findings.filter(({ rule, path }) => excess.get(`${rule} ${path}`)! > allowed(ratchet, rule, path));
  const shrunk = Object.entries(ratchet).flatMap(([rule, paths]) =>
    Object.entries(paths)
      .map(([path, limit]) => ({ rule, path, limit, now: excess.get(`${rule} ${path}`) ?? 0 }))
      .filter(({ limit, now }) => now < limit),
  );
  return [
    ...grown.map(({ rule, path, line, message }) => `${path}:${line} ${rule}: ${message}`),
    ...shrunk.map(
      ({ rule, path, limit, now }) => `tidy/ratchet.json: ${rule} of ${path} shrank from ${limit} to ${now}`,
    ),
  ];
}

function allowed(ratchet: Ratchet, rule: string, path: string): number {
  return ratchet[rule]?.[path] ?? 0;
}

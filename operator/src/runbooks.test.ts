/** Pages, conditions, alerts and metrics belong together: whoever adds one of them is told of the others. */

import { globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { CELL_CONDITIONS } from "./api/cell-status.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const RUNBOOKS = path.join(ROOT, "docs/runbooks");
const CHART_FILES = path.join(ROOT, "charts/cellwire/files");
const SECTIONS = /^# .+\n\n.+\n\n## Look\n\n(    .+\n)+\n## Do\n\n.+/s;

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const ALERTS = readdirSync(path.join(CHART_FILES, "alerts")).flatMap((name) => {
  const file = parse(read(path.join(CHART_FILES, "alerts", name))) as { groups: { rules: Alert[] }[] };
  return file.groups.flatMap(({ rules }) => rules);
});

function read(file: string): string {
  return readFileSync(file, "utf8");
}

test.each(CELL_CONDITIONS)("condition %s has a page", (condition) => {
  const name = condition.replaceAll(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase();
  const page = read(path.join(RUNBOOKS, "conditions", `${name}.md`));
  expect(page).toMatch(new RegExp(`^# ${condition}\n`));
  expect(page).toMatch(SECTIONS);
  expect(read(path.join(RUNBOOKS, "README.md"))).toContain(`[${condition}](conditions/${name}.md)`);
});

test.each(ALERTS)("alert $alert says how bad it is, and has a page", ({ alert, labels, annotations }) => {
  expect(labels.severity).toMatch(/^(page|ticket)$/);
  expect(annotations.summary).not.toBe("");
  const page = read(path.join(ROOT, annotations.runbook));
  expect(page).toMatch(new RegExp(`^# .*\\b${alert}\\b.*\n`));
  expect(page).toMatch(SECTIONS);
  const link = path.relative(RUNBOOKS, path.join(ROOT, annotations.runbook));
  expect(read(path.join(RUNBOOKS, "README.md"))).toContain(`[${alert}](${link})`);
});

test("no page is left of what is not there any more, and no link leads nowhere", () => {
  const index = read(path.join(RUNBOOKS, "README.md"));
  for (const page of globSync("*/*.md", { cwd: RUNBOOKS })) expect(index).toContain(`(${page})`);
  for (const page of globSync("**/*.md", { cwd: RUNBOOKS })) {
    for (const [, target] of read(path.join(RUNBOOKS, page)).matchAll(/\]\(([^)]+\.md)\)/g)) {
      const file = path.join(RUNBOOKS, path.dirname(page), target!);
      expect(() => read(file), `${page} links to ${target}`).not.toThrow();
    }
  }
});

test("alerts and the dashboard ask for metrics that there are", () => {
  const measured = measuredNames();
  const dashboard = read(path.join(CHART_FILES, "dashboard.json"));
  const asked = [...ALERTS.map(({ expr }) => expr), dashboard].flatMap((text) => [
    ...text.matchAll(/\b(?:cellwire|process)_[a-z0-9_]+\b/g),
  ]);
  const unknown = asked.map(([name]) => name).filter((name) => !isMeasured(name, measured));
  expect([...new Set(unknown)]).toEqual([]);
});

/** Prometheus' text adds `_total` to counters, and `_bucket` and its like to histograms. */
function isMeasured(name: string, measured: ReadonlySet<string>): boolean {
  return name.endsWith("_dev_cell") || measured.has(name.replace(/_(total|bucket|sum|count)$/, ""));
}

/** Names in the sources; some are put together from a prefix in a template and a word. */
function measuredNames(): Set<string> {
  const names = new Set<string>();
  for (const file of globSync("{cell,directory-service,operator,runtime,server-api}/src/**/*metrics.ts", {
    cwd: ROOT,
  })) {
    const text = read(path.join(ROOT, file));
    const words = [...text.matchAll(/"([a-z0-9_]+)"/g)].map(([, word]) => word!);
    const prefixes = [...text.matchAll(/`(cellwire_[a-z_]*)\$\{/g)].map(([, prefix]) => prefix!);
    for (const word of words) for (const prefix of ["", ...prefixes]) names.add(prefix + word);
  }
  return names;
}

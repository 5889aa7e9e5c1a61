import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ERRORS } from "./errors.ts";

const PAGE = readFileSync(new URL("../../docs/directory.md", import.meta.url), "utf8");

it("docs/directory.md has the error catalogue", () => {
  const rows = PAGE.split("## Errors\n")[1]!
    .split("\n")
    .filter((line) => line.startsWith("|"));
  const catalogue = Object.entries(ERRORS).map(([code, { status, retryable, meaning, remedy }]) =>
    `| ${code} | ${status} | ${retryable ? "yes" : "no"} | ${meaning} | ${remedy} |`.replaceAll("`", ""),
  );
  expect(rows.slice(2)).toEqual(catalogue);
});

it("docs/directory.md has every path that the API has", () => {
  const api = readFileSync(new URL("../../protocol/src/directory-api.ts", import.meta.url), "utf8");
  const paths = [...api.matchAll(/^ \* {3}(GET|POST|PUT) +([^ ?]+)/gm)].map(([, method, path]) => `${method} ${path}`);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !PAGE.includes(`\`${path}\``))).toEqual([]);
});

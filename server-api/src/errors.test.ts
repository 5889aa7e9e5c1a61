import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SERVER_ERRORS } from "./errors.ts";

test("docs/server-api.md has the catalogue's table", () => {
  const docs = readFileSync(new URL("../../docs/server-api.md", import.meta.url), "utf8");
  const rows = docs.split("\n").filter((line) => /^\| [A-Z_]+ \| \d{3} \|/.test(line));
  const expected = Object.entries(SERVER_ERRORS).map(
    ([code, { status, meaning, remedy }]) => `| ${code} | ${status} | ${meaning} | ${remedy} |`,
  );
  expect(rows).toEqual(expected);
});

/** docs/protocol.md and the code say the same. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLOSE, ERRORS, LIMITS, closeAction } from "@cellwire/protocol";
import type { CloseAction } from "@cellwire/protocol";
import { expect, test } from "vitest";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/protocol.md"), "utf8");

const ACTION_WORDS: Record<CloseAction, string> = {
  reconnect: "comes back at once",
  "back-off": "comes back with back-off",
  "new-ticket": "gets a new ticket, then comes back",
  stop: "does not come back",
};

test("the error table is the error catalogue", () => {
  const catalogue = Object.entries(ERRORS).map(([code, { meaning, retryable, remedy }]) => [
    code,
    meaning,
    retryable ? "yes" : "no",
    remedy,
  ]);
  expect(table("Errors")).toEqual(catalogue);
});

test("the close code table is the list of close codes", () => {
  const codes = Object.entries(CLOSE).map(([name, code]) => [String(code), name, ACTION_WORDS[closeAction(code)]]);
  expect(table("Close codes")).toEqual(codes);
});

test("the limits table is the list of limits", () => {
  expect(table("Limits")).toEqual(Object.entries(LIMITS).map(([name, value]) => [name, String(value)]));
});

/** Rows of the first table below "## heading", without its header; cells without backticks and padding. */
function table(heading: string): string[][] {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  const rows = (section ?? "").split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** The registry's SQL, one statement a file under sql/. */

import { readFile } from "node:fs/promises";

const NAMES = [
  "add-users",
  "insert-cell",
  "lock-cell",
  "lock-cells",
  "lock-generation",
  "lock-placement",
  "place-thing",
  "place-user",
  "select-cell",
  "select-cells",
  "select-changes",
  "select-head",
  "select-incoming",
  "select-operation",
  "select-operations",
  "select-placement",
  "select-residents",
  "update-cell",
  "update-generation",
  "update-placement",
  "write-operation",
] as const;

export type StatementName = (typeof NAMES)[number];
export type Statements = Readonly<Record<StatementName, string>>;

export async function readStatements(): Promise<Statements> {
  const texts = await Promise.all(
    NAMES.map(async (name) => [name, await readFile(new URL(`sql/${name}.sql`, import.meta.url), "utf8")]),
  );
  return Object.fromEntries(texts) as Statements;
}

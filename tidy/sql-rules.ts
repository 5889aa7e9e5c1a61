/** Rules about SQL, in files of its own and inside TypeScript strings. */

import type { Finding, SourceFile } from "./finding.ts";
import { lineAt } from "./finding.ts";

const KEYWORDS =
  "select insert update delete create alter drop table index function returns language begin end declare from where " +
  "and or not null in as on into values set join left inner order group by limit having union all distinct with " +
  "returning conflict do nothing primary key references unique check default partition of for if then else case when " +
  "exists between is like loop return using commit rollback grant revoke lock desc asc bigint integer text bytea boolean";
const UPPER_KEYWORD = new RegExp(`\\b(${KEYWORDS.toUpperCase().replaceAll(" ", "|")})\\b`, "g");

/** The start of an upper-case statement in a string or template of TypeScript. */
const UPPER_STATEMENT =
  /["'`]\s*((SELECT|INSERT INTO|DELETE FROM|CREATE|ALTER|DROP|WITH|TRUNCATE|UPDATE)\s+\S|(BEGIN|COMMIT|ROLLBACK)["'`;])/g;

export function sqlFindings(file: SourceFile): Finding[] {
  if (file.path.endsWith(".ts")) return upperCase(file, file.text, UPPER_STATEMENT);
  const code = withoutComments(file.text);
  return [...upperCase(file, withoutQuoted(code), UPPER_KEYWORD), ...statementCount(file.path, code)];
}

function upperCase({ path }: SourceFile, text: string, pattern: RegExp): Finding[] {
  return [...text.matchAll(pattern)].map((match) => ({
    rule: "sql-case",
    path,
    line: lineAt(text, match.index),
    message: `SQL in capitals: ${match[1]}`,
    excess: 1,
  }));
}

/** Files under sql/ hold one statement or one function each; migrations hold as many as they need. */
function statementCount(path: string, code: string): Finding[] {
  if (!/(^|\/)sql\//.test(path)) return [];
  const statements = withoutQuoted(code.replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "$$body"))
    .split(";")
    .filter((statement) => statement.trim() !== "").length;
  if (statements <= 1) return [];
  const message = `${statements} statements in one file`;
  return [{ rule: "sql-statements", path, line: 1, message, excess: statements - 1 }];
}

/** Blanks keep offsets, and so line numbers, as they are. */
function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}

function withoutComments(text: string): string {
  return text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, blank);
}

function withoutQuoted(text: string): string {
  return text.replaceAll(/'(?:[^']|'')*'|"[^"]*"/g, blank);
}

/** Rules about names, sizes and words of files of any kind. */

import type { Finding, SourceFile } from "./finding.ts";
import { lineAt } from "./finding.ts";

const FILE_LINES_MAX = 300;

const CODE = /\.(ts|mjs|js|sql|lua|sh)$/;
const KEBAB = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
/** Numbered migrations, whose name is an SQL comment in itself: 0001_inbox.sql. */
const MIGRATION = /(^|\/)migrations\/\d{4}_[a-z0-9_]+\.sql$/;
/** Names that tools and readers of repositories expect in capitals. */
const CONVENTIONAL =
  /^(README|CHANGELOG|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT)\.md$|^(LICENSE|NOTICE|Dockerfile)$|^Chart\.yaml$|^NOTES\.txt$/;
/** Names that say nothing about what is inside. */
const EMPTY_NAMES = new Set(["util", "utils", "helper", "helpers", "common", "misc", "types"]);

/** What belongs to one machine or one network and not to the project. */
const MACHINE_WORDS = [
  { pattern: /(?<![\w.~-])\/(work|root|home|Users)\/[\w.]/g, message: "an absolute path of one machine" },
  { pattern: /https?:\/\/[^\s/"']*(registry|artifactory|nexus|verdaccio)[^\s/"']*/g, message: "a registry host" },
];

export function fileFindings(file: SourceFile): Finding[] {
  return [...nameFindings(file.path), ...sizeFindings(file), ...wordFindings(file)];
}

function nameFindings(path: string): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: string, message: string) => findings.push({ rule, path, line: 1, message, excess: 1 });
  const parts = path.split("/");
  const ill = parts.filter((part) => !KEBAB.test(part) && !CONVENTIONAL.test(part));
  if (ill.length > 0 && !MIGRATION.test(path)) report("file-name", `not kebab-case: ${ill.join(", ")}`);
  const empty = parts.filter((part) => EMPTY_NAMES.has(part.split(".")[0]!));
  if (empty.length > 0) report("empty-name", `a name that says nothing: ${empty.join(", ")}`);
  return findings;
}

function sizeFindings({ path, text }: SourceFile): Finding[] {
  const lines = text.trimEnd().split("\n").length;
  if (!CODE.test(path) || lines <= FILE_LINES_MAX) return [];
  const message = `${lines} lines, over ${FILE_LINES_MAX}`;
  return [{ rule: "file-lines", path, line: 1, message, excess: lines - FILE_LINES_MAX }];
}

function wordFindings({ path, text }: SourceFile): Finding[] {
  return MACHINE_WORDS.flatMap(({ pattern, message }) =>
    [...text.matchAll(pattern)].map((match) => ({
      rule: "machine-word",
      path,
      line: lineAt(text, match.index),
      message: `${message}: ${match[0]}`,
      excess: 1,
    })),
  );
}

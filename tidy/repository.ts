/** The files of this repository that people write: no dependencies, no generated code, no data. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding, SourceFile } from "./finding.ts";
import { fileFindings } from "./file-rules.ts";
import { sourceFindings } from "./source-rules.ts";
import { sqlFindings } from "./sql-rules.ts";

const SKIPPED_FOLDERS = new Set([
  "node_modules",
  ".git",
  "dist",
  "generated",
  "coverage",
  ".cellwire",
  ".cellwire-cluster",
]);
const SKIPPED_FILES = new Set(["package-lock.json"]);
/** A folder that holds more than this is not source. */
const FILES_MAX = 5_000;

export function repositoryFiles(root: string): SourceFile[] {
  const files: SourceFile[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) folders.push(path);
      if (entry.isFile() && !SKIPPED_FILES.has(entry.name)) files.push(read(root, path));
      if (files.length > FILES_MAX) throw new Error(`more than ${FILES_MAX} files: is ${folder} data?`);
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function findings(file: SourceFile): Finding[] {
  const found = fileFindings(file);
  if (/\.(ts|mjs)$/.test(file.path)) found.push(...sourceFindings(file));
  if (/\.(ts|sql)$/.test(file.path)) found.push(...sqlFindings(file));
  return found;
}

function read(root: string, path: string): SourceFile {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

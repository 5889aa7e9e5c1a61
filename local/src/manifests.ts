/** Cell manifests from YAML files. */

import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { KIND, InvalidCellError, parseCell, type Cell } from "@cellwire/operator/api/cell.ts";
import { parseAllDocuments } from "yaml";
import { LocalError } from "./errors.ts";

const BYTES_MAX = 1024 * 1024;

/** The Cell manifests of a checkout's `examples/`. */
export function exampleFiles(checkout: string): string[] {
  return globSync(path.join(checkout, "examples", "*.yaml")).sort();
}

/**
 * Every Cell in the files, in order; other kinds are passed over, so that files written for `kubectl apply` work as
 * they are.
 * @throws {LocalError} BAD_MANIFEST naming the file, the field and the remedy
 */
export function readManifests(files: readonly string[]): Cell[] {
  const cells = files.flatMap(readFile);
  if (cells.length > 0) return cells;
  throw new LocalError("BAD_MANIFEST", {
    message: files.length === 0 ? "there is no manifest" : `${files.join(", ")}: no document of kind ${KIND}`,
    remedy: "name files with --cells; examples/cell-eu.yaml is one",
  });
}

function readFile(file: string): Cell[] {
  const documents = parseAllDocuments(readText(file));
  const found: Cell[] = [];
  for (const document of documents) {
    const fault = document.errors[0];
    if (fault) throw badManifest(file, fault.message, "correct the YAML");
    const value: unknown = document.toJS();
    if (value === null || isOtherKind(value)) continue;
    try {
      found.push(parseCell(value));
    } catch (error) {
      if (error instanceof InvalidCellError)
        throw badManifest(file, `\n  ${error.message.replaceAll("\n", "\n  ")}`, "correct them");
      throw error;
    }
  }
  return found;
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > BYTES_MAX) throw badManifest(file, `is larger than ${BYTES_MAX} bytes`, "name a manifest");
    return bytes.toString("utf8");
  } catch (error) {
    if (error instanceof LocalError) throw error;
    throw badManifest(file, `can't be read (${(error as NodeJS.ErrnoException).code})`, "check the path after --cells");
  }
}

/** Another resource; a document without a kind is a Cell with a fault. */
function isOtherKind(value: unknown): boolean {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  return kind !== undefined && kind !== KIND;
}

function badManifest(file: string, problem: string, remedy: string): LocalError {
  return new LocalError("BAD_MANIFEST", { message: `${file}: ${problem}`, remedy });
}

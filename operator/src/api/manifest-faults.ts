/** What is wrong with a manifest, in words for whoever wrote it. */

import type { z } from "zod";

/** One thing wrong with a manifest: where, what, and what to write instead. */
export interface ManifestFault {
  /** As in YAML: `spec.gateway.replicas`, `spec.network.ingressFrom[0]`; `(root)` for the document itself. */
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

/** All faults, at most one a field: text that is too long fails its pattern as well. */
export function manifestFaults(error: z.ZodError, kind: string): readonly ManifestFault[] {
  const faults = error.issues.flatMap((issue) => faultsOf(issue, kind));
  return faults.filter(({ path }, index) => faults.findIndex((one) => one.path === path) === index);
}

/** One a line. */
export function faultsText(faults: readonly ManifestFault[]): string {
  return faults.map((fault) => `${fault.path}: ${fault.problem}; ${fault.remedy}`).join("\n");
}

function faultsOf(issue: z.core.$ZodIssue, kind: string): ManifestFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      problem: `is not a field of a ${kind}`,
      remedy: "remove it, or correct its spelling or indentation",
    }));
  }
  return [{ path: pathText(issue.path), ...problemAndRemedy(issue) }];
}

function problemAndRemedy(issue: z.core.$ZodIssue): { problem: string; remedy: string } {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? { problem: "is missing", remedy: `add it, with ${withArticle(issue.expected)}` }
        : { problem: `is not ${withArticle(issue.expected)}`, remedy: `write ${withArticle(issue.expected)}` };
    case "invalid_value": {
      const problem = issue.input === undefined ? "is missing" : `does not allow ${JSON.stringify(issue.input)}`;
      return { problem, remedy: `write ${issue.values.map(String).join(" or ")}` };
    }
    case "invalid_format":
      return { problem: "has characters that are not allowed", remedy: `write text that matches ${issue.pattern}` };
    case "invalid_union":
      return unionProblem(issue);
    case "too_small":
      return { problem: "is too small", remedy: `write ${issue.minimum} or more${unitOf(issue.origin)}` };
    case "too_big":
      return { problem: "is too big", remedy: `write ${issue.maximum} or less${unitOf(issue.origin)}` };
    case "custom":
      return { problem: issue.message, remedy: String(issue.params?.["remedy"]) };
    default:
      return { problem: issue.message, remedy: "compare it with the manifests in examples/" };
  }
}

/** The fault of the alternative that came closest: the one that does not complain about the type. */
function unionProblem(issue: z.core.$ZodIssueInvalidUnion): { problem: string; remedy: string } {
  const closest = issue.errors.find(([first]) => first !== undefined && first.code !== "invalid_type")?.[0];
  if (closest) return problemAndRemedy(closest);
  const expected = issue.errors.flatMap(([first]) => (first?.code === "invalid_type" ? [first.expected] : []));
  const either = expected.map(withArticle).join(" or ");
  return { problem: `is not ${either}`, remedy: `write ${either}` };
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}

function withArticle(expected: string): string {
  if (expected === "int") return "a whole number";
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "(root)";
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

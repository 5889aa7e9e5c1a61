/** Rules about TypeScript sources that need the syntax tree. */

import { parseSync } from "@swc/core";
import type { Finding, SourceFile } from "./finding.ts";
import { baseName, isTestPath, lineAt } from "./finding.ts";

const FUNCTION_LINES_MAX = 70;
const PARAMETERS_MAX = 3;

/** Entries of published packages: the only files that may be barrels or be called index.ts. */
const PACKAGE_ENTRIES = new Set(["protocol/src/index.ts", "sdk/src/index.ts", "sdk/src/testing/index.ts"]);

/** Tools ask for a default export in their configuration. */
const DEFAULT_EXPORT_ALLOWED = /\.config\.ts$|^\.[a-z-]+\.mjs$/;

/** swc marks each name with its scope: 1 is global, 2 the module, more is inside. */
const MODULE_SCOPE = 2;

const REGISTERS_TESTS = new Set(["describe", "test", "it"]);

/** A node of swc's tree, read without its type definitions: only the fields named here are used. */
interface Node {
  readonly type?: string;
  readonly span?: { start: number; end: number };
  readonly [field: string]: unknown;
}

interface Visit {
  readonly file: SourceFile;
  readonly bytes: Buffer;
  /** Function expressions that are arguments of calls seen so far. */
  readonly callbacks: Set<Node>;
  readonly report: (violation: Violation) => void;
}

interface Violation extends Pick<Finding, "rule" | "message"> {
  /** In bytes. */
  readonly offset: number;
  readonly excess?: number;
}

export function sourceFindings(file: SourceFile): Finding[] {
  const bytes = Buffer.from(file.text.replace(/^#!/, "//"));
  const tree = parsed(bytes.toString());
  const findings: Finding[] = [];
  const report: Visit["report"] = ({ rule, offset, message, excess = 1 }) => {
    const line = lineAt(bytes.toString("latin1"), offset);
    findings.push({ rule, path: file.path, line, message, excess });
  };
  const visit = { file, bytes, callbacks: new Set<Node>(), report };
  barrelRule(tree.body, visit);
  walk(tree.body, visit);
  return findings;
}

/**
 * The tree with spans as byte offsets into `text`. The parser counts from the first statement and from a base of
 * its own, so a semicolon goes in front of the text to mark where it begins.
 */
function parsed(text: string): { readonly body: Node[] } {
  const tree = parseSync(`;${text}`, { syntax: "typescript", target: "es2024" });
  const base = tree.span.start + 1;
  const body = (tree.body as unknown as Node[]).slice(1);
  shift(body, base);
  return { body };
}

function shift(value: unknown, base: number): void {
  if (Array.isArray(value)) for (const item of value) shift(item, base);
  else if (isNode(value)) {
    if (value.span) {
      value.span.start -= base;
      value.span.end -= base;
    }
    for (const [key, child] of Object.entries(value)) if (key !== "span") shift(child, base);
  }
}

function walk(value: unknown, visit: Visit): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isNode(value)) {
    if (value.type === "CallExpression") markCallbacks(value, visit);
    if (isFunction(value)) functionRules(value, visit);
    syntaxRules(value, visit);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

function isFunction(node: Node): boolean {
  return Array.isArray(node["params"]) && isNode(node["body"]);
}

/** What is passed as an argument has the parameters that the callee gives it. */
function markCallbacks(call: Node, { callbacks }: Visit): void {
  for (const { expression } of call["arguments"] as { expression: Node }[]) callbacks.add(expression);
}

function functionRules(node: Node, { bytes, callbacks, report }: Visit): void {
  const { start, end } = node.span!;
  const over = (rule: string, excess: number, message: string) => {
    if (excess > 0) report({ rule, offset: start, message, excess });
  };
  const lines = isSuite(node) ? 0 : bytes.subarray(start, end).toString().split("\n").length;
  over("function-lines", lines - FUNCTION_LINES_MAX, `${lines} lines, over ${FUNCTION_LINES_MAX}`);
  const parameters = callbacks.has(node) ? 0 : (node["params"] as unknown[]).length;
  over("parameters", parameters - PARAMETERS_MAX, `${parameters} parameters: take an options object`);
}

/** A function that registers tests is a list, not something that a reader must hold in mind at once. */
function isSuite(node: Node): boolean {
  const body = node["body"] as Node;
  const statements = (body["stmts"] ?? []) as Node[];
  return statements.some((statement) => {
    let callee = statement["expression"];
    while (isNode(callee) && callee.type !== "Identifier") callee = callee["callee"] ?? callee["object"];
    return isNode(callee) && REGISTERS_TESTS.has(callee["value"] as string);
  });
}

/** What a node's type alone forbids. */
const FORBIDDEN_SYNTAX: Readonly<Record<string, { readonly rule: string; readonly message: string }>> = {
  ExportDefaultDeclaration: { rule: "default-export", message: "a default export" },
  ExportDefaultExpression: { rule: "default-export", message: "a default export" },
  TsEnumDeclaration: { rule: "enum", message: "an enum: use an `as const` object and a union" },
  TsModuleDeclaration: { rule: "namespace", message: "a namespace" },
  TsParameterProperty: { rule: "parameter-property", message: "a parameter property" },
};

function syntaxRules(node: Node, { file, report }: Visit): void {
  const offset = node.span?.start ?? 0;
  const forbidden = FORBIDDEN_SYNTAX[node.type ?? ""];
  const excepted = forbidden?.rule === "default-export" && DEFAULT_EXPORT_ALLOWED.test(file.path);
  if (forbidden && !excepted) report({ ...forbidden, offset });
  if (isProcessEnv(node) && !mayReadEnvironment(file.path))
    report({ rule: "process-env", offset, message: "process.env outside config.ts" });
}

function isProcessEnv(node: Node): boolean {
  if (node.type !== "MemberExpression") return false;
  const [object, property] = [node["object"], node["property"]] as [Node, Node];
  const key = property.type === "Computed" ? (property["expression"] as Node) : property;
  const isLocal = (object["ctxt"] as number) > MODULE_SCOPE;
  return object["value"] === "process" && !isLocal && key["value"] === "env";
}

function mayReadEnvironment(path: string): boolean {
  return baseName(path) === "config.ts" || path === "vitest.config.ts" || isTestPath(path);
}

function barrelRule(body: Node[], { file, report }: Visit): void {
  if (PACKAGE_ENTRIES.has(file.path)) return;
  if (baseName(file.path) === "index.ts")
    report({ rule: "barrel", offset: 0, message: "an index.ts that is no published package's entry" });
  const reExports = body.filter((node) => /^Export(All|Named)Declaration$/.test(node.type ?? "") && node["source"]);
  if (body.length > 0 && reExports.length === body.length)
    report({ rule: "barrel", offset: 0, message: "a file that only re-exports" });
}

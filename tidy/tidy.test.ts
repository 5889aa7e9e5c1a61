import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { complaints } from "./ratchet.ts";
import type { Ratchet } from "./ratchet.ts";
import { findings, repositoryFiles } from "./repository.ts";

const ROOT = join(import.meta.dirname, "..");
/** Every file is read and parsed; a busy machine takes its time. */
const REPOSITORY_TIMEOUT_MS = 120_000;

describe("the repository", () => {
  test(
    "keeps the house rules, but for exceptions that only shrink",
    () => {
      const ratchet = JSON.parse(readFileSync(join(ROOT, "tidy/ratchet.json"), "utf8")) as Ratchet;
      const files = repositoryFiles(ROOT);
      expect(files.length).toBeGreaterThan(20);
      expect(complaints(files.flatMap(findings), ratchet)).toEqual([]);
    },
    REPOSITORY_TIMEOUT_MS,
  );
});

describe("a planted violation is found", () => {
  const long = (lines: number) => Array.from({ length: lines }, (_, i) => `  f(${i});`).join("\n");
  const planted: readonly { rule: string; path: string; text: string; line?: number }[] = [
    { rule: "file-lines", path: "cell/src/a.ts", text: "f();\n".repeat(301) },
    { rule: "function-lines", path: "cell/src/a.ts", text: `/* é */\n\nfunction g() {\n${long(69)}\n}\n`, line: 3 },
    { rule: "function-lines", path: "cell/src/a.ts", text: `class A {\n  m() {\n${long(69)}\n  }\n}\n`, line: 2 },
    {
      rule: "function-lines",
      path: "cell/src/a.test.ts",
      text: `describe("x", () => {\n test("y", () => {\n${long(70)}\n });\n});`,
    },
    { rule: "parameters", path: "cell/src/a.ts", text: "const g = (a, b, c, d) => a;\n" },
    { rule: "parameters", path: "cell/src/a.ts", text: "class A { constructor(a, b, c, d) {} }\n" },
    { rule: "file-name", path: "cell/src/sendQueue.ts", text: "" },
    { rule: "file-name", path: "cell/src/Flow/accept.ts", text: "" },
    { rule: "empty-name", path: "cell/src/utils.ts", text: "" },
    { rule: "empty-name", path: "cell/src/common/clock.test.ts", text: "" },
    { rule: "default-export", path: "cell/src/a.ts", text: "export default 1;\n" },
    { rule: "default-export", path: "cell/src/a.ts", text: "export default function g() {}\n" },
    { rule: "process-env", path: "cell/src/a.ts", text: "\nconst a = process.env.A;\n", line: 2 },
    { rule: "process-env", path: "cell/src/a.ts", text: 'const a = process["env"];\n' },
    { rule: "process-env", path: "cell/src/a.ts", text: 'import process from "node:process";\nf(process.env);\n' },
    { rule: "barrel", path: "cell/src/inbox.ts", text: 'export * from "./a.ts";\nexport { b } from "./b.ts";\n' },
    { rule: "barrel", path: "cell/src/index.ts", text: "const a = 1;\n" },
    { rule: "enum", path: "cell/src/a.ts", text: "enum A { B }\n" },
    { rule: "namespace", path: "cell/src/a.ts", text: "namespace A {}\n" },
    { rule: "parameter-property", path: "cell/src/a.ts", text: "class A { constructor(private b: number) {} }\n" },
    {
      rule: "sql-case",
      path: "cell/src/sql/a.sql",
      text: "-- WHERE in a comment is fine\nselect 1 FROM a;\n",
      line: 2,
    },
    { rule: "sql-case", path: "cell/src/a.ts", text: "const a = `\n  SELECT 1`;\n" },
    { rule: "sql-case", path: "cell/src/a.ts", text: 'const a = "BEG\u0049N";\n' },
    { rule: "sql-statements", path: "cell/src/sql/a.sql", text: "select 1;\nselect 2;\n" },
    { rule: "machine-word", path: "docs/a.md", text: "see \u002fhome/someone/notes\n" },
    { rule: "machine-word", path: "README.md", text: "get it at https:\u002f/registry.example.org/a\n" },
  ];

  test.each(planted)("$rule in $path", ({ rule, path, text, line }) => {
    const found = findings({ path, text }).filter((finding) => finding.rule === rule);
    expect(found).toHaveLength(1);
    if (line !== undefined) expect(found[0]!.line).toBe(line);
  });
});

describe("what the rules allow", () => {
  const allowed: readonly { why: string; path: string; text: string }[] = [
    { why: "a function of 70 lines", path: "a.ts", text: `function g() {\n${"f();\n".repeat(68)}}\n` },
    {
      why: "a long suite of short tests",
      path: "a.test.ts",
      text: `describe("x", () => {\n${"test(y, f);\n".repeat(100)}});\n`,
    },
    {
      why: "a function that registers tests",
      path: "a.ts",
      text: `function g() {\n it("x", f);\n${"f();\n".repeat(99)}}\n`,
    },
    { why: "the parameters that a callee gives", path: "a.ts", text: "f((a, b, c, d) => a);\n" },
    { why: "the env of something else called process", path: "a.ts", text: "const g = (process) => process.env;\n" },
    { why: "a default export in a tool's configuration", path: "vitest.config.ts", text: "export default {};\n" },
    { why: "the environment in config.ts", path: "cell/src/config.ts", text: "const a = process.env;\n" },
    { why: "the environment in a test", path: "cell/src/a.test.ts", text: "const a = process.env;\n" },
    { why: "a published package's entry", path: "sdk/src/index.ts", text: 'export * from "./client.ts";\n' },
    { why: "a numbered migration", path: "cell/src/inbox/migrations/0001_inbox.sql", text: "select 1; select 2;\n" },
    { why: "a function body of many statements", path: "sql/a.sql", text: "create function a() as $$ x; y; $$;\n" },
    { why: "capitals in SQL strings", path: "sql/a.sql", text: "select 'FROM';\n" },
    { why: "a shebang", path: "a.ts", text: "#!/usr/bin/env node\nf();\n" },
  ];

  test.each(allowed)("$why", ({ path, text }) => {
    expect(findings({ path, text })).toEqual([]);
  });
});

describe("the ratchet", () => {
  const finding = { rule: "file-lines", path: "a.ts", line: 1, message: "310 lines", excess: 10 };

  test("is silent about an exception that stayed as it was", () => {
    expect(complaints([finding], { "file-lines": { "a.ts": 10 } })).toEqual([]);
  });

  test("lets no exception grow", () => {
    expect(complaints([finding], { "file-lines": { "a.ts": 9 } })).toEqual(["a.ts:1 file-lines: 310 lines"]);
  });

  test("must follow an exception that shrank", () => {
    expect(complaints([finding], { "file-lines": { "a.ts": 12 } })).toEqual([
      "tidy/ratchet.json: file-lines of a.ts shrank from 12 to 10",
    ]);
  });

  test("must forget an exception that is gone", () => {
    expect(complaints([], { "file-lines": { "a.ts": 12 } })).toHaveLength(1);
  });
});

/**
 * Runs the import rules of .dependency-cruiser.mjs over the workspaces. A cruise that parses nothing passes
 * every rule (it happens when the parser is missing), so this first cruises a planted tree that breaks rules of each
 * kind, and does not trust a cruiser that misses one.
 */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Statement, VariableDeclarator } from "@swc/core";
import { Visitor } from "@swc/core/Visitor.js";
import { cruise } from "dependency-cruiser";
import type { ICruiseOptions, ICruiseResult, IFlattenedRuleSet } from "dependency-cruiser";

const ROOT = join(import.meta.dirname, "..");

/** Files of the planted tree, and the rules that they break. */
const PLANTED = {
  files: {
    "cell/src/flow/accept.ts": `import type { Server } from "../gateway/server.ts";\nexport type Accept = Server;\n`,
    "cell/src/gateway/server.ts": `export interface Server { readonly port: number }\n`,
    "operator/src/reconcile.ts": `import { loop } from "../../cell/src/loop-a.ts";\nexport const reconcile = loop;\n`,
    "cell/src/loop-a.ts": `import { b } from "./loop-b.ts";\nexport const loop = () => b;\n`,
    "cell/src/loop-b.ts": `import { loop } from "./loop-a.ts";\nexport const b = () => loop;\n`,
    "sdk/src/client.ts": `async function f() { await using a = (await import("../../operator/src/reconcile.ts")).reconcile; }\n`,
    "runtime/src/forgotten.ts": `export const forgotten = 1;\n`,
  },
  rules: ["cell-flow-imports", "operator-imports", "no-cycles", "sdk-imports", "no-orphans"],
} as const;

async function main(): Promise<void> {
  teachUsing();
  const configuration = await loadConfiguration();
  await proveThatRulesBite(configuration);
  const folders = Object.values(configuration.workspaces).filter((name) => existsSync(join(ROOT, name)));
  const result = await cruiseIn(ROOT, folders, configuration);
  const { totalCruised, violations } = result.summary;
  if (totalCruised === 0) throw new Error("the cruise found no modules: nothing was checked");
  for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}`);
  console.log(`imports: ${totalCruised} modules, ${violations.length} violations`);
  if (violations.length > 0) process.exitCode = 1;
}

/** The cruiser walks swc's tree with swc's own visitor, which gives up at `using` and `await using`. */
function teachUsing(): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its `this` below
  const visitOther = Visitor.prototype.visitStatement;
  Visitor.prototype.visitStatement = function (this: Visitor, statement: Statement): Statement {
    const { type, decls } = statement as { type: string; decls?: VariableDeclarator[] };
    if (type !== "UsingDeclaration") return visitOther.call(this, statement);
    for (const declarator of decls!) this.visitVariableDeclarator(declarator);
    return statement;
  };
}

interface Configuration {
  readonly ruleSet: IFlattenedRuleSet;
  readonly options: ICruiseOptions;
  readonly workspaces: readonly string[];
}

async function loadConfiguration(): Promise<Configuration> {
  const rules = (await import(join(ROOT, ".dependency-cruiser.mjs"))) as {
    default: IFlattenedRuleSet & { options: ICruiseOptions };
  };
  const manifest = (await import(join(ROOT, "package.json"), { with: { type: "json" } })) as {
    default: { workspaces: string[] };
  };
  const { options, ...ruleSet } = rules.default;
  return { ruleSet, options, workspaces: manifest.default.workspaces };
}

async function cruiseIn(
  root: string,
  folders: readonly string[],
  configuration: Configuration,
): Promise<ICruiseResult> {
  const options = { ...configuration.options, baseDir: root, ruleSet: configuration.ruleSet, validate: true };
  const { output } = await cruise([...folders], options, configuration.options.enhancedResolveOptions);
  if (typeof output === "string") throw new Error("the cruiser answered with text");
  return output;
}

async function proveThatRulesBite(configuration: Configuration): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "cellwire-imports-"));
  try {
    for (const [path, text] of Object.entries(PLANTED.files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { summary } = await cruiseIn(root, ["cell", "operator", "sdk", "runtime"], configuration);
    const broken = new Set(summary.violations.map((violation) => violation.rule.name));
    const missed = PLANTED.rules.filter((name) => !broken.has(name));
    if (missed.length > 0)
      throw new Error(`the import rules do not bite: ${missed.join(", ")} missed a planted violation`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

await main();

/**
 * Puts together what is published of a package: compiled code with its declarations, README, licence, and a manifest whose
 * entries are the compiled files. Node runs no .ts file below node_modules, and the workspaces run nothing else; so this
 * happens in a folder beside the sources, where `npm pack` and `npm publish` then run. `publishConfig.exports` of the manifest
 * says what the published entries are, as pnpm and yarn read it (npm does not).
 */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Each before those that import it. */
const PUBLISHED = ["protocol", "sdk"] as const;
const COMMAND_TIMEOUT_MS = 5 * 60_000;
/** What Node 20 has, and browsers of 2023: the compiler refuses what came later. */
const LANGUAGE = "es2023";

export type PublishedPackage = (typeof PUBLISHED)[number];

interface Manifest extends Record<string, unknown> {
  readonly name: string;
  readonly publishConfig: { readonly exports: object } & Record<string, unknown>;
}

export interface StageOptions {
  /** Of the repository. */
  readonly root: string;
  /** Made anew; below `root`, so that the compiler finds the dependencies. */
  readonly out: string;
}

/** @returns the tar files that `npm publish` takes */
export function packPackages({ root, out }: StageOptions): Readonly<Record<PublishedPackage, string>> {
  rmSync(out, { recursive: true, force: true });
  const archives = PUBLISHED.map((name) => {
    const folder = path.join(out, name);
    mkdirSync(folder, { recursive: true });
    compile(name, { root, out });
    writeManifest(path.join(root, name), folder);
    cpSync(path.join(root, name, "README.md"), path.join(folder, "README.md"));
    cpSync(path.join(root, "LICENSE"), path.join(folder, "LICENSE"));
    const file = run("npm", ["pack", "--silent", "--pack-destination", out], folder).trim();
    return [name, path.join(out, file)] as const;
  });
  return Object.fromEntries(archives) as Record<PublishedPackage, string>;
}

function compile(name: PublishedPackage, { root, out }: StageOptions): void {
  const sources = path.join(root, name, "src");
  const outDir = path.join(out, name, "dist");
  const staged = PUBLISHED.slice(0, PUBLISHED.indexOf(name));
  const configuration = {
    extends: path.join(root, "tsconfig.json"),
    compilerOptions: {
      target: LANGUAGE,
      lib: [LANGUAGE, "dom", "dom.iterable", "dom.asynciterable"],
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      rootDir: sources,
      outDir,
      typeRoots: [path.join(root, "node_modules/@types")],
      paths: Object.fromEntries(staged.map((one) => [`@cellwire/${one}`, [path.join(out, one, "dist/index.d.ts")]])),
    },
    include: [path.join(sources, "**/*.ts")],
    exclude: [path.join(sources, "**/*.test.ts")],
  };
  const file = path.join(out, `tsconfig-${name}.json`);
  writeFileSync(file, JSON.stringify(configuration));
  run(path.join(root, "node_modules/.bin/tsc"), ["-p", file], root);
  if (name === "protocol") copyGenerated(path.join(sources, "generated"), path.join(outDir, "generated"));
}

/** Generated code is JavaScript with declarations already, which the compiler leaves alone. */
function copyGenerated(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const copy = (name: string, found: string, replacement: string) => {
    const text = readFileSync(path.join(from, name), "utf8");
    if (!text.includes(found)) throw new Error(`${name} has no ${found}`);
    writeFileSync(path.join(to, name), text.replace(found, replacement));
  };
  copy("cellwire.js", "../integers.ts", "../integers.js");
  // Not used, and a dependency of a dependency, which applications need not be able to import.
  copy("cellwire.d.ts", 'import Long = require("long");\n', "");
}

function writeManifest(from: string, to: string): void {
  const manifest = JSON.parse(readFileSync(path.join(from, "package.json"), "utf8")) as Manifest;
  const { scripts: _scripts, devDependencies: _development, publishConfig, ...rest } = manifest;
  const { exports, ...publishing } = publishConfig;
  const published = { ...rest, exports, files: ["dist"], publishConfig: publishing };
  writeFileSync(path.join(to, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
}

function run(command: string, args: readonly string[], cwd: string): string {
  const done = spawnSync(command, args, { cwd, encoding: "utf8", timeout: COMMAND_TIMEOUT_MS });
  if (done.status === 0) return done.stdout;
  throw new Error(`${path.basename(command)} ${args[0]} failed: ${done.stdout}${done.stderr}`, { cause: done.error });
}

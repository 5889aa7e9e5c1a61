import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packPackages, type PublishedPackage } from "../../package-stage.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const MODULES = path.join(ROOT, "node_modules");
const COMMAND_MS = 60_000;

const PROGRAM = `import { textOf, type Message } from "@cellwire/sdk";
import { createFakeNetwork } from "@cellwire/sdk/testing";

const network = createFakeNetwork();
const [alice, bob] = [network.client("alice"), network.client("bob")];
const received = new Promise<Message>((resolve) => bob.on("message", resolve));
await Promise.all([alice.connect(), bob.connect()]);
const sent = await alice.send("bob", "hello");
const key: number = (await received).key.n;
console.log(textOf(await received), key, (await sent.sequenced).state);
await Promise.all([alice.close(), bob.close()]);
`;

/** A folder outside the workspace, with the tar files unpacked where npm would, and their dependencies beside them. */
let folder: string;
let staged: string;
let archives: Readonly<Record<PublishedPackage, string>>;

beforeAll(() => {
  mkdirSync(path.join(ROOT, "dist"), { recursive: true });
  staged = mkdtempSync(path.join(ROOT, "dist", "test-"));
  archives = packPackages({ root: ROOT, out: staged });
  folder = mkdtempSync(path.join(tmpdir(), "cellwire-application-"));
  for (const [name, archive] of Object.entries(archives)) install(`@cellwire/${name}`, archive);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(path.join(folder, "program.ts"), PROGRAM);
});
afterAll(() => {
  for (const one of [staged, folder]) rmSync(one, { recursive: true, force: true });
});

function install(name: string, archive: string): void {
  const target = path.join(folder, "node_modules", name);
  mkdirSync(target, { recursive: true });
  run("tar", "-xzf", archive, "--strip-components=1", "-C", target);
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(target, "package.json"), "utf8"));
  for (const dependency of Object.keys(dependencies).filter((one) => !one.startsWith("@cellwire/"))) {
    const link = path.join(folder, "node_modules", dependency);
    mkdirSync(path.dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(path.join(MODULES, dependency), link);
  }
}

function run(command: string, ...args: string[]): string {
  const done = spawnSync(command, args, { cwd: folder, encoding: "utf8", timeout: COMMAND_MS });
  expect(done).toMatchObject({ status: 0, stderr: "" });
  return done.stdout;
}

/** The one that bootstraps ./cellwire, and that applications run on: not the services' own. */
function nodeOfTheMachine(): string {
  const found = (process.env["PATH"] ?? "")
    .split(":")
    .map((directory) => path.join(directory, "node"))
    .find((file) => !file.includes("node_modules") && existsSync(file));
  return found ?? process.execPath;
}

test("an archive has compiled code, declarations, readme and licence, and nothing else", () => {
  for (const archive of Object.values(archives)) {
    const files = run("tar", "-tzf", archive).trim().split("\n");
    const expected = ["package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"];
    expect(files).toEqual(expect.arrayContaining(expected.map((file) => `package/${file}`)));
    const odd = files.filter(
      (file) => !/^package\/(package\.json|README\.md|LICENSE|dist\/.+\.(js|d\.ts))$/.test(file),
    );
    expect([odd, files.filter((file) => file.includes("test."))]).toEqual([[], []]);
  }
});

test("every entry of a manifest is in its archive", () => {
  for (const name of Object.keys(archives)) {
    const target = path.join(folder, "node_modules/@cellwire", name);
    const { exports } = JSON.parse(readFileSync(path.join(target, "package.json"), "utf8"));
    const files = Object.values<{ types: string; default: string }>(exports).flatMap((one) => Object.values(one));
    expect(files.filter((file) => !existsSync(path.join(target, file)))).toEqual([]);
  }
});

test("an application is checked against the declarations, and talks on the Node of this machine", () => {
  // Declarations are checked too, and without what only browsers have.
  const flags = ["--strict", "--target", "es2022", "--lib", "es2023", "--module", "nodenext", "--types", "node"];
  const typeRoots = path.join(MODULES, "@types");
  run(path.join(MODULES, ".bin/tsc"), ...flags, "--typeRoots", typeRoots, "program.ts");
  expect(run(nodeOfTheMachine(), "program.js")).toBe("hello 1 sequenced\n");
});

test("all that browsers need can be imported on the Node of this machine", () => {
  for (const entry of ["", "/testing", "/store-indexed-db"])
    expect(run(nodeOfTheMachine(), "--eval", `import("@cellwire/sdk${entry}").then(() => console.log("there"))`)).toBe(
      "there\n",
    );
});

test("a program that uses what is not there does not compile", () => {
  writeFileSync(
    path.join(folder, "wrong.ts"),
    `import { createClient } from "@cellwire/sdk";\ncreateClient({ directory: 1 });\n`,
  );
  const args = ["--strict", "--module", "nodenext", "--noEmit", "--skipLibCheck", "--types", "", "wrong.ts"];
  const done = spawnSync(path.join(MODULES, ".bin/tsc"), args, { cwd: folder, encoding: "utf8", timeout: COMMAND_MS });
  expect(done.stdout).toContain("'directory' does not exist in type 'ClientOptions'");
});

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { CHECKOUT } from "@cellwire/local/cluster.ts";
import { expect, test } from "vitest";

const COMMAND_MS = 30_000;

/** What a command that refuses says, and whether it ended with 1. */
async function refusal(...args: string[]): Promise<string> {
  return refusalWith({}, ...args);
}

async function refusalWith(env: Record<string, string>, ...args: string[]): Promise<string> {
  const main = path.join(CHECKOUT, "local/src/main.ts");
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: COMMAND_MS,
    env: { ...process.env, ...env },
  });
  const { promise: ended, resolve } = Promise.withResolvers<number | null>();
  child.once("exit", resolve);
  const said = await text(child.stderr);
  expect(await ended).toBe(1);
  return said;
}

function freshDirectory(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), "cellwire-refusal-")), "data");
}

async function takenPort(): Promise<{ port: string; close: () => void }> {
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const server = createServer().listen(0, "127.0.0.1", resolve);
  await listening;
  return { port: String((server.address() as AddressInfo).port), close: () => server.close() };
}

test.each([[[]], [["--detach"]]])("an `up %s` that is refused leaves no directory behind", async (flags) => {
  const data = freshDirectory();
  const { port, close } = await takenPort();
  expect(await refusal("up", "--data", data, "--port", port, ...flags)).toMatch(`port ${port}, meant for`);
  expect(existsSync(data)).toBe(false);
  close();
});

/** With what finds and makes the stores' account, and without a Redis or a way to install it. */
function pathWithoutRedis(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "cellwire-path-"));
  for (const name of ["id", "test", "useradd"]) {
    const found = ["/usr/bin", "/bin", "/usr/sbin"].map((one) => path.join(one, name)).find(existsSync);
    if (found !== undefined) symlinkSync(found, path.join(directory, name));
  }
  return directory;
}

test("an `up` that misses a binary leaves no directory behind", async () => {
  const data = freshDirectory();
  const said = await refusalWith({ PATH: pathWithoutRedis() }, "up", "--data", data, "--port", "18700");
  expect(said).toMatch("neither redis-server nor valkey-server is on the PATH");
  expect(existsSync(data)).toBe(false);
});

test("an `up` that is refused keeps a directory that was there", async () => {
  const data = freshDirectory();
  mkdirSync(data);
  const { port, close } = await takenPort();
  await refusal("up", "--data", data, "--port", port);
  expect(existsSync(data)).toBe(true);
  close();
});

test("a test suite that is not there is named, with those that are", async () => {
  const sentence =
    "cellwire: there is no test suite smoke; choose one of unit, integration, e2e, browser, or --cluster for the tests on Kubernetes.\n";
  expect(await refusal("test", "smoke")).toBe(sentence);
});

test.each([
  ["of another version", JSON.stringify({ pid: 1 })],
  ["half written", '{"supervisor'],
])("a state file %s is one sentence", async (_what, content) => {
  const data = freshDirectory();
  mkdirSync(data);
  writeFileSync(path.join(data, "state.json"), content);
  const sentence = /^cellwire: \S+state\.json was written by another version of Cellwire; stop what .* that file\.\n$/;
  expect(await refusal("status", "--data", data)).toMatch(sentence);
  expect(await refusal("cluster", "exec", "--data", data, "--", "true")).toMatch(sentence);
});

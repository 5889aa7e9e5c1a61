import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CHECKOUT } from "@cellwire/local/cluster.ts";
import { isAlive } from "@cellwire/local/process-identity.ts";
import { readState } from "@cellwire/local/state-file.ts";
import { afterEach, expect, test } from "vitest";

const PORT = "18300";
const COMMAND_MS = 100_000;
/** A score of commands one after the other, on a machine that other tests share. */
const ALL_COMMANDS_MS = 5 * 60_000;

const dataDir = path.join(mkdtempSync(path.join(tmpdir(), "cellwire-up-")), "data");

afterEach(() => {
  cellwire("down", "--purge");
});

function cellwire(command: string, ...args: string[]): SpawnSyncReturns<string> {
  return piped("", command, ...args);
}

function piped(input: string, command: string, ...args: string[]): SpawnSyncReturns<string> {
  const main = path.join(CHECKOUT, "local/src/main.ts");
  const all = [main, command, "--data", dataDir, ...args];
  return spawnSync(process.execPath, all, { encoding: "utf8", timeout: COMMAND_MS, input });
}

/** On the running cluster: commands that cannot do what was asked say so, and end with 1. */
function checkChatAndRevoke(): void {
  const mars = piped("hello\n", "chat", "alice", "--region", "mars");
  expect([mars.status, mars.stderr]).toEqual([
    1,
    expect.stringContaining("there is no region mars; choose one of eu, us."),
  ]);
  expect(cellwire("revoke", "alice")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("no cell is the home"),
  });

  expect(piped("hello\n", "chat", "alice", "--region", "eu", "--to", "bob")).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("a message to bob was refused (UNKNOWN_USER)"),
  });
  expect(piped("", "chat", "bob", "--region", "us").status).toBe(0);
  const again = piped("hello\n", "chat", "alice", "--region", "us", "--to", "bob");
  expect([again.status, again.stdout]).toEqual([
    0,
    expect.stringContaining("You live in region eu (cell eu), not in us"),
  ]);

  const unknown = cellwire("revoke", "alice", "no-such-device");
  expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining("alice has no device no-such-device")]);
  expect(cellwire("revoke", "alice").status).toBe(0);
  expect(piped("hello\n", "chat", "alice", "--to", "bob")).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/REVOKED.*a new, empty store/),
  });
}

test(
  "up, status and down hold together, also when up itself was killed",
  () => {
    expect(cellwire("status").stderr).toMatch(/nothing runs on .*; start it with `\.\/cellwire up`/);

    const up = cellwire("up", "--detach", "--port", PORT);
    expect(up.stderr).toBe("");
    expect(up.stdout).toMatch(/eu .*gateway-0 gateway-1 forwarder-0 +up/);
    expect(JSON.parse(cellwire("status", "--json").stdout)).toMatchObject({ up: true });
    expect(cellwire("up", "--port", PORT).stderr).toMatch(/already running/);
    expect(cellwire("demo")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/sees: delivered .*once a second/),
    });
    checkChatAndRevoke();

    const state = readState(path.join(dataDir, "state.json"))!;
    process.kill(state.supervisor.pid, "SIGKILL");
    const gateway = state.processes.find(({ name }) => name === "eu/gateway-0")!;
    process.kill(gateway.identity!.pid, "SIGKILL");
    const status = cellwire("status");
    expect(status.status).toBe(1);
    expect(status.stdout).toMatch(/eu\/gateway-0 down/);

    const down = cellwire("down");
    expect(down.stdout).toMatch(/Ended what was left: .*us\/postgres/);
    expect(state.processes.filter(({ identity }) => identity && isAlive(identity))).toEqual([]);
    expect(existsSync(dataDir)).toBe(true);
    expect(cellwire("down", "--purge").stdout).toMatch(/Removed/);
    expect(existsSync(dataDir)).toBe(false);
  },
  ALL_COMMANDS_MS,
);

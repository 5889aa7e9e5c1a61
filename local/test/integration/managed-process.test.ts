import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { identify, isAlive } from "@cellwire/local/process-identity.ts";
import { ManagedProcess, type Exit, type ProcessSpec } from "@cellwire/local/managed-process.ts";
import { afterEach, expect, test } from "vitest";

const started: ManagedProcess[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.kill()));
});

/** A Node process that runs `script`; it is ready once it has written "ready". */
function managed(
  script: string,
  overrides: Partial<ProcessSpec> = {},
): { one: ManagedProcess; exits: Exit[]; log: string } {
  const log = path.join(mkdtempSync(path.join(tmpdir(), "cellwire-process-")), "log");
  writeFileSync(log, "");
  const exits: Exit[] = [];
  const spec: ProcessSpec = {
    name: "eu/gateway-0",
    command: process.execPath,
    args: ["-e", script],
    env: {},
    cwd: "/",
    logFile: log,
    probe: async () => readFileSync(log, "utf8").includes("ready"),
    readyMs: 10_000,
    stopSignal: "SIGTERM",
    stopMs: 5_000,
    ...overrides,
  };
  const one = new ManagedProcess(spec, (exit) => exit && exits.push(exit));
  started.push(one);
  return { one, exits, log };
}

const STAYS = "console.log('ready'); setInterval(() => {}, 1000);";

test("it is running when its probe has said so, and gone after stop, which is expected", async () => {
  const { one, exits } = managed(STAYS);
  one.start();
  await one.waitReady();
  const identity = one.identity!;
  await one.stop();
  expect(isAlive(identity)).toBe(false);
  expect(exits).toEqual([{ code: null, signal: "SIGTERM", unexpected: false }]);
});

test("one that ends before it is ready is reported with the end of its log", async () => {
  const { one, log } = managed("console.error('bad configuration'); process.exit(3)");
  one.start();
  const failure = { code: "PROCESS_FAILED", message: expect.stringMatching(/code 3[^]*bad configuration/) };
  await expect(one.waitReady()).rejects.toMatchObject({ ...failure, remedy: `read ${log}` });
});

test("one that can't be started is reported", async () => {
  const { one } = managed("", { command: "/does/not/exist" });
  one.start();
  await expect(one.waitReady()).rejects.toMatchObject({ message: expect.stringContaining("could not be started") });
});

test("an end that nobody asked for is unexpected", async () => {
  const { one } = managed("console.log('ready'); process.kill(process.pid, 'SIGKILL')");
  one.start();
  expect(await one.exited()).toEqual({ code: null, signal: "SIGKILL", unexpected: true });
});

test("stop turns to SIGKILL when the orderly end does not come", async () => {
  const { one, exits } = managed(`process.on('SIGTERM', () => {}); ${STAYS}`, { stopMs: 200 });
  one.start();
  await one.waitReady();
  await one.stop();
  expect(exits[0]?.signal).toBe("SIGKILL");
});

test("stop before the start, and stop twice, are fine", async () => {
  const { one } = managed(STAYS);
  await one.stop();
  one.start();
  await one.waitReady();
  await one.stop();
  await one.stop();
});

test("kill takes the descendants along", async () => {
  const child = "const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);";
  const { one, log } = managed(`${child} console.log('ready', c.pid); setInterval(() => {}, 1000);`);
  one.start();
  await one.waitReady();
  const descendant = identify(Number(readFileSync(log, "utf8").split(" ")[1]))!;
  await one.kill();
  await expect.poll(() => isAlive(descendant)).toBe(false);
});

test("a paused process is stopped all the same", async () => {
  const { one } = managed(STAYS);
  one.start();
  await one.waitReady();
  one.pause();
  await one.stop();
  expect(one.running).toBe(false);
});

test("the environment given to a start is for that run alone", async () => {
  const { one, log } = managed(`console.log(process.env.FAULT ?? 'none'); ${STAYS}`);
  one.start({ FAULT: "armed" });
  await one.waitReady();
  await one.restart();
  await expect.poll(() => readFileSync(log, "utf8")).toBe("armed\nready\nnone\nready\n");
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { EXIT_CODES } from "./run-main.ts";

const MODULES = ["log.ts", "lifecycle.ts", "config.ts", "run-main.ts"].map((file) =>
  JSON.stringify(new URL(file, import.meta.url).href),
);

/** A process that runs `service` (an object literal's inside) under runMain; `onLine` sees each line it prints. */
async function run(service: string, onLine: (line: string, kill: (signal: NodeJS.Signals) => void) => void) {
  const script = `
    import { createLogger } from ${MODULES[0]};
    import { Lifecycle } from ${MODULES[1]};
    import { runMain } from ${MODULES[3]};
    import { ConfigError } from ${MODULES[2]};
    const log = createLogger({ service: "tested", level: "info" });
    const alive = setInterval(() => undefined, 1000);
    const service = { name: "tested", start: async () => undefined, stop: async () => undefined, ${service} };
    await runMain({ name: "tested", log, build: async () => new Lifecycle().add(service) });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script]);
  let output = "";
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const line of chunk.toString().split("\n")) onLine(line, (signal) => child.kill(signal));
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output };
}

test.each(["SIGTERM", "SIGINT"] as const)("%s stops the services and exits with 0", async (signal) => {
  const { exitCode, output } = await run(`stop: async () => console.log("service stopped")`, (line, kill) => {
    if (line.includes(`"started"`)) kill(signal);
  });
  expect(exitCode).toBe(EXIT_CODES.ok);
  expect(output).toContain("service stopped");
});

test("a second signal ends a stop that hangs", async () => {
  const { exitCode } = await run(`stop: () => new Promise(() => undefined)`, (line, kill) => {
    if (line.includes(`"started"`)) kill("SIGTERM");
    if (line.includes(`"stopping"`)) kill("SIGTERM");
  });
  expect(exitCode).toBe(128 + 15);
});

test("a failed start is logged and exits with 1", async () => {
  const { exitCode, output } = await run(`start: () => Promise.reject(new Error("no database"))`, () => undefined);
  expect(exitCode).toBe(EXIT_CODES.failed);
  expect(output).toContain(`"level":"fatal"`);
  expect(output).toContain("no database");
});

test("a failed stop is logged and exits with 1", async () => {
  const { exitCode, output } = await run(`stop: () => Promise.reject(new Error("stuck"))`, (line, kill) => {
    if (line.includes(`"started"`)) kill("SIGTERM");
  });
  expect(exitCode).toBe(EXIT_CODES.failed);
  expect(output).toContain(`"message":"stuck"`);
});

test("an unhandled rejection and an uncaught exception are logged and exit with 1", async () => {
  const rejection = await run(`start: async () => void Promise.reject(new Error("lost"))`, () => undefined);
  expect(rejection).toMatchObject({ exitCode: EXIT_CODES.failed, output: expect.stringContaining(`"message":"lost"`) });
  const thrown = `start: async () => void setImmediate(() => { throw new Error("thrown"); })`;
  const exception = await run(thrown, () => undefined);
  expect(exception).toMatchObject({
    exitCode: EXIT_CODES.failed,
    output: expect.stringContaining(`"message":"thrown"`),
  });
});

test("a bad configuration is told in plain lines and exits with 2", async () => {
  const { exitCode, output } = await run(
    `start: async () => { throw new ConfigError("A is not set\\nB is not set"); }`,
    () => undefined,
  );
  expect(exitCode).toBe(EXIT_CODES.badConfiguration);
  expect(output).toBe("A is not set\nB is not set\n");
});

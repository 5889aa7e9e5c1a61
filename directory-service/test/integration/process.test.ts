import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { registration } from "../cell-registration.ts";
import { testKey, userToken, type TestKey } from "../test-tokens.ts";
import { emptyDatabase, type FreshDatabase } from "./fresh-database.ts";

const MAIN = new URL("../../src/main.ts", import.meta.url).pathname;
const ADMIN_TOKEN = "admin-token-of-the-tests";
const CALL_TIMEOUT_MS = 5_000;

let database: FreshDatabase;
let directory: string;
let appKey: TestKey;
let environment: NodeJS.ProcessEnv;
let running: ChildProcess[] = [];

beforeAll(async () => {
  database = await emptyDatabase();
  directory = await mkdtemp(join(tmpdir(), "directory-process-"));
  appKey = await testKey("app-1");
  const { privateJwk } = await testKey("dir-1");
  environment = {
    PATH: process.env["PATH"],
    CELLWIRE_DATABASE_URL: database.url,
    CELLWIRE_DIRECTORY_PORT: "0",
    CELLWIRE_SIGNING_KEYS_FILE: await file("signing", JSON.stringify({ active: "dir-1", keys: [privateJwk] })),
    CELLWIRE_USER_TOKEN_KEYS_FILE: await file("users", JSON.stringify({ keys: [appKey.publicJwk] })),
    CELLWIRE_ADMIN_TOKEN_FILE: await file("admin", ADMIN_TOKEN),
  };
});

afterEach(async () => {
  const alive = running.filter((child) => child.exitCode === null && child.signalCode === null);
  running = [];
  await Promise.all(
    alive.map(async (child) => {
      child.kill("SIGKILL");
      await once(child, "exit");
    }),
  );
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await database.drop();
});

describe("the directory's processes", () => {
  it("are not ready before the migration, serve after it, and stop cleanly", async () => {
    const { child, url } = await serving();
    expect((await get(`${url}/readyz`)).status).toBe(503);
    expect(await exitCodeOf(start("migrate"))).toBe(0);
    expect(await exitCodeOf(start("migrate"))).toBe(0);
    expect((await get(`${url}/readyz`)).status).toBe(200);

    expect((await send("PUT", `${url}/v1/cells/eu`, { token: ADMIN_TOKEN, body: registration() })).status).toBe(200);
    const token = await userToken(appKey, { claims: { exp: Math.floor(Date.now() / 1000) + 60 } });
    const answer = await send("POST", `${url}/v1/tickets`, { token, body: { device: "phone" } });
    expect(await answer.json()).toMatchObject({ user: "alice", cell: "eu", epoch: 1 });
    expect(await (await get(`${url}/metrics`)).text()).toMatch(/^cellwire_directory_tickets_total\S* 1$/m);

    child.kill("SIGTERM");
    expect(await exitCodeOf(child)).toBe(0);
  });

  it("give two replicas that race for new users one home each", async () => {
    expect(await exitCodeOf(start("migrate"))).toBe(0);
    const urls = [(await serving()).url, (await serving()).url];
    for (const id of ["eu", "us"]) {
      await send("PUT", `${urls[0]}/v1/cells/${id}`, { token: ADMIN_TOKEN, body: registration() });
    }
    for (const sub of ["bob", "carol", "dave", "erin"]) {
      const token = await userToken(appKey, { claims: { sub, exp: Math.floor(Date.now() / 1000) + 60 } });
      const answers = await Promise.all(
        [...urls, ...urls].map(async (url) => {
          const answer = await send("POST", `${url}/v1/tickets`, { token, body: { device: "phone" } });
          return ((await answer.json()) as { cell: string }).cell;
        }),
      );
      expect(new Set(answers).size).toBe(1);
    }
  });

  it("say what is wrong with the configuration, and how they are used", async () => {
    const faulty = start("serve", { ...environment, CELLWIRE_DATABASE_URL: "nonsense", CELLWIRE_ADMIN_TOKEN_FILE: "" });
    const faults = await errorOutputOf(faulty);
    expect(faults).toContain("CELLWIRE_DATABASE_URL is not valid");
    expect(faults).toContain("CELLWIRE_ADMIN_TOKEN_FILE is not set");
    expect(faulty.exitCode).toBe(2);
    expect(await errorOutputOf(start("help"))).toContain("usage: ");
  });
});

function start(command: string, env = environment): ChildProcess {
  const child = spawn(process.execPath, [MAIN, command], { env, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  return child;
}

/** The log says the port that the system chose. */
async function serving(): Promise<{ child: ChildProcess; url: string }> {
  const child = start("serve");
  for await (const line of createInterface({ input: child.stdout! })) {
    const { msg, port } = JSON.parse(line) as { msg: string; port?: number };
    if (msg === "listening") return { child, url: `http://127.0.0.1:${port}` };
  }
  throw new Error("the directory ended before it listened");
}

async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  child.stdout?.resume();
  child.stderr?.resume();
  if (child.exitCode === null) await once(child, "close");
  return child.exitCode;
}

async function errorOutputOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await once(child, "close");
  return text;
}

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

function get(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
}

function send(method: string, url: string, { token, body }: { token: string; body: unknown }): Promise<Response> {
  return fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
}

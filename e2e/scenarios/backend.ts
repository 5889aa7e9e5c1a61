/** What the application's backend does to users, groups and messages, on real cells, while what carries it out dies. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { parseUserId } from "@cellwire/protocol";
import { textOf } from "@cellwire/sdk";
import { Client } from "pg";
import { expect, test } from "vitest";
import { eventually } from "./harness/eventually.ts";
import { Scenario, type Person } from "./harness/scenario.ts";
import { newKey, serverApi } from "./harness/server-api.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";
import type { WebhookReceiver } from "./harness/webhook-receiver.ts";

const WAIT_MS = 60_000;
const EXAMPLES_MS = 120_000;
const DOCS = new URL("../../docs/server-api.md", import.meta.url);
const run = promisify(execFile);

export interface BackendHolder extends StageHolder {
  readonly webhooks: WebhookReceiver;
}

export function backend(holder: BackendHolder): void {
  test("a suspended user is closed at once, gets nothing, and everything after being resumed", async () => {
    const scenario = new Scenario(holder.stage, "suspended");
    const anna = await scenario.person(scenario.userId("anna"), "eu");
    const uma = await scenario.person(scenario.userId("uma"), "us");
    const api = serverApi(holder.stage.directoryUrl, await holder.stage.cluster.serverToken());
    const [device] = anna.devices;
    const why: (string | undefined)[] = [];
    device.client.on("connection", ({ reason }) => why.push(reason));
    expect((await api("PUT", `/users/${anna.user}/suspension`)).status).toBe(200);
    await eventually(() => device.client.connection === "stopped", {
      what: "the socket is closed",
      timeoutMs: WAIT_MS,
    });
    expect(why).toContain("SUSPENDED");
    await (
      await uma.devices[0].send(anna.user, "kept")
    ).accepted;
    await expect(device.connect()).rejects.toThrow(/suspended/);
    expect((await api("GET", `/users/${anna.user}`)).body.suspendedSinceMs).toBeGreaterThan(0);
    expect((await api("DELETE", `/users/${anna.user}/suspension`)).status).toBe(200);
    await device.connect();
    await gets(anna, "kept");
  });

  test("a system user of one cell reaches a user of another and a group, also by the cell's own API", async () => {
    const scenario = new Scenario(holder.stage, "system-user");
    const system = parseUserId(`system.${scenario.userId("support")}`);
    const [anna, uma] = [
      await scenario.person(scenario.userId("anna"), "eu"),
      await scenario.person(scenario.userId("uma"), "us"),
    ];
    const { cluster } = holder.stage;
    const api = serverApi(holder.stage.directoryUrl, await cluster.serverToken());
    const key = newKey();
    const message = { body: { sender: system, to: { user: uma.user }, content: base64("hello uma") }, key };
    const first = await api("POST", "/messages", message);
    expect(first).toMatchObject({ status: 200, body: { status: "accepted", id: key } });
    expect((await api("POST", "/messages", message)).body).toMatchObject({ status: "accepted", id: key });
    await gets(uma, "hello uma");
    const made = await api("POST", "/groups", {
      body: { actor: system, title: base64("help"), members: [anna.user, uma.user] },
    });
    expect(made.body).toMatchObject({ status: "accepted" });
    const { group } = made.body as { group: string };
    const home = (await api("GET", `/users/${system}`)).body.cell as string;
    const own = cluster.cells.find(({ id }) => id === home)!;
    const direct = serverApi(own.ingestUrl, await cluster.serverToken(own.id));
    const post = { body: { sender: system, to: { group }, content: base64("hello all") } };
    expect((await direct("POST", "/messages", post)).body).toMatchObject({ status: "accepted" });
    await gets(anna, "hello all");
    await gets(uma, "hello all");
    expect((await api("GET", `/groups/${group}?actor=${system}`)).body.members).toHaveLength(3);
    expect((await api("POST", "/messages", { body: { ...message.body, sender: anna.user } })).body.code).toBe(
      "NOT_SYSTEM_USER",
    );
    const elsewhere = serverApi(
      cluster.cells.find(({ id }) => id !== home)!.ingestUrl,
      await cluster.serverToken(own.id),
    );
    expect((await elsewhere("POST", "/messages", post)).body.code).toBe("SERVER_TOKEN_INVALID");
  });

  test("the backend is told of a refused message, though the sender of webhooks is killed before", async () => {
    const scenario = new Scenario(holder.stage, "refused-told");
    const system = parseUserId(`system.${scenario.userId("support")}`);
    const { stage, webhooks } = holder;
    const api = serverApi(stage.directoryUrl, await stage.cluster.serverToken());
    const key = newKey();
    const ghost = scenario.userId("ghost");
    const sent = await api("POST", "/messages", { body: { sender: system, to: { user: ghost }, content: "" }, key });
    expect(sent.body).toMatchObject({ status: "accepted" });
    const home = (await api("GET", `/users/${system}`)).body.cell as string;
    const forwarder = stage.cluster.process(`${home}/forwarder-0`);
    await forwarder.kill();
    forwarder.start();
    await forwarder.waitReady();
    const told = () => webhooks.received.filter(({ data }) => data["id"] === key);
    await eventually(() => told().length > 0, { what: "the refusal is told", timeoutMs: WAIT_MS });
    expect(told()[0]).toMatchObject({ type: "message.refused", data: { sender: system, code: "UNKNOWN_USER" } });
    expect(new Set(told().map(({ id }) => id)).size).toBe(1);
    expect(webhooks.forged).toBe(0);
  });

  test("an erased user is in no table of any cell, though directory and forwarders are killed meanwhile", async () => {
    const { stage, webhooks } = holder;
    const scenario = new Scenario(stage, "erased");
    const { anna, emil, uma } = await scenario.cast();
    const api = serverApi(stage.directoryUrl, await stage.cluster.serverToken());
    await talk(anna, emil, uma);
    expect((await namedIn(stage, "eu", anna.user)).length).toBeGreaterThan(3);
    expect((await namedIn(stage, "us", anna.user)).length).toBeGreaterThan(1);
    const key = newKey();
    expect(await api("POST", `/users/${anna.user}/erasure`, { key })).toMatchObject({ status: 200, body: { op: key } });
    const killed = ["directory/serve", "eu/forwarder-0", "us/forwarder-0"].map((name) => stage.cluster.process(name));
    await Promise.all(killed.map((one) => one.kill()));
    for (const one of killed) one.start();
    await Promise.all(killed.map((one) => one.waitReady()));
    const isDone = async () => (await api("GET", `/erasures/${key}`)).body.state === "done";
    await eventually(isDone, { what: "the erasure is done", timeoutMs: WAIT_MS });
    for (const cell of ["eu", "us"]) expect(await namedIn(stage, cell, anna.user)).toEqual([]);
    for (const device of anna.devices)
      await eventually(() => device.client.connection === "stopped", { what: "no socket stays", timeoutMs: WAIT_MS });
    expect((await api("GET", `/users/${anna.user}`)).body.code).toBe("USER_ERASED");
    const token = await stage.userToken(anna.user);
    const ticket = await fetch(`${stage.directoryUrl}/v1/tickets`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ device: "new-one" }),
    });
    expect(await ticket.json()).toMatchObject({ code: "USER_ERASED" });
    const told = () => webhooks.received.filter(({ data }) => data["erasure"] === key);
    await eventually(() => told().length > 0, { what: "the end is told", timeoutMs: WAIT_MS });
    // The others go on.
    await (
      await emil.devices[0].send(uma.user, "still here")
    ).accepted;
    await gets(uma, "still here");
  });

  test(
    "the examples of docs/server-api.md do what they say",
    async () => {
      const { stage } = holder;
      const scenario = new Scenario(stage, "examples");
      await scenario.person(parseUserId("alice"), "eu");
      await scenario.person(parseUserId("bob"), "us");
      const [, ...blocks] = [...readFileSync(DOCS, "utf8").matchAll(/^```sh\n(.*?)^```$/gms)].map(
        ([, block]) => block!,
      );
      const script = ["set -euo pipefail", ...blocks].join("\n");
      const env = {
        PATH: process.env["PATH"],
        DIRECTORY: stage.directoryUrl,
        TOKEN: await stage.cluster.serverToken(),
      };
      const { stdout } = await run("bash", ["-c", script], { env, timeout: EXAMPLES_MS });
      expect(stdout).toMatch(/"suspendedSinceMs":\d+/);
      expect(stdout.match(/"status":"accepted"/g)).toHaveLength(3);
      expect(stdout).toMatch(/"members":\[/);
      expect(stdout).toMatch(/"state":"(pending|running|done)"/);
    },
    EXAMPLES_MS,
  );
}

/** Direct messages in and across cells, both ways, and a group that all are in. */
async function talk(anna: Person, emil: Person, uma: Person): Promise<void> {
  const [device] = anna.devices;
  await (
    await device.send(emil.user, "to emil")
  ).accepted;
  await (
    await device.send(uma.user, "to uma")
  ).accepted;
  await (
    await uma.devices[0].send(anna.user, "to anna")
  ).accepted;
  await gets(anna, "to anna");
  const { group } = await device.client.createGroup({ title: "friends", members: [emil.user, uma.user] });
  await (
    await device.send({ group }, "to all")
  ).accepted;
  await gets(uma, "to all");
  await (
    await uma.devices[0].send({ group }, "from uma")
  ).accepted;
  await gets(emil, "from uma");
}

async function gets({ user, devices: [device] }: Person, content: string): Promise<void> {
  const has = () => device.received.some((message) => textOf(message) === content);
  await eventually(has, { what: `${user} gets "${content}"`, timeoutMs: WAIT_MS });
}

/** Tables of the cell that have the text in whatever column: as text, in JSON, or in bytes. */
async function namedIn({ cluster }: Stage, cell: string, text: string): Promise<string[]> {
  const { postgresUrl } = cluster.cells.find(({ id }) => id === cell)!;
  const client = new Client({ connectionString: postgresUrl, query_timeout: WAIT_MS });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by name`,
    );
    const found: string[] = [];
    for (const { name } of tables.rows) {
      const query = `select from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0 limit 1`;
      const hit = await client.query(query, [text, Buffer.from(text).toString("hex")]);
      if (hit.rowCount === 1) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

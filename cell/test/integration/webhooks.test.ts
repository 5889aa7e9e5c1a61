import { createServer } from "node:http";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { parseUserId, type UserId } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { WebhookOutbox } from "@cellwire/server-api/webhooks/outbox.ts";
import { isSigned, webhookSecret } from "@cellwire/server-api/webhooks/signature.ts";
import { WebhookSender } from "@cellwire/server-api/webhooks/webhook-sender.ts";
import { metrics } from "@opentelemetry/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { people, placedGroup, say, TITLE, toGroup } from "./groups.ts";
import type { TwoCells } from "./two-cells.ts";
import { connect, submission, twoCells } from "./two-cells.ts";

const SECRET = webhookSecret(`whsec_${randomBytes(24).toString("base64")}`);
const RUN = new AbortController().signal;
const DAY_MS = 24 * 3_600_000;

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
  await cells.eu.pool.query("update incarnation set cell = $1", [cells.eu.cell]);
});
afterAll(() => cells[Symbol.asyncDispose]());

interface Received {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly isSigned: boolean;
}

/** An endpoint that answers with `status`, and senders for it whose clock the test moves. */
async function setup(status = 204) {
  const { pool } = cells.eu;
  await pool.query("delete from webhook_endpoint; delete from webhook_event");
  const received: Received[] = [];
  const endpoint = { status };
  let nowMs = Date.now();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const { type, data } = JSON.parse(body) as { type: string; data: unknown };
      const check = { headers: request.headers, body, nowS: nowMs / 1000 };
      received.push({ id: String(request.headers["webhook-id"]), type, data, isSigned: isSigned(SECRET, check) });
      response.writeHead(endpoint.status, { location: "/elsewhere" }).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const outbox = new WebhookOutbox(pool);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const sender = (target: string | undefined = url) =>
    new WebhookSender({
      outbox,
      target: target === undefined ? undefined : { url: target, secret: SECRET },
      meter: metrics.getMeter("test"),
      clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
      random: { bytes: (count) => new Uint8Array(count), float: () => 0 },
      log: silentLogger,
    });
  const first = sender();
  await first.runOnce(RUN);
  const emit = (type = "test") => pool.query("select emit_webhook($1, '{}')", [type]);
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    outbox,
    received,
    endpoint,
    sender,
    emit,
    run: () => first.runOnce(RUN),
    later: (ms: number) => void (nowMs += ms),
    [Symbol.asyncDispose]: close,
  };
}

test("a refused message of a system user is told once it is refused, signed, and forgotten when it was taken", async () => {
  await using world = await setup();
  const { received, run } = world;
  const system = parseUserId(`system.${randomBytes(4).toString("hex")}`);
  const nobody = parseUserId(`n-${randomBytes(4).toString("hex")}`);
  await connect(cells.eu, system);
  await connect(cells.eu, nobody);
  await cells.eu.gateway.accept([submission(system, "ghost" as UserId), submission(nobody, "ghost" as UserId)]);
  await cells.eu.pool.query("select * from refuse_recipient('ghost', 'UNKNOWN_USER', 1)");
  await run();
  await run();
  expect(received).toMatchObject([
    { type: "message.refused", data: { sender: system, code: "UNKNOWN_USER" }, isSigned: true },
  ]);
});

test("changes of a group that is numbered here are told in full, what is said in it is not", async () => {
  await using world = await setup();
  const { received, run } = world;
  const [ann, ben] = (await people(cells, cells.eu, 2)) as [UserId, UserId];
  const group = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(group, ann, { kind: "create", title: TITLE, members: [] }));
  await say(cells.eu, toGroup(group, ann, { kind: "add", users: [ben] }), toGroup(group, ben, "hello"));
  await run();
  expect(received.map(({ data }) => data)).toEqual([
    { group, actor: ann, change: "create", users: [], order: { term: 1, n: 1 } },
    { group, actor: ann, change: "add", users: [ben], order: { term: 1, n: 2 } },
  ]);
});

test("what is not taken comes again with the same id, later each time, redirects not followed", async () => {
  await using world = await setup(302);
  const { received, endpoint, emit, run, later } = world;
  await emit();
  await run();
  await run();
  expect(received).toHaveLength(1);
  later(5_000);
  await run();
  later(9_000);
  await run();
  expect(received).toHaveLength(2);
  endpoint.status = 200;
  later(1_000);
  await run();
  await run();
  expect(received.map(({ id }) => id)).toEqual(Array.from({ length: 3 }, () => received[0]!.id));
});

test("what a sender had claimed when it died is sent by another", async () => {
  await using world = await setup();
  const { outbox, received, sender, emit, later } = world;
  await emit();
  await outbox.claim({ nowMs: Date.now(), untilMs: Date.now() + 60_000, limit: 8 });
  const other = sender();
  await other.runOnce(RUN);
  expect(received).toEqual([]);
  later(61_000);
  await other.runOnce(RUN);
  expect(received).toHaveLength(1);
});

test("an endpoint that takes nothing for five days is given up, and another URL begins anew", async () => {
  await using world = await setup(500);
  const { outbox, received, endpoint, sender, emit, run, later } = world;
  await emit();
  await run();
  later(5 * DAY_MS - 1);
  await run();
  expect(await outbox.state()).toEqual({ waiting: 1, isDisabled: false });
  later(DAY_MS);
  await run();
  expect(await outbox.state()).toEqual({ waiting: 0, isDisabled: true });
  await emit();
  expect((await outbox.state()).waiting).toBe(0);
  endpoint.status = 200;
  received.length = 0;
  const other = sender(`http://127.0.0.1:1/`);
  await other.runOnce(RUN);
  expect(await outbox.state()).toEqual({ waiting: 0, isDisabled: false });
});

test("one that says it is gone is given up at once", async () => {
  await using world = await setup(410);
  await world.emit();
  await world.run();
  expect(await world.outbox.state()).toEqual({ waiting: 0, isDisabled: true });
});

test("without an endpoint nothing is written, and what waited is forgotten", async () => {
  await using world = await setup(500);
  const { outbox, emit } = world;
  await emit();
  const none = new WebhookSender({
    outbox,
    target: undefined,
    meter: metrics.getMeter("test"),
    clock: { nowMs: Date.now, monotonicMs: Date.now },
    random: { bytes: (count) => new Uint8Array(count), float: () => 0 },
    log: silentLogger,
  });
  await none.runOnce(RUN);
  await emit();
  expect((await outbox.state()).waiting).toBe(0);
});

/** With a push service on this machine; the internet is never called. */

import { createHmac, generateKeyPairSync } from "node:crypto";
import { importJWK, jwtVerify } from "jose";
import { messageIdAt, parseDeviceId, type DeviceId, type UserId } from "@cellwire/protocol";
import { createLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { loadStatements } from "../../src/inbox/statements.ts";
import { PushHttp } from "../../src/push/push-http.ts";
import { PushRelay } from "../../src/push/relay.ts";
import { pushRequests } from "../../src/push/requests.ts";
import { PushSubscriptions } from "../../src/push/subscriptions.ts";
import { COLLAPSE_MS, DELIVERY_WINDOW_MS, TURN_MS, Waker } from "../../src/push/waker.ts";
import { WebPush } from "../../src/push/web-push.ts";
import { fakePushService } from "./fake-push-service.ts";
import { connect, DEVICE, pairNumberedByFirst, submission, twoCells } from "./two-cells.ts";

const NEVER = new AbortController().signal;
const RELAY_SECRET = "a secret of the relay";

async function setup() {
  const [service, cells] = await Promise.all([fakePushService(), twoCells()]);
  const { eu } = cells;
  const [sender, user] = pairNumberedByFirst();
  await connect(eu, sender);
  await connect(eu, user);
  const startMs = Date.now();
  // Behind the database's clock, so that what is accepted now comes after the subscription.
  const clock = { time: startMs - 1_000, nowMs: () => clock.time, monotonicMs: () => clock.time };
  const logged: string[] = [];
  const log = createLogger({
    service: "test",
    level: "trace",
    destination: { write: (line) => void logged.push(line) },
  });
  const connected = { devices: [] as DeviceId[], isKnown: true };
  const routes = {
    connectedDevices: async (users: readonly UserId[]) =>
      connected.isKnown ? new Map(users.map((one) => [one, new Set(connected.devices)])) : ("unknown" as const),
  };
  const random = { bytes: () => new Uint8Array(0), float: () => 0.5 };
  const subscriptions = new PushSubscriptions({ pool: eu.pool, statements: loadStatements() });
  const http = new PushHttp({ publicOnly: false, log });
  const vapid = vapidKeys();
  const web = new WebPush({ vapid, http, publicOnly: false, clock });
  const relay = new PushRelay({ url: `${service.url}/relay`, secret: RELAY_SECRET, http, clock });
  const outcomes: string[] = [];
  const onOutcome = (provider: string, outcome: string) => void outcomes.push(`${provider} ${outcome}`);
  const options = { subscriptions, providers: { web, relay }, routes, clock, random, log, onOutcome };
  const asks = { subscriptions, vapidKey: vapid.publicKey, hasRelay: true, publicOnly: false, clock };
  const requests = pushRequests({ ...asks, random });
  const from = { user, device: DEVICE };
  const under = {
    clock,
    connected,
    logged,
    outcomes,
    requests,
    from,
    service,
    vapid,
    waker: new Waker(options),
    another: new Waker(options),
    eu,
    sender,
    user,
    subscribe: (path = "/web") => requests.pushSubscribe({ endpoint: `${service.url}${path}` }, from),
    send: (ageMs = 0) => {
      const id = messageIdAt(Date.now() - ageMs, crypto.getRandomValues(new Uint8Array(10)));
      return eu.gateway.accept([submission(sender, user, { id })]);
    },
    /** So much later than the message that was just sent. */
    after: (ms: number) => void (clock.time = Date.now() + ms),
    run: () => under.waker.runOnce(NEVER),
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await Promise.all([service[Symbol.asyncDispose](), cells[Symbol.asyncDispose]()]);
    },
  };
  return under;
}

test("wakes a device that has not got a message in its window, by VAPID and with nothing in it", async () => {
  await using under = await setup();
  await under.subscribe();
  await under.send();
  under.after(DELIVERY_WINDOW_MS - 2_000);
  expect(await under.run()).toBe(0);
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(1);
  const [{ path, headers, body }] = under.service.posted as [(typeof under.service.posted)[0]];
  expect(path).toBe("/web");
  expect(body).toBe("");
  expect(headers).toMatchObject({ ttl: "86400", urgency: "high", topic: "wake", "content-length": "0" });
  const [, token = "", key] = /^vapid t=([^,]+), k=(.+)$/.exec(headers["authorization"] ?? "") ?? [];
  expect(key).toBe(under.vapid.publicKey);
  const { payload } = await jwtVerify(token, await importJWK(under.vapid.jwk, "ES256"), {
    audience: under.service.url,
    currentDate: new Date(under.clock.time),
  });
  expect(payload).toMatchObject({ sub: "mailto:ops@example.com" });
  expect(payload.exp! * 1_000 - under.clock.time).toBeLessThanOrEqual(24 * 3_600_000);
  expect(under.logged.join()).not.toContain(under.service.url);
});

test("wakes once for any number of messages, and again after a minute only for a new one", async () => {
  await using under = await setup();
  await under.subscribe();
  for (let i = 0; i < 5; i++) await under.send();
  under.after(DELIVERY_WINDOW_MS + 1_000);
  const runs = await Promise.all([under.run(), under.another.runOnce(NEVER)]);
  expect(runs.toSorted((a, b) => a - b)).toEqual([0, 1]);
  under.clock.time += COLLAPSE_MS - 1_000;
  await under.eu.pool.query("update conversation set updated_ms = $1", [under.clock.time]);
  await under.run();
  expect(under.service.posted).toHaveLength(1);
  // Its turn, after the minute: the conversation has grown since.
  under.clock.time += TURN_MS;
  expect(await under.run()).toBe(1);
  under.clock.time += TURN_MS;
  expect(await under.run()).toBe(0);
});

test("wakes nobody who is connected, unless the socket turns out to be dead", async () => {
  await using under = await setup();
  await under.subscribe();
  under.connected.devices = [DEVICE];
  await under.send();
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(0);
  under.connected.devices = [];
  under.clock.time += COLLAPSE_MS;
  expect(await under.run()).toBe(1);
});

test("wakes nobody who has it", async () => {
  await using under = await setup();
  await under.subscribe();
  await under.send();
  await under.eu.pool.query(
    `insert into cursor (user_id, device_id, conversation, delivered_term, delivered_n) select $1, $2, id, 1, 1 from conversation
     on conflict (user_id, device_id, conversation) do update set delivered_term = 1, delivered_n = 1`,
    [under.user, DEVICE],
  );
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(0);
});

test("wakes no device for what its own user wrote", async () => {
  await using under = await setup();
  const tablet = { user: under.sender, device: parseDeviceId("tablet") };
  await connect(under.eu, tablet.user, tablet.device);
  await under.requests.pushSubscribe({ endpoint: `${under.service.url}/own` }, tablet);
  await under.send();
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(0);
});

test("waits while nobody knows who is connected", async () => {
  await using under = await setup();
  await under.subscribe();
  await under.send();
  under.connected.isKnown = false;
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(0);
  under.connected.isKnown = true;
  under.clock.time += 11_000;
  expect(await under.run()).toBe(1);
});

test("finds a message that was long under way when the device has its turn", async () => {
  await using under = await setup();
  await under.subscribe();
  under.after(1_000);
  await under.run(); // the look has passed
  await under.send(20 * 60_000);
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(0);
  under.clock.time += TURN_MS;
  expect(await under.run()).toBe(1);
});

test.each([404, 410])("forgets a subscription that the push service answers with %i", async (status) => {
  await using under = await setup();
  await under.subscribe();
  await under.send();
  under.service.answers.push([status]);
  under.after(DELIVERY_WINDOW_MS + 1_000);
  await under.run();
  const { rows } = await under.eu.pool.query("select from push_subscription");
  expect(rows).toEqual([]);
});

test("tries again with growing pauses, as late as it is told, and gives up after eight", async () => {
  await using under = await setup();
  await under.subscribe();
  await under.send();
  under.service.answers.push([503], [429, { "retry-after": "300" }]);
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(0);
  expect(await under.run()).toBe(0);
  expect(under.service.posted).toHaveLength(1);
  under.clock.time += 30_000;
  await under.run();
  under.clock.time += 299_000;
  await under.run();
  expect(under.service.posted).toHaveLength(2);
  under.clock.time += 1_000;
  expect(await under.run()).toBe(1);
  expect(under.outcomes).toEqual(["web failed", "web failed", "web sent"]);
  await under.eu.pool.query("update conversation set updated_ms = $1", [under.clock.time + 1]);
  for (let i = 0; i < 20; i++) {
    under.service.answers.push([500]);
    under.clock.time += 24 * 3_600_000;
    await under.run();
  }
  expect(under.service.posted).toHaveLength(3 + 8);
});

test("wakes by the relay, signed and with the token alone", async () => {
  await using under = await setup();
  await under.requests.pushSubscribe({ token: "fcm:abc" }, under.from);
  await under.send();
  under.after(DELIVERY_WINDOW_MS + 1_000);
  expect(await under.run()).toBe(1);
  const [{ path, headers, body }] = under.service.posted as [(typeof under.service.posted)[0]];
  expect(path).toBe("/relay");
  expect(JSON.parse(body)).toEqual({ token: "fcm:abc" });
  const seconds = Math.floor(under.clock.time / 1_000);
  const signature = createHmac("sha256", RELAY_SECRET).update(`${seconds}.${body}`).digest("hex");
  expect(headers["cellwire-signature"]).toBe(`t=${seconds},v1=${signature}`);
});

test("wakes no device that unsubscribed or was revoked, and the newest subscription alone", async () => {
  await using under = await setup();
  await under.subscribe("/old");
  await under.subscribe("/new");
  await under.send();
  under.after(DELIVERY_WINDOW_MS + 1_000);
  await under.run();
  expect(under.service.posted.map(({ path }) => path)).toEqual(["/new"]);
  await under.requests.pushUnsubscribe({}, under.from);
  await under.send();
  under.clock.time += TURN_MS;
  expect(await under.run()).toBe(0);
  await under.subscribe();
  await under.send();
  await under.eu.pool.query("select revoke_devices('eu', $1, $2, $3)", [under.user, DEVICE, Date.now()]);
  under.clock.time += TURN_MS * 2;
  expect(await under.run()).toBe(0);
  expect((await under.eu.pool.query("select from push_subscription")).rows).toEqual([]);
});

test("takes only what the cell can call", async () => {
  await using under = await setup();
  const { eu, clock, from } = under;
  const subscriptions = new PushSubscriptions({ pool: eu.pool, statements: loadStatements() });
  const random = { bytes: () => new Uint8Array(0), float: () => 0.5 } as never;
  const strict = { subscriptions, vapidKey: "key", hasRelay: false, publicOnly: true, clock, random };
  const asks = pushRequests(strict);
  for (const endpoint of [
    "http://push.example",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    `https://x.example/${"y".repeat(1_024)}`,
    "",
  ])
    await expect(asks.pushSubscribe({ endpoint }, from), endpoint).rejects.toMatchObject({ code: "MALFORMED" });
  await expect(asks.pushSubscribe({ token: "x" }, from)).rejects.toMatchObject({ code: "PUSH_OFF" });
  const off = pushRequests({ ...strict, vapidKey: undefined });
  await expect(off.pushSubscribe({ endpoint: "https://x.example" }, from)).rejects.toMatchObject({ code: "PUSH_OFF" });
  expect(await off.getPushKey({}, from)).toEqual({ pushKey: { vapidKey: "", relay: false } });
  // What got in by another way is not called either.
  const inside = new PushHttp({ publicOnly: true, log: createLogger({ service: "test", level: "silent" }) });
  const { port } = new URL(under.service.url);
  expect(await inside.post(`http://localhost:${port}/x`, {})).toEqual({ kind: "failed" });
  const web = new WebPush({ vapid: under.vapid, http: inside, publicOnly: true, clock });
  expect(await web.wake(`${under.service.url}/x`)).toEqual({ kind: "gone" });
  expect(under.service.posted).toEqual([]);
  await inside.close();
});

function vapidKeys() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "", d = "" } = privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const jwk = { kty: "EC", crv: "P-256", x, y };
  return { subject: "mailto:ops@example.com", publicKey: point.toString("base64url"), privateKey: d, jwk };
}

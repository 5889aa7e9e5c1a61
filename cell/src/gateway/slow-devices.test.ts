import { expect, test } from "vitest";
import type { DeviceId } from "@cellwire/protocol";
import { LIMITS, ORIGIN, encodeClientFrame, wire } from "@cellwire/protocol";
import {
  ALICE,
  BOB,
  CONVERSATION,
  PHONE,
  fakeGateway,
  openConnection,
  sequencedMessage,
  settled,
} from "../../test/gateway-fixture.ts";
import { GATEWAY_LIMITS } from "./gateway-limits.ts";

const HEAD = {
  conversation: CONVERSATION,
  peer: BOB,
  head: { term: 1, n: 9 },
  delivered: ORIGIN,
  read: ORIGIN,
  peerDelivered: ORIGIN,
  peerRead: ORIGIN,
  unread: 9,
  updatedMs: 1,
};

async function setup() {
  const since: number[] = [];
  const heads = async ({ sinceMs }: { sinceMs: number }) => {
    since.push(sinceMs);
    return since.length === 1 ? [] : [HEAD];
  };
  const gateway = fakeGateway({ inbox: { heads } });
  const { socket, connection } = await openConnection(gateway);
  const push = (n: number, bytes = 1) =>
    gateway.registry.publish(sequencedMessage(n, { content: new Uint8Array(bytes) }), [BOB, ALICE]);
  const delivered = () => socket.frames.filter((frame) => frame.deliver).length;
  const offered = () => socket.frames.filter((frame) => frame.heads).length;
  return { gateway, socket, connection, push, delivered, offered, since };
}

test("a device that reads and never reports gets a window of messages, and heads when it reports", async () => {
  const { gateway, connection, push, delivered, offered } = await setup();
  for (let n = 1; n <= 2000; n++) push(n);
  await settled();
  expect(delivered()).toBe(LIMITS.unacknowledgedMax);
  expect(gateway.metrics).toMatchObject({ lagging: 1, pushesDropped: 2000 - LIMITS.unacknowledgedMax });
  await gateway.offers.runOnce();
  expect(offered()).toBe(0);
  connection.receive(encodeClientFrame({ cursors: { received: 1000 } }), true);
  await gateway.offers.runOnce();
  await settled();
  expect(offered()).toBe(1);
  push(2001);
  await settled();
  expect(delivered()).toBe(LIMITS.unacknowledgedMax + 1);
});

test("a device that never reads its socket costs bounded memory, and gets heads when it reads again", async () => {
  const { gateway, socket, push, delivered, offered } = await setup();
  socket.isFull = true;
  for (let n = 1; n <= 50; n++) push(n, 65_536);
  await settled();
  expect(socket.bufferedAmount).toBeLessThan(GATEWAY_LIMITS.backlogBytesMax + 2 * 65_536);
  const before = delivered();
  await gateway.offers.runOnce();
  expect(offered()).toBe(0);
  [socket.isFull, socket.bufferedAmount] = [false, 0];
  await gateway.offers.runOnce();
  push(51);
  await settled();
  expect([offered(), delivered()]).toEqual([1, before + 1]);
});

test("a device that asks and does not read the answers is not read from until they are gone", async () => {
  const { gateway, socket, connection } = await setup();
  socket.isFull = true;
  const ping = encodeClientFrame({ ping: { nonce: 1 } });
  while (!socket.isPaused) {
    for (let i = 0; i < 1000; i++) connection.receive(ping, true);
    await settled();
  }
  expect(socket.bufferedAmount).toBeLessThan(GATEWAY_LIMITS.backlogBytesHardMax);
  socket.bufferedAmount = 0;
  gateway.rooms.check();
  await settled();
  expect(socket.isPaused).toBe(false);
});

test("a backlog far over its bound closes with SLOW", async () => {
  const { socket, gateway } = await setup();
  socket.isFull = true;
  const frame = wire.ServerFrame.encode({ error: { detail: "x".repeat(100_000) } }).finish();
  for (let i = 0; i < 20 && socket.closeName === undefined; i++) gateway.registry.notify({ users: [ALICE], frame });
  expect(socket.closeName).toBe("SLOW");
});

test("a fetch waits until the socket takes its answer", async () => {
  const { gateway, socket, connection } = await setup();
  socket.bufferedAmount = GATEWAY_LIMITS.backlogBytesMax;
  connection.receive(encodeClientFrame({ fetch: { conversation: CONVERSATION } }), true);
  await settled();
  expect(socket.frames.some((frame) => frame.fetched)).toBe(false);
  socket.bufferedAmount = 0;
  gateway.rooms.check();
  await settled();
  expect(socket.frames.some((frame) => frame.fetched)).toBe(true);
});

test("heads that could not be read are offered again, as of when the device began to lag", async () => {
  const { gateway, push, connection, since, offered } = await setup();
  const { catchUp } = gateway.context;
  const missed = catchUp.missed.bind(catchUp);
  for (let n = 1; n <= 1025; n++) push(n);
  const laggedAtMs = gateway.clock.time;
  connection.receive(encodeClientFrame({ cursors: { received: 1024 } }), true);
  Object.assign(catchUp, { missed: () => ({ next: async () => Promise.reject(new Error("gone")) }) });
  gateway.clock.time += 60_000;
  await expect(gateway.offers.runOnce()).rejects.toThrow("1 offers failed");
  Object.assign(catchUp, { missed });
  await gateway.offers.runOnce();
  await settled();
  expect(offered()).toBe(1);
  expect(since.at(-1)).toBeLessThanOrEqual(laggedAtMs);
});

test("a loss somewhere offers heads to all devices, at a bounded rate", async () => {
  const gateway = fakeGateway();
  const devices = Array.from({ length: 120 }, (_, n) => `d${n}` as DeviceId);
  let at = 0;
  Object.assign(gateway.context.tickets, {
    verify: async () => ({
      kind: "valid",
      bearer: { user: ALICE, device: devices[at++]!, epoch: 1 },
      isResume: false,
      expiresMs: gateway.clock.time,
    }),
  });
  for (const _ of devices) await openConnection(gateway);
  gateway.offers.offerAll("test");
  const counts: number[] = [];
  for (let round = 0; round < 4; round++) {
    await gateway.offers.runOnce();
    counts.push(gateway.metrics.headsOffered);
  }
  expect(counts).toEqual([50, 100, 120, 120]);
});

test("the sending device learns the place, its user's other devices and the peer get the message", async () => {
  const gateway = fakeGateway();
  const { socket } = await openConnection(gateway);
  gateway.registry.publish(sequencedMessage(1, { sender: ALICE, senderDevice: PHONE, recipient: BOB }), [ALICE, BOB]);
  gateway.registry.publish(sequencedMessage(2, { sender: ALICE, recipient: BOB }), [ALICE, BOB]);
  await settled();
  expect(socket.frames.slice(-2).map((frame) => frame.body)).toEqual(["sequenced", "deliver"]);
});

test("a notice can leave out one device, or mean only one", async () => {
  const gateway = fakeGateway();
  const { socket } = await openConnection(gateway);
  const frame = wire.ServerFrame.encode({ receipt: { conversation: CONVERSATION, user: BOB } }).finish();
  const other = "tablet" as DeviceId;
  gateway.registry.notify({ users: [ALICE], frame, exceptDevice: PHONE });
  gateway.registry.notify({ users: [ALICE], frame, onlyDevice: other });
  await settled();
  expect(socket.frames.some(({ receipt }) => receipt)).toBe(false);
  gateway.registry.notify({ users: [ALICE], frame, exceptDevice: other });
  gateway.registry.notify({ users: [ALICE], frame, onlyDevice: PHONE });
  await settled();
  expect(socket.frames.filter(({ receipt }) => receipt)).toHaveLength(2);
});

test("a displacement closes only an older connection", async () => {
  const gateway = fakeGateway();
  const { socket } = await openConnection(gateway);
  const route = { user: ALICE, device: PHONE };
  gateway.registry.displace({ ...route, connectionEpoch: 1, reason: "replaced" });
  expect(socket.closeName).toBeUndefined();
  gateway.registry.displace({ ...route, connectionEpoch: 2, reason: "revoked" });
  expect(socket.closeName).toBe("REVOKED");
});

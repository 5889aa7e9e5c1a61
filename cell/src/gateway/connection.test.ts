import { describe, expect, test } from "vitest";
import { LIMITS, ORIGIN, encodeClientFrame, wire } from "@cellwire/protocol";
import {
  ALICE,
  BOB,
  CONVERSATION,
  NOW_MS,
  PHONE,
  connect,
  fakeGateway,
  hello,
  messageId,
  openConnection,
  settled,
} from "../../test/gateway-fixture.ts";
import type { LinkOutcome, Refusal } from "../inbox/contract.ts";
import type { Registration } from "../route/contract.ts";
import type { TicketOutcome } from "../trust/tickets.ts";

const HEAD = {
  conversation: CONVERSATION,
  peer: BOB,
  head: { term: 1, n: 3 },
  delivered: ORIGIN,
  read: ORIGIN,
  peerDelivered: ORIGIN,
  peerRead: ORIGIN,
  unread: 3,
  updatedMs: NOW_MS,
};

describe("getting in", () => {
  test("hello is answered by welcome, refusals, heads and caught_up, in this order", async () => {
    const refusal = {
      messageId: messageId(),
      conversation: CONVERSATION,
      user: ALICE,
      code: "UNKNOWN_USER",
      revision: 4,
    };
    const gateway = fakeGateway({
      inbox: {
        link: async () => ({ kind: "linked", connectionEpoch: 7, storeReset: true, refusalsThrough: 3 }),
        refusals: async ({ after }) => [refusal].filter(({ revision }) => revision > after),
        heads: async () => [HEAD],
      },
    });
    const { socket, connection } = await openConnection(gateway);
    expect(socket.frames.map((frame) => frame.body)).toEqual(["welcome", "refused", "heads", "caughtUp"]);
    expect(socket.frames[0]!.welcome).toMatchObject({ cell: "eu", user: ALICE, device: PHONE, connectionEpoch: 7 });
    expect(socket.frames[0]!.welcome).toMatchObject({ storeReset: true, resumeTicket: "resume", serverTimeMs: NOW_MS });
    expect(socket.frames[0]!.welcome).toMatchObject({ refusalsThrough: 3 });
    expect(gateway.registry.find(connection)).toBe(connection);
    expect(socket.isPaused).toBe(false);
  });

  test("a refusal that is committed while the device is linked reaches it on this connection", async () => {
    const refusals: Refusal[] = [];
    const registration = Promise.withResolvers<Registration>();
    const gateway = fakeGateway({
      registration: () => registration.promise,
      inbox: { refusals: async () => refusals },
    });
    const { socket } = await openConnection(gateway);
    refusals.push({
      messageId: messageId(),
      conversation: CONVERSATION,
      user: ALICE,
      code: "UNKNOWN_USER",
      revision: 1,
    });
    gateway.registry.notify({ users: [ALICE], frame: wire.ServerFrame.encode({ refused: { revision: 1 } }).finish() });
    registration.resolve({ kind: "registered", displaced: null });
    await settled();
    expect(socket.frames.map((frame) => frame.body)).toEqual(["welcome", "refused", "caughtUp"]);
  });

  test("an offer after a loss names the refusals too", async () => {
    const refusal = {
      messageId: messageId(),
      conversation: CONVERSATION,
      user: ALICE,
      code: "UNKNOWN_USER",
      revision: 1,
    };
    const refusals: Refusal[] = [];
    const gateway = fakeGateway({ inbox: { refusals: async () => refusals } });
    const { socket } = await openConnection(gateway);
    refusals.push(refusal);
    gateway.offers.offerAll("a test");
    await gateway.offers.runOnce();
    await settled();
    expect(socket.frames.filter((frame) => frame.refused)).toHaveLength(1);
  });

  test("frames behind hello wait for the link and are then served in order", async () => {
    const gateway = fakeGateway();
    const { socket, connection } = connect(gateway);
    const pings = [1, 2, 3].map((nonce) => encodeClientFrame({ ping: { nonce } }));
    connection.receive(Buffer.concat([hello(), ...pings]), true);
    expect(socket.isPaused).toBe(true);
    await settled();
    expect(socket.frames.flatMap((frame) => frame.pong?.nonce ?? [])).toEqual([1, 2, 3]);
  });

  test.each<[TicketOutcome["kind"], string]>([
    ["invalid", "TICKET_INVALID"],
    ["expired", "TICKET_EXPIRED"],
    ["wrong-cell", "WRONG_CELL"],
    ["unavailable", "UNAVAILABLE"],
  ])("a ticket that is %s closes with %s", async (kind, code) => {
    const gateway = fakeGateway({ ticket: async () => ({ kind }) as TicketOutcome });
    const { socket } = await openConnection(gateway);
    expect(socket.closeName).toBe(code);
    expect(socket.frames).toEqual([]);
    expect(gateway.sweep.total).toBe(0);
  });

  test.each<[LinkOutcome["kind"], string]>([
    ["revoked", "REVOKED"],
    ["suspended", "SUSPENDED"],
    ["device-limit", "DEVICE_LIMIT"],
  ])("a device that is %s is closed with %s", async (kind, code) => {
    const gateway = fakeGateway({ inbox: { link: async () => ({ kind }) as LinkOutcome } });
    const { socket } = await openConnection(gateway);
    expect(socket.closeName).toBe(code);
    // Its answer to the close is read.
    expect(socket.isPaused).toBe(false);
  });

  test("who lives elsewhere is told where before the close", async () => {
    const to = { kind: "moved", cell: "us", epoch: 5, statement: "signed" } as unknown as LinkOutcome;
    const { socket } = await openConnection(fakeGateway({ inbox: { link: async () => to } }));
    expect(socket.frames[0]!.moved).toMatchObject({ cell: "us", epoch: 5, statement: "signed" });
    expect(socket.closeName).toBe("MOVED");
  });

  test("a fault of the database closes with UNAVAILABLE", async () => {
    const fault = async () => Promise.reject(new Error("gone"));
    expect((await openConnection(fakeGateway({ inbox: { link: fault } }))).socket.closeName).toBe("UNAVAILABLE");
    expect((await openConnection(fakeGateway({ inbox: { heads: fault } }))).socket.closeName).toBe("UNAVAILABLE");
  });

  test.each([
    [{ versionMin: 2, versionMax: 9 }, "VERSION_UNSUPPORTED"],
    [{ versionMin: 0, versionMax: 0 }, "VERSION_UNSUPPORTED"],
    [{ storeId: "" }, "BAD_FRAME"],
    [{ storeId: "x".repeat(65) }, "BAD_FRAME"],
    [{ storeId: "a\0b" }, "BAD_FRAME"],
    [{ features: Array.from({ length: 33 }, () => "f") }, "BAD_FRAME"],
  ])("hello with %o closes with %s", async (changes, code) => {
    const { socket, connection } = connect(fakeGateway());
    connection.receive(hello(changes), true);
    await settled();
    expect(socket.closeName).toBe(code);
  });

  test("a hello that is missing, late, or sent twice has its own code each", async () => {
    const gateway = fakeGateway();
    const missing = connect(gateway);
    missing.connection.receive(encodeClientFrame({ ping: { nonce: 1 } }), true);
    expect(missing.socket.closeName).toBe("BAD_STATE");
    const late = connect(gateway);
    gateway.clock.time += LIMITS.helloTimeoutMs;
    gateway.sweep.runOnce();
    expect(late.socket.closeName).toBe("HELLO_TIMEOUT");
    const linking = connect(gateway);
    linking.connection.receive(Buffer.concat([hello(), hello()]), true);
    expect(linking.socket.closeName).toBe("BAD_STATE");
    const open = await openConnection(gateway);
    open.connection.receive(hello(), true);
    expect(open.socket.closeName).toBe("BAD_STATE");
  });

  test("a link that takes 8 s, less than a client waits, is closed, and displaces no later one", async () => {
    const link = Promise.withResolvers<LinkOutcome>();
    const gateway = fakeGateway({ inbox: { link: () => link.promise } });
    const { socket, connection } = await openConnection(gateway);
    gateway.clock.time += 7_999;
    gateway.sweep.runOnce();
    expect(socket.closeName).toBeUndefined();
    gateway.clock.time += 1;
    gateway.sweep.runOnce();
    expect(socket.closeName).toBe("UNAVAILABLE");
    link.resolve({ kind: "linked", connectionEpoch: 1, storeReset: false, refusalsThrough: 0 });
    await settled();
    expect(gateway.registry.find(connection)).toBeUndefined();
    expect(socket.frames).toEqual([]);
  });

  test("text, garbage and too large a first message are refused", () => {
    const cases: [Uint8Array, boolean, string][] = [
      [hello(), false, "BAD_FRAME"],
      [new Uint8Array([10, 200]), true, "BAD_FRAME"],
      [new Uint8Array(65 * 1024), true, "TOO_LARGE"],
      [Buffer.concat(Array.from({ length: 1025 }, () => new Uint8Array([10, 0]))), true, "BAD_FRAME"],
    ];
    for (const [bytes, isBinary, code] of cases) {
      const { socket, connection } = connect(fakeGateway());
      connection.receive(bytes, isBinary);
      expect(socket.closeName).toBe(code);
    }
  });
});

describe("one connection per device", () => {
  test("a newer connection on the same gateway closes the older one", async () => {
    let connectionEpoch = 0;
    const link = async () => ({
      kind: "linked" as const,
      connectionEpoch: ++connectionEpoch,
      storeReset: false,
      refusalsThrough: 0,
    });
    const gateway = fakeGateway({ inbox: { link } });
    const [older, newer] = [await openConnection(gateway), await openConnection(gateway)];
    expect(older.socket.closeName).toBe("REPLACED");
    expect(gateway.registry.find(newer.connection)).toBe(newer.connection);
    expect(gateway.metrics.open).toBe(1);
  });

  test("the gateway that had the device is told, and all are when Redis does not answer", async () => {
    const known = fakeGateway({ registration: async () => ({ kind: "registered", displaced: "gateway-9" }) });
    await openConnection(known);
    expect(known.asked.displaced).toEqual(["gateway-9"]);
    const unknown = fakeGateway({ registration: async () => ({ kind: "unknown" }) });
    const { connection } = await openConnection(unknown);
    expect(unknown.asked).toMatchObject({ displaced: ["gateway-1"], unknown: 1 });
    expect(connection.isOpen).toBe(true);
  });

  test("a connection that was overtaken before it opened is closed", async () => {
    const gateway = fakeGateway({ registration: async () => ({ kind: "stale" }) });
    expect((await openConnection(gateway)).socket.closeName).toBe("REPLACED");
  });
});

describe("staying connected", () => {
  test("a silent socket is pinged and then closed with IDLE; one that answers stays", async () => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    for (let round = 0; round < 2; round++) connection.visit();
    connection.heard();
    for (let round = 0; round < 2; round++) connection.visit();
    expect([socket.pings, socket.closeName]).toEqual([4, undefined]);
    connection.visit();
    expect(socket.closeName).toBe("IDLE");
  });

  test("a sweep visits a connection once an interval, however few there are", async () => {
    const gateway = fakeGateway();
    const { socket } = await openConnection(gateway);
    for (let tick = 0; tick < 100; tick++) gateway.sweep.runOnce();
    expect(socket.pings).toBe(1);
    gateway.clock.time += LIMITS.pingIntervalMs;
    for (let tick = 0; tick < 100; tick++) gateway.sweep.runOnce();
    expect(socket.pings).toBe(2);
  });

  test("a fresh resume ticket comes when half of the life of the last is over", async () => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    connection.visit();
    await settled();
    expect(socket.frames.some((frame) => frame.resumeTicket)).toBe(false);
    gateway.clock.time += 13 * 3_600_000;
    connection.heard();
    connection.visit();
    connection.visit();
    await settled();
    expect(socket.frames.filter((frame) => frame.resumeTicket)).toHaveLength(1);
  });

  test("a socket that ends leaves nothing behind, whatever state it was in", async () => {
    const gateway = fakeGateway();
    const [fresh, linking, open] = [connect(gateway), connect(gateway), await openConnection(gateway)];
    linking.connection.receive(hello(), true);
    for (const { connection } of [fresh, linking, open]) connection.ended();
    await settled();
    expect([gateway.sweep.total, gateway.metrics.sockets, gateway.metrics.open]).toEqual([0, 0, 0]);
    expect([...gateway.registry.all()]).toEqual([]);
  });
});

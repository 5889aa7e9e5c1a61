import { describe, expect, test } from "vitest";
import { LIMITS, ORIGIN, encodeClientFrame } from "@cellwire/protocol";
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
  send,
  sequencedMessage,
  settled,
} from "../../test/gateway-fixture.ts";
import type { LinkOutcome } from "../inbox/contract.ts";
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
        link: async () => ({ kind: "linked", connectionEpoch: 7, storeReset: true, refusals: [refusal] }),
        heads: async () => [HEAD],
      },
    });
    const { socket, connection } = await openConnection(gateway);
    expect(socket.frames.map((frame) => frame.body)).toEqual(["welcome", "refused", "heads", "caughtUp"]);
    expect(socket.frames[0]!.welcome).toMatchObject({ cell: "eu", user: ALICE, device: PHONE, connectionEpoch: 7 });
    expect(socket.frames[0]!.welcome).toMatchObject({ storeReset: true, resumeTicket: "resume", serverTimeMs: NOW_MS });
    expect(gateway.registry.find(connection)).toBe(connection);
    expect(socket.isPaused).toBe(false);
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
    ["device-limit", "DEVICE_LIMIT"],
  ])("a device that is %s is closed with %s", async (kind, code) => {
    const gateway = fakeGateway({ inbox: { link: async () => ({ kind }) as LinkOutcome } });
    expect((await openConnection(gateway)).socket.closeName).toBe(code);
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

  test("a link that takes too long closes with UNAVAILABLE", async () => {
    const gateway = fakeGateway({ inbox: { link: () => new Promise(() => undefined) } });
    const { socket } = await openConnection(gateway);
    gateway.clock.time += 30_000;
    gateway.sweep.runOnce();
    expect(socket.closeName).toBe("UNAVAILABLE");
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
      refusals: [],
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

describe("sending", () => {
  test.each<[string, Record<string, unknown>]>([
    ["ID_INVALID", { messageId: new Uint8Array(16) }],
    ["ID_INVALID", { messageId: new Uint8Array(500) }],
    ["ID_FROM_FUTURE", { messageId: messageId(-LIMITS.clockAheadMsMax - 1) }],
    ["ID_TOO_OLD", { messageId: messageId(LIMITS.clockBehindMsMax + 1) }],
    ["PEER_INVALID", { peer: ALICE }],
    ["PEER_INVALID", { peer: "not a user" }],
    ["CONVERSATION_MISMATCH", { conversation: new Uint8Array(32) }],
    ["CONVERSATION_MISMATCH", { conversation: null }],
    ["CONTENT_TOO_LARGE", { content: new Uint8Array(LIMITS.contentBytesMax + 1) }],
    ["HEADERS_INVALID", { headers: [{ user: "carol", device: "d", header: new Uint8Array(1) }] }],
    ["HEADERS_INVALID", { headers: [{ user: BOB, device: "d", header: new Uint8Array(1025) }] }],
    [
      "HEADERS_INVALID",
      {
        headers: [
          { user: BOB, device: "d" },
          { user: BOB, device: "d" },
        ],
      },
    ],
    ["HEADERS_INVALID", { headers: Array.from({ length: 20 }, (_, n) => ({ user: BOB, device: `d${n}` })) }],
  ])("%s is answered to %o", async (code, changes) => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    connection.receive(send(changes), true);
    await settled();
    expect(socket.frames.at(-1)!.error?.code).toBe(code);
    expect(gateway.asked.submits).toEqual([]);
    expect(gateway.metrics.errors(code)).toBe(1);
  });

  test("a good message is submitted as it is, and each answer has its frame", async () => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    connection.receive(send(), true);
    const [{ submission, reply }] = gateway.asked.submits as [(typeof gateway.asked.submits)[0]];
    expect(submission).toMatchObject({ sender: ALICE, senderDevice: PHONE, recipient: BOB, acceptedAtMs: NOW_MS });
    reply({ kind: "sequenced", key: { term: 1, n: 2 }, recipientHere: true, duplicate: false, acceptedAtMs: NOW_MS });
    reply({ kind: "accepted", duplicate: false, acceptedAtMs: NOW_MS });
    reply({ kind: "refused", code: "UNKNOWN_USER", revision: 3 });
    reply({ kind: "conflict" });
    reply({ kind: "retry", afterMs: 250 });
    await settled();
    const [sequenced, accepted, refused, conflict, retry] = socket.frames.slice(-5);
    expect(sequenced!.accepted).toMatchObject({ key: { term: 1, n: 2 }, acceptedAtMs: NOW_MS });
    expect(accepted!.accepted!.key).toBeNull();
    expect(refused!.refused).toMatchObject({ code: "UNKNOWN_USER", revision: 3 });
    expect(conflict!.error!.code).toBe("ID_CONFLICT");
    expect(retry!.error).toMatchObject({ code: "RETRY_AFTER", retryAfterMs: 250 });
  });

  test("a sender whose home is elsewhere now is sent there without an answer to the message", async () => {
    const gateway = fakeGateway({ submit: ({ reply }) => reply({ kind: "not-home" }) });
    const { socket, connection } = await openConnection(gateway);
    connection.receive(send(), true);
    expect(socket.closeName).toBe("WRONG_CELL");
  });

  test("nothing is read while too many messages wait for their answer", async () => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    for (let i = 0; i < 1024; i++) connection.receive(send(), true);
    expect(socket.isPaused).toBe(true);
    for (const { reply } of gateway.asked.submits.slice(0, 512)) reply({ kind: "conflict" });
    expect(socket.isPaused).toBe(false);
  });
});

describe("fetching and reporting", () => {
  test("a fetch is answered by messages and an end mark", async () => {
    const range = {
      messages: [1, 2].map((n) => sequencedMessage(n)),
      through: { term: 1, n: 2 },
      head: { term: 1, n: 5 },
    };
    const { socket, connection } = await openConnection(fakeGateway({ inbox: { fetch: async () => range } }));
    connection.receive(encodeClientFrame({ fetch: { conversation: CONVERSATION, after: ORIGIN, limit: 2 } }), true);
    await settled();
    expect(socket.frames.slice(-3).map((frame) => frame.body)).toEqual(["deliver", "deliver", "fetched"]);
    expect(socket.frames.at(-1)!.fetched).toMatchObject({ through: { n: 2 }, head: { n: 5 } });
  });

  test("a fetch of another conversation, an ill-formed one, one too many and a failing one have their codes", async () => {
    const foreign = await openConnection(fakeGateway({ inbox: { fetch: async () => null } }));
    foreign.connection.receive(encodeClientFrame({ fetch: { conversation: CONVERSATION } }), true);
    foreign.connection.receive(encodeClientFrame({ fetch: { conversation: new Uint8Array(3) } }), true);
    await settled();
    expect(foreign.socket.frames.slice(-2).map((frame) => frame.error?.code)).toEqual([
      "FETCH_INVALID",
      "FETCH_INVALID",
    ]);
    const failing = await openConnection(
      fakeGateway({ inbox: { fetch: async () => Promise.reject(new Error("gone")) } }),
    );
    failing.connection.receive(encodeClientFrame({ fetch: { conversation: CONVERSATION } }), true);
    await settled();
    expect(failing.socket.frames.at(-1)!.error!.code).toBe("RETRY_AFTER");
    const stuck = await openConnection(fakeGateway({ inbox: { fetch: () => new Promise(() => undefined) } }));
    for (let i = 0; i < 66; i++)
      stuck.connection.receive(encodeClientFrame({ fetch: { conversation: CONVERSATION } }), true);
    await settled();
    expect(stuck.socket.frames.filter((frame) => frame.error?.code === "RETRY_AFTER")).toHaveLength(1);
  });

  test("cursors are reported; ill-formed ones and those beyond the truth are refused by name", async () => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    const good = { conversation: CONVERSATION, delivered: { term: 1, n: 2 }, read: { term: 1, n: 1 } };
    connection.receive(encodeClientFrame({ cursors: { cursors: [good, { conversation: new Uint8Array(2) }] } }), true);
    expect(gateway.asked.reports).toEqual([
      { user: ALICE, device: PHONE, ...good, conversation: Buffer.from(CONVERSATION) },
    ]);
    gateway.onInvalid[0]!(gateway.asked.reports[0]!);
    await settled();
    expect(socket.frames.slice(-2).map((frame) => frame.error?.code)).toEqual(["CURSOR_INVALID", "CURSOR_INVALID"]);
  });

  test("the newest refusal revision is recorded, one write at a time", async () => {
    const written: number[] = [];
    const recordRefusalsThrough = async ({ through }: { through: number }) => void written.push(through);
    const { connection } = await openConnection(fakeGateway({ inbox: { recordRefusalsThrough } }));
    for (const refusalsThrough of [2, 5, 3])
      connection.receive(encodeClientFrame({ cursors: { refusalsThrough } }), true);
    await settled();
    expect(written).toEqual([2, 5]);
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

import { describe, expect, test } from "vitest";
import { LIMITS, ORIGIN, encodeClientFrame } from "@cellwire/protocol";
import {
  ALICE,
  BOB,
  CONVERSATION,
  NOW_MS,
  PHONE,
  fakeGateway,
  messageId,
  openConnection,
  send,
  sequencedMessage,
  settled,
} from "../../test/gateway-fixture.ts";

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
    ["MALFORMED", { listVersions: [{ user: "carol", version: 1 }] }],
    [
      "MALFORMED",
      {
        listVersions: [
          { user: BOB, version: 1 },
          { user: BOB, version: 2 },
        ],
      },
    ],
  ])("%s is answered to %o", async (code, changes) => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    connection.receive(send(changes), true);
    await settled();
    expect(socket.frames.at(-1)!.error?.code).toBe(code);
    expect(gateway.asked.submits).toEqual([]);
    expect(gateway.metrics.errors(code)).toBe(1);
  });

  test("versions of device lists are handed on; those that are old are answered with whose are newer", async () => {
    const gateway = fakeGateway();
    const { socket, connection } = await openConnection(gateway);
    const listVersions = [
      { user: ALICE, version: 2 },
      { user: BOB, version: 3 },
    ];
    connection.receive(send({ listVersions }), true);
    const [{ submission, reply }] = gateway.asked.submits as [(typeof gateway.asked.submits)[0]];
    expect(submission.listVersions).toEqual(listVersions);
    reply({ kind: "stale-devices", users: [ALICE, BOB] });
    await settled();
    const error = socket.frames.at(-1)?.error;
    expect(error).toMatchObject({ code: "STALE_DEVICES", detail: "alice bob" });
    expect(Buffer.compare(error!.messageId!, messageId())).toBe(0);
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

test("who types is handed on, without an answer", async () => {
  const gateway = fakeGateway();
  const { socket, connection } = await openConnection(gateway);
  const before = socket.frames.length;
  connection.receive(encodeClientFrame({ typing: { peer: BOB } }), true);
  connection.receive(encodeClientFrame({ typing: {} }), true);
  await settled();
  expect(gateway.asked.typing).toEqual([`${ALICE}/${PHONE} to ${BOB}`, `${ALICE}/${PHONE} to `]);
  expect(socket.frames).toHaveLength(before);
});

import { LIMITS, ORIGIN, TOKEN_TYPE, wire } from "@cellwire/protocol";
import type { UserId, cellwire } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import type { World } from "../../test/forward/world.ts";
import { newKeys, pair, submission, world } from "../../test/forward/world.ts";
import { toWireEnvelope } from "./envelope.ts";
import type { PeerPath } from "./peer-client.ts";

const { Outcome } = wire.IngestAnswer;

/** A call to us, by default with eu's token. */
async function call(
  w: World,
  { path, body, headers }: { path: PeerPath; body: Uint8Array; headers?: Record<string, string> },
) {
  const authorization = `Bearer ${await w.eu.issuer.token(w.us.cell)}`;
  return w.us.app.inject({
    method: "POST",
    url: path,
    headers: { authorization, "content-type": "application/protobuf", ...headers },
    payload: Buffer.from(body),
  });
}

async function send(w: World, envelopes: readonly cellwire.v1.Envelope.$Properties[]) {
  const body = wire.IngestRequest.encode({ batch: "b", envelopes: [...envelopes] }).finish();
  const response = await call(w, { path: "/v1/ingest", body });
  expect(response.statusCode).toBe(200);
  return wire.IngestResponse.decode(response.rawPayload).answers;
}

function copy(sender: UserId, recipient: UserId, n = 1): cellwire.v1.Envelope.$Properties {
  return toWireEnvelope({ ...submission(sender, recipient), key: { term: 1, n } });
}

function wanting(sender: UserId, recipient: UserId): cellwire.v1.Envelope.$Properties {
  return toWireEnvelope({ ...submission(sender, recipient), key: null });
}

describe("who may call", () => {
  const empty = wire.IngestRequest.encode({ batch: "b", envelopes: [] }).finish();

  async function statusWith(w: World, authorization: string) {
    const { statusCode, body } = await call(w, { path: "/v1/ingest", body: empty, headers: { authorization } });
    return [statusCode, (JSON.parse(body) as { code: string }).code];
  }

  test("a registered cell with a token for this one", async () => {
    expect((await call(await world(), { path: "/v1/ingest", body: empty })).statusCode).toBe(200);
  });

  test("nobody without a token, on any path", async () => {
    const w = await world();
    for (const path of ["/v1/ingest", "/v1/range", "/v1/receipts", "/v1/media"] as const)
      expect((await call(w, { path, body: empty, headers: { authorization: "" } })).statusCode).toBe(401);
  });

  test("no token for another cell", async () => {
    const w = await world();
    expect(await statusWith(w, `Bearer ${await w.eu.issuer.token("asia")}`)).toEqual([401, "PEER_TOKEN_INVALID"]);
  });

  test("no token that has expired", async () => {
    const w = await world();
    const token = await w.eu.issuer.token(w.us.cell);
    w.clock.advance(120_000);
    expect(await statusWith(w, `Bearer ${token}`)).toEqual([401, "PEER_TOKEN_INVALID"]);
  });

  test("no token that was good a while ago and has expired since", async () => {
    const w = await world();
    const token = await w.eu.issuer.token(w.us.cell);
    expect(
      (await call(w, { path: "/v1/ingest", body: empty, headers: { authorization: `Bearer ${token}` } })).statusCode,
    ).toBe(200);
    w.clock.advance(120_000);
    expect(await statusWith(w, `Bearer ${token}`)).toEqual([401, "PEER_TOKEN_INVALID"]);
  });

  test("no token that another key signed in the cell's name", async () => {
    const w = await world();
    const claims = { iss: w.eu.cell, aud: w.us.cell };
    const token = await (await newKeys(w.clock)).sign({ type: TOKEN_TYPE.peer, claims, lifetimeSeconds: 60 });
    expect(await statusWith(w, `Bearer ${token}`)).toEqual([401, "PEER_TOKEN_INVALID"]);
  });

  test("a caller over its bound is told to come back", async () => {
    const w = await world();
    const over = { "content-length": String(LIMITS.ingestBytesMax * 8) };
    const { statusCode, headers } = await call(w, { path: "/v1/ingest", body: empty, headers: over });
    expect([statusCode, headers["retry-after"]]).toEqual([503, "1"]);
  });
});

describe("what it may say", () => {
  test("a submission of its own user is numbered, a repetition answers the same", async () => {
    const w = await world();
    const [number, sender] = await living(w, { first: "us", second: "eu" });
    const envelope = wanting(sender, number);
    expect(await send(w, [envelope])).toMatchObject([{ outcome: Outcome.ACK, key: { term: 1, n: 1 } }]);
    expect(await send(w, [envelope])).toMatchObject([{ outcome: Outcome.DUPLICATE, key: { term: 1, n: 1 } }]);
    expect(w.us.inbox.messages.length).toBe(1);
  });

  test("nothing in the name of another cell's user", async () => {
    const w = await world();
    const [number, victim] = await living(w, { first: "us", second: "us" });
    expect(await send(w, [wanting(victim, number)])).toMatchObject([{ outcome: Outcome.REJECT, code: "NOT_HOME" }]);
    expect(w.us.inbox.messages).toEqual([]);
  });

  test("no number in a conversation that it does not number", async () => {
    const w = await world();
    const [number, sender] = await living(w, { first: "us", second: "eu" });
    expect(await send(w, [copy(sender, number)])).toMatchObject([{ outcome: Outcome.REJECT, code: "NOT_AUTHORITY" }]);
  });

  test("no second message under a number that was given", async () => {
    const w = await world();
    await send(w, [copy(w.number, w.follower)]);
    expect(await send(w, [copy(w.number, w.follower)])).toMatchObject([
      { outcome: Outcome.REJECT, code: "FORGED_KEY" },
    ]);
  });

  test("no other content under an id that was used", async () => {
    const w = await world();
    const envelope = copy(w.number, w.follower);
    await send(w, [envelope]);
    const forged = { ...envelope, content: Buffer.from("other") };
    expect(await send(w, [forged])).toMatchObject([{ outcome: Outcome.REJECT, code: "ID_CONFLICT" }]);
  });

  test("a malformed envelope costs only itself", async () => {
    const w = await world();
    const good = copy(w.number, w.follower);
    const answers = await send(w, [{ ...good, sender: "!" }, good, { ...good, messageId: new Uint8Array(3) }]);
    expect(answers.map(({ outcome }) => outcome)).toEqual([Outcome.REJECT, Outcome.ACK, Outcome.REJECT]);
  });

  test("a request that does not parse, or holds too much, is rejected as a whole", async () => {
    const w = await world();
    expect((await call(w, { path: "/v1/ingest", body: Buffer.from([0xff, 0xff]) })).statusCode).toBe(400);
    const envelopes = Array.from({ length: LIMITS.envelopesPerBatchMax + 1 }, () => ({}));
    const tooMany = wire.IngestRequest.encode({ envelopes }).finish();
    expect((await call(w, { path: "/v1/ingest", body: tooMany })).statusCode).toBe(400);
    const headers = { "content-type": "application/json" };
    expect((await call(w, { path: "/v1/ingest", body: Buffer.from("{}"), headers })).statusCode).toBe(415);
  });
});

describe("when placements are not known here", () => {
  test("the directory is asked, and the message is taken in the same call", async () => {
    const w = await world();
    const [number, sender] = pair();
    await w.directory.place(number, w.us.cell);
    await w.directory.place(sender, w.eu.cell);
    expect(await send(w, [wanting(sender, number)])).toMatchObject([{ outcome: Outcome.ACK }]);
    expect(w.us.published.length).toBe(1);
  });

  test("the directory being down delays only those", async () => {
    const w = await world();
    w.directory.down = true;
    const answers = await send(w, [wanting(...pair()), copy(w.number, w.follower)]);
    expect(answers.map(({ outcome }) => outcome)).toEqual([Outcome.RETRY_AFTER, Outcome.ACK]);
  });

  test("a recipient that nobody knows is refused, a sender that nobody knows rejected", async () => {
    const w = await world();
    const [stranger] = pair();
    expect(await send(w, [wanting(w.number, stranger)])).toMatchObject([
      { outcome: Outcome.REFUSED, code: "UNKNOWN_USER" },
    ]);
    expect(await send(w, [wanting(stranger, w.follower)])).toMatchObject([
      { outcome: Outcome.REJECT, code: "NOT_HOME" },
    ]);
  });

  test("a sender who has moved to the calling cell is believed once the directory says so", async () => {
    const w = await world();
    const [number, sender] = await living(w, { first: "us", second: "us" });
    await w.directory.place(sender, w.eu.cell, 2);
    expect(await send(w, [wanting(sender, number)])).toMatchObject([{ outcome: Outcome.ACK }]);
  });

  test("a sender in doubt is not rejected while the directory is down", async () => {
    const w = await world();
    const [number, sender] = await living(w, { first: "us", second: "us" });
    w.directory.down = true;
    expect(await send(w, [wanting(sender, number)])).toMatchObject([{ outcome: Outcome.RETRY_AFTER }]);
  });

  test("a recipient who lives elsewhere is answered with the directory's statement", async () => {
    const w = await world();
    const [number, sender] = await living(w, { first: "us", second: "eu" });
    const moved = await w.directory.place(number, w.eu.cell, 2);
    await w.us.inbox.recordPlacement(moved);
    expect(await send(w, [wanting(sender, number)])).toMatchObject([
      { outcome: Outcome.MOVED, statement: moved.statement },
    ]);
  });

  test("made-up senders cost a bounded number of lookups", async () => {
    const w = await world();
    const envelopes: cellwire.v1.Envelope.$Properties[] = [];
    for (let i = 0; i < 100; i++) {
      const [number, victim] = await living(w, { first: "us", second: "us" });
      envelopes.push(wanting(victim, number));
    }
    await send(w, envelopes);
    expect(w.directory.lookups).toBe(32);
  });
});

describe("range", () => {
  const after = (conversation: Uint8Array, n = 0) =>
    wire.RangeRequest.encode({ conversation, after: n === 0 ? ORIGIN : { term: 1, n }, limit: 100 }).finish();

  test("a cell with a user in the conversation gets what lies above", async () => {
    const w = await world();
    await send(w, [copy(w.number, w.follower, 1), copy(w.number, w.follower, 2)]);
    const { conversation } = submission(w.number, w.follower);
    const range = wire.RangeResponse.decode(
      (await call(w, { path: "/v1/range", body: after(conversation, 1) })).rawPayload,
    );
    expect(range.envelopes.map(({ key }) => key)).toMatchObject([{ term: 1, n: 2 }]);
    expect(range.through).toMatchObject({ term: 1, n: 2 });
  });

  test("other cells get nothing", async () => {
    const w = await world();
    const [number, sender] = await living(w, { first: "us", second: "us" });
    const { conversation } = submission(sender, number);
    expect((await call(w, { path: "/v1/range", body: after(conversation) })).statusCode).toBe(403);
    expect((await call(w, { path: "/v1/range", body: after(new Uint8Array(3)) })).statusCode).toBe(400);
  });
});

describe("receipts", () => {
  test("those of the caller's users are taken and told to the peer", async () => {
    const w = await world();
    await send(w, [copy(w.number, w.follower)]);
    const { conversation } = submission(w.number, w.follower);
    const mark = { term: 1, n: 1 };
    const receipts = [
      { conversation, user: "not a user", delivered: mark, read: mark },
      { conversation, user: w.number, delivered: mark, read: mark },
      { conversation, user: w.follower, delivered: mark, read: mark },
    ];
    const response = await call(w, { path: "/v1/receipts", body: wire.ReceiptReport.encode({ receipts }).finish() });
    expect(wire.ReceiptReportAnswer.decode(response.rawPayload).taken).toEqual([false, true, false]);
    expect(w.us.notified).toMatchObject([{ users: [w.follower], frame: { receipt: { user: w.number } } }]);
  });
});

/** A pair of which the first numbers, placed where the test says, and known to us. */
async function living(w: World, home: { first: "eu" | "us"; second: "eu" | "us" }): Promise<[UserId, UserId]> {
  const [first, second] = pair();
  await w.us.inbox.recordPlacement(await w.directory.place(first, w[home.first].cell));
  await w.us.inbox.recordPlacement(await w.directory.place(second, w[home.second].cell));
  return [first, second];
}

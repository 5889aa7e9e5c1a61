import { randomBytes } from "node:crypto";
import { messageIdAt, parseCellId, parseDeviceId, parseUserId } from "@cellwire/protocol";
import type { UserId } from "@cellwire/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TwoCells } from "./two-cells.ts";
import {
  carry,
  claimed,
  connect,
  DEVICE,
  forgetOwed,
  history,
  LINK,
  pairAcross as pairOf,
  pairNumberedByFirst,
  recordHome,
  submission,
  twoCells,
} from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
// A lane that another test claimed and did not settle would hide the rows of this one.
beforeEach(() => forgetOwed(cells));

const pairAcross = (): Promise<[UserId, UserId]> => pairOf(cells);

describe("from the authority to the follower", () => {
  test("a copy carries its number and advances the follower's head", async () => {
    const [first, second] = await pairAcross();
    const messages = [submission(first, second, { text: "a" }), submission(first, second, { text: "b" })];
    await cells.eu.gateway.accept(messages);
    await carry(cells.eu, cells.us);
    expect(await history(cells.us, second, messages[0]!.conversation)).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect((await claimed(cells.eu)).flatMap(({ rows }) => rows)).toEqual([]);
  });

  test("a copy above a hole is not served until the hole is filled", async () => {
    const [first, second] = await pairAcross();
    const messages = [
      submission(first, second, { text: "a" }),
      submission(first, second, { text: "b" }),
      submission(first, second, { text: "c" }),
    ];
    await cells.eu.gateway.accept(messages);
    const [batch] = await claimed(cells.eu);
    const ingest = (rows: typeof batch) => cells.us.forward.ingest({ from: cells.eu.cell, envelopes: rows!.rows });
    const late = await ingest({ ...batch!, rows: batch!.rows.slice(2) });
    expect(late.advances).toEqual([]);
    expect(await history(cells.us, second, messages[0]!.conversation)).toEqual([]);
    const holes = await cells.us.forward.holes({ olderThanMs: -1, limit: 1_000 });
    const hole = holes.find((item) => Buffer.compare(item.conversation, messages[0]!.conversation) === 0);
    expect(hole).toMatchObject({ head: { n: 0 }, authority: cells.eu.cell });
    const range = await cells.eu.forward.rangeForCell({
      cell: cells.us.cell,
      conversation: hole!.conversation,
      after: hole!.head,
      limit: 2,
      bytesMax: 1_000_000,
    });
    const envelopes = range!.messages.map((message) => ({ ...message, numberingUser: first }));
    const { conversation } = hole!;
    const pulled = { from: cells.eu.cell, conversation, envelopes, through: range!.through };
    const [advance] = await cells.us.forward.fillHole(pulled);
    expect(advance).toMatchObject({ from: { n: 0 }, to: { n: 3 } });
    expect(await cells.us.forward.holes({ olderThanMs: -1, limit: 1_000 })).toEqual([]);
  });

  test("the same batch twice has one effect and the same answers", async () => {
    const [first, second] = await pairAcross();
    await cells.eu.gateway.accept([submission(first, second, { text: "a" }), submission(first, second, { text: "b" })]);
    const [batch] = await claimed(cells.eu);
    const request = { from: cells.eu.cell, envelopes: batch!.rows };
    const kinds = async () =>
      (await cells.us.forward.ingest(request)).outcomes.map((outcome) => "kind" in outcome && outcome.kind);
    expect(await kinds()).toEqual(["ack", "ack"]);
    expect(await kinds()).toEqual(["duplicate", "duplicate"]);
  });
});

describe("from a follower to the authority", () => {
  test("a submission is numbered there and its key comes back", async () => {
    const [first, second] = await pairAcross();
    const message = submission(second, first, { text: "from us" });
    expect(await cells.us.gateway.accept([message])).toMatchObject([{ kind: "accepted", duplicate: false }]);
    expect(await history(cells.us, second, message.conversation)).toEqual([]);
    const settled = await carry(cells.us, cells.eu);
    expect(settled.advances).toMatchObject([{ from: { n: 0 }, to: { term: 1, n: 1 } }]);
    expect(await history(cells.us, second, message.conversation)).toEqual([[1, "from us"]]);
    expect(await history(cells.eu, first, message.conversation)).toEqual([[1, "from us"]]);
    expect(await cells.us.gateway.accept([message])).toMatchObject([
      { kind: "sequenced", key: { n: 1 }, duplicate: true },
    ]);
  });

  test("both sides writing at once end with one order", async () => {
    const [first, second] = await pairAcross();
    const { conversation } = submission(first, second);
    for (let round = 0; round < 5; round++) {
      await cells.us.gateway.accept([submission(second, first, { text: `us ${round}` })]);
      await cells.eu.gateway.accept([submission(first, second, { text: `eu ${round}` })]);
      await Promise.all([carry(cells.us, cells.eu), carry(cells.eu, cells.us)]);
    }
    const atAuthority = await history(cells.eu, first, conversation);
    expect(atAuthority.map(([n]) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await history(cells.us, second, conversation)).toEqual(atAuthority);
  });

  test("an answer that was lost is asked for again and is the same", async () => {
    const [first, second] = await pairAcross();
    const message = submission(second, first);
    await cells.us.gateway.accept([message]);
    const [lost] = await claimed(cells.us);
    await cells.eu.forward.ingest({ from: cells.us.cell, envelopes: lost!.rows });
    await cells.us.forward.releaseLanes({ batch: lost!.batch, afterMs: -1 });
    await carry(cells.us, cells.eu);
    expect(await history(cells.us, second, message.conversation)).toHaveLength(1);
    expect(await cells.us.forward.settle({ batch: lost!.batch, settlements: [] })).toBeNull();
  });

  test("a refused message is told to its sender under a revision until it is acknowledged", async () => {
    const [first, second] = await pairAcross();
    const message = submission(second, first);
    await cells.us.gateway.accept([message]);
    const [batch] = await claimed(cells.us);
    const settlements = [{ seq: batch!.rows[0]!.seq, kind: "refused", code: "NOT_A_MEMBER" }] as const;
    const settled = await cells.us.forward.settle({ batch: batch!.batch, settlements });
    expect(settled!.refusals).toMatchObject([{ user: second, code: "NOT_A_MEMBER", revision: 1 }]);
    expect(await cells.us.gateway.accept([message])).toEqual([{ kind: "refused", code: "NOT_A_MEMBER", revision: 1 }]);
    const link = { ...LINK, user: second, device: DEVICE, storeId: `store-${DEVICE}` };
    const refusals = () => cells.us.gateway.refusals({ user: second, device: DEVICE, after: 0, limit: 10 });
    expect(await cells.us.gateway.link({ ...link, refusalsThrough: 0 })).toMatchObject({ refusalsThrough: 0 });
    expect(await refusals()).toMatchObject([{ revision: 1, code: "NOT_A_MEMBER" }]);
    expect(await cells.us.gateway.link({ ...link, refusalsThrough: 1 })).toMatchObject({ refusalsThrough: 1 });
    expect(await cells.us.gateway.link({ ...link, refusalsThrough: 0 })).toMatchObject({ refusalsThrough: 1 });
    expect(await refusals()).toEqual([]);
    const newDevice = { ...link, device: parseDeviceId("tablet"), refusalsThrough: 0 };
    expect(await cells.us.gateway.link(newDevice)).toMatchObject({ refusalsThrough: 1 });
  });

  test("RETRY_AFTER holds back later rows of that conversation alone", async () => {
    const [first, second] = await pairAcross();
    const { conversation } = submission(second, first);
    await cells.us.gateway.accept([submission(second, first, { text: "one" })]);
    const [batch] = await claimed(cells.us);
    await cells.us.forward.settle({
      batch: batch!.batch,
      settlements: [{ seq: batch!.rows[0]!.seq, kind: "retry", afterMs: 60_000 }],
    });
    await cells.us.gateway.accept([submission(second, first, { text: "two" })]);
    const mine = (await claimed(cells.us))
      .flatMap(({ rows }) => rows)
      .filter((row) => Buffer.compare(row.conversation, conversation) === 0);
    expect(mine).toEqual([]);
  });
});

describe("before the peer's home is known", () => {
  test("messages wait, and get their numbers in the order accepted when the peer turns out to live here", async () => {
    const [first, second] = pairNumberedByFirst();
    await connect(cells.eu, first);
    const messages = [submission(first, second, { text: "one" }), submission(first, second, { text: "two" })];
    expect(await cells.eu.gateway.accept(messages)).toMatchObject([{ kind: "accepted" }, { kind: "accepted" }]);
    expect(await cells.eu.forward.unresolvedRecipients(100)).toContain(second);
    await connect(cells.eu, second);
    await cells.eu.gateway.accept([submission(first, second, { text: "three" })]);
    expect((await history(cells.eu, second, messages[0]!.conversation)).map(([, text]) => text)).toEqual([
      "one",
      "two",
      "three",
    ]);
  });

  test("messages of the authority are numbered and forwarded when the peer turns out to live elsewhere", async () => {
    const [first, second] = pairNumberedByFirst();
    await connect(cells.eu, first);
    await connect(cells.us, second);
    await recordHome(cells.us, first, cells.eu);
    const message = submission(first, second, { text: "one" });
    await cells.eu.gateway.accept([message]);
    const { advances } = await recordHome(cells.eu, second, cells.us);
    expect(advances).toMatchObject([{ to: { n: 1 } }]);
    await carry(cells.eu, cells.us);
    expect(await history(cells.us, second, message.conversation)).toEqual([[1, "one"]]);
  });

  test("messages to nobody are refused, and the conversation goes on when the user comes to be", async () => {
    const [first, second] = pairNumberedByFirst();
    await connect(cells.eu, first);
    await cells.eu.gateway.accept([submission(first, second, { text: "too early" })]);
    const { refusals } = await cells.eu.forward.refuseRecipient({ user: second, code: "UNKNOWN_USER" });
    expect(refusals).toMatchObject([{ user: first, code: "UNKNOWN_USER" }]);
    await connect(cells.eu, second);
    await cells.eu.gateway.accept([submission(first, second, { text: "now" })]);
    expect((await history(cells.eu, second, submission(first, second).conversation)).map(([, text]) => text)).toEqual([
      "now",
    ]);
  });
});

describe("a hostile cell", () => {
  test("cannot speak for users who do not live in it", async () => {
    const [first, second] = await pairAcross();
    const forged = { ...submission(first, second, { text: "forged" }), key: null };
    const { outcomes } = await cells.us.forward.ingest({ from: "asia" as typeof cells.us.cell, envelopes: [forged] });
    expect(outcomes).toMatchObject([{ kind: "elsewhere", user: first }]);
  });

  test("cannot number what it is not the authority of", async () => {
    const [first, second] = await pairAcross();
    const forged = { ...submission(second, first, { text: "forged" }), key: { term: 1, n: 1 } };
    const { outcomes } = await cells.eu.forward.ingest({ from: cells.us.cell, envelopes: [forged] });
    expect(outcomes).toEqual([{ kind: "reject", code: "NOT_AUTHORITY" }]);
  });

  test("cannot give a number twice, nor another number to the same message, nor another term", async () => {
    const [first, second] = await pairAcross();
    const id = messageIdAt(Date.now(), randomBytes(10));
    const envelope = { ...submission(first, second, { text: "a", id }), key: { term: 1, n: 1 } };
    const ingest = async (item: typeof envelope) =>
      (await cells.us.forward.ingest({ from: cells.eu.cell, envelopes: [item] })).outcomes;
    expect(await ingest(envelope)).toMatchObject([{ kind: "ack" }]);
    const forged = [{ kind: "reject", code: "FORGED_KEY" }];
    expect(await ingest({ ...submission(first, second, { text: "b" }), key: { term: 1, n: 1 } })).toEqual(forged);
    expect(await ingest({ ...envelope, key: { term: 1, n: 2 } })).toEqual(forged);
    // A term is the epoch of the placement: whether there is a newer one, the directory knows.
    expect(await ingest({ ...submission(first, second, { text: "c" }), key: { term: 7, n: 2 } })).toEqual([
      { kind: "reject", code: "NOT_AUTHORITY" },
    ]);
    expect(await ingest({ ...submission(first, second, { text: "other", id }), key: { term: 1, n: 1 } })).toEqual([
      { kind: "reject", code: "ID_CONFLICT" },
    ]);
  });

  test("names an unknown user: the caller is told whom to look up", async () => {
    const [first] = await pairAcross();
    const stranger = parseUserId(`stranger-${randomBytes(4).toString("hex")}`);
    const envelope = { ...submission(stranger, first), key: null };
    const { outcomes } = await cells.eu.forward.ingest({ from: cells.us.cell, envelopes: [envelope] });
    expect(outcomes).toEqual([{ kind: "unplaced", user: stranger }]);
  });
});

describe("receipts across cells", () => {
  test("marks are due until reported, and rise at the other side", async () => {
    const [first, second] = await pairAcross();
    const message = submission(first, second);
    await cells.eu.gateway.accept([message]);
    await carry(cells.eu, cells.us);
    const key = { term: 1, n: 1 };
    const mine = async () => (await cells.us.forward.dueReceipts(1_000)).filter((due) => due.user === second);
    await cells.us.gateway.recordCursors([
      { user: second, device: DEVICE, conversation: message.conversation, delivered: key, read: key },
    ]);
    const due = await mine();
    expect(due).toMatchObject([{ user: second, peer: first, destination: cells.eu.cell, delivered: key, read: key }]);
    const taken = await cells.eu.forward.takeReceipts({ from: cells.us.cell, receipts: due });
    expect(taken).toMatchObject({ taken: [true], changed: [{ user: second, peer: first, delivered: key }] });
    await cells.us.forward.receiptsReported(due);
    expect(await mine()).toEqual([]);
  });

  test("nobody reports for users of another cell, nor beyond what was numbered", async () => {
    const [first, second] = await pairAcross();
    const message = submission(first, second);
    await cells.eu.gateway.accept([message]);
    const receipt = {
      conversation: message.conversation,
      user: second,
      delivered: { term: 1, n: 9 },
      read: { term: 0, n: 0 },
    };
    const beyond = await cells.eu.forward.takeReceipts({ from: cells.us.cell, receipts: [receipt] });
    const foreign = await cells.eu.forward.takeReceipts({
      from: cells.us.cell,
      receipts: [{ ...receipt, user: first, delivered: { term: 1, n: 1 } }],
    });
    expect([beyond, foreign]).toEqual([
      { taken: [false], changed: [] },
      { taken: [false], changed: [] },
    ]);
  });
});

test("what was meant for a user's former home goes to the new one", async () => {
  const [first, second] = await pairAcross();
  await cells.eu.gateway.accept([submission(first, second, { text: "moved meanwhile" })]);
  const asia = { cell: parseCellId("asia"), epoch: 2 };
  await recordHome(cells.eu, second, asia);
  const claims = await cells.eu.forward.claimLanes({ deadlineMs: 60_000, limit: 32 });
  const mine = await Promise.all(claims.map(({ batch }) => cells.eu.forward.readBatch({ batch, limit: 256 })));
  const row = mine.find((batch) => batch?.rows.some(({ recipient }) => recipient === second));
  expect(row?.claim.destination).toBe(asia.cell);
});

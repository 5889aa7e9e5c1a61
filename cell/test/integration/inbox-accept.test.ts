import { randomBytes } from "node:crypto";
import { messageIdAt, parseDeviceId, parseUserId } from "@cellwire/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AcceptOutcome } from "../../src/inbox/outcomes.ts";
import type { TwoCells } from "./two-cells.ts";
import { connect, DEVICE, history, LINK, pairNumberedByFirst, submission, twoCells } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

async function pairInEu() {
  const [first, second] = pairNumberedByFirst();
  await connect(cells.eu, first);
  await connect(cells.eu, second);
  return [first, second] as const;
}

function keysOf(outcomes: readonly (AcceptOutcome | Error)[]): (number | string)[] {
  return outcomes.map((outcome) => {
    if (outcome instanceof Error) return outcome.message;
    return outcome.kind === "sequenced" ? outcome.key.n : outcome.kind;
  });
}

describe("accept, both users at home", () => {
  test("numbers a conversation from 1 without a gap, over batches and both senders", async () => {
    const [first, second] = await pairInEu();
    const one = await cells.eu.gateway.accept([
      submission(first, second, { text: "a" }),
      submission(second, first, { text: "b" }),
    ]);
    const two = await cells.eu.gateway.accept([submission(first, second, { text: "c" })]);
    expect(keysOf([...one, ...two])).toEqual([1, 2, 3]);
    expect(await history(cells.eu, first, submission(first, second).conversation)).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ]);
  });

  test("answers a repeated message id with the same key and stores it once", async () => {
    const [first, second] = await pairInEu();
    const message = submission(first, second);
    const outcomes = [];
    for (let i = 0; i < 3; i++) outcomes.push(...(await cells.eu.gateway.accept([message])));
    expect(keysOf(outcomes)).toEqual([1, 1, 1]);
    expect(outcomes.map((outcome) => "duplicate" in outcome && outcome.duplicate)).toEqual([false, true, true]);
    expect(await history(cells.eu, second, message.conversation)).toHaveLength(1);
  });

  test("fifty concurrent tries of one id have one effect and leave no gap", async () => {
    const [first, second] = await pairInEu();
    const message = submission(first, second);
    const tries = await Promise.all(Array.from({ length: 50 }, () => cells.eu.gateway.accept([message])));
    expect(new Set(keysOf(tries.flat()))).toEqual(new Set([1]));
    expect(keysOf(await cells.eu.gateway.accept([submission(second, first)]))).toEqual([2]);
  });

  test("an id with other content is a conflict, and loses nothing", async () => {
    const [first, second] = await pairInEu();
    const id = messageIdAt(Date.now(), randomBytes(10));
    await cells.eu.gateway.accept([submission(first, second, { text: "original", id })]);
    expect(keysOf(await cells.eu.gateway.accept([submission(first, second, { text: "other", id })]))).toEqual([
      "conflict",
    ]);
    expect(await history(cells.eu, second, submission(first, second).conversation)).toEqual([[1, "original"]]);
  });

  test("two senders may use the same id", async () => {
    const [first, second] = await pairInEu();
    const id = messageIdAt(Date.now(), randomBytes(10));
    const outcomes = await cells.eu.gateway.accept([
      submission(first, second, { text: "x", id }),
      submission(second, first, { text: "y", id }),
    ]);
    expect(keysOf(outcomes)).toEqual([1, 2]);
  });

  test("a sender who lives elsewhere is told so and leaves no trace", async () => {
    const [first, second] = pairNumberedByFirst();
    const message = submission(first, second);
    expect(keysOf(await cells.eu.gateway.accept([message]))).toEqual(["not-home"]);
    expect(
      await cells.eu.gateway.fetch({
        user: first,
        conversation: message.conversation,
        after: { term: 0, n: 0 },
        limit: 10,
        bytesMax: 1_000_000,
      }),
    ).toBeNull();
  });

  test("a range is bounded in bytes, holds one message at least, and says how far it goes", async () => {
    const [first, second] = await pairInEu();
    const large = Array.from({ length: 6 }, () => submission(first, second, { text: "x".repeat(60_000) }));
    await cells.eu.gateway.accept(large);
    const { conversation } = large[0]!;
    const read = async (afterN: number, bounds: { limit: number; bytesMax: number }) => {
      const range = await cells.eu.gateway.fetch({
        user: second,
        conversation,
        after: { term: 1, n: afterN },
        ...bounds,
      });
      return [range!.messages.map(({ key }) => key.n), range!.through.n, range!.head.n];
    };
    expect(await read(0, { limit: 10, bytesMax: 256 * 1024 })).toEqual([[1, 2, 3, 4], 4, 6]);
    expect(await read(4, { limit: 10, bytesMax: 256 * 1024 })).toEqual([[5, 6], 6, 6]);
    expect(await read(0, { limit: 2, bytesMax: 256 * 1024 })).toEqual([[1, 2], 2, 6]);
    expect(await read(2, { limit: 10, bytesMax: 1 })).toEqual([[3], 3, 6]);
    expect(await read(6, { limit: 10, bytesMax: 1 })).toEqual([[], 6, 6]);
  });

  test("one impossible row fails alone", async () => {
    const [first, second] = await pairInEu();
    const noPartition = submission(first, second, { text: "ancient", id: messageIdAt(0, randomBytes(10)) });
    const outcomes = await cells.eu.gateway.accept([
      submission(first, second, { text: "a" }),
      noPartition,
      submission(first, second, { text: "b" }),
    ]);
    expect(keysOf(outcomes)).toEqual([1, expect.stringContaining("no partition"), 2]);
  });

  test("two gateways that number one hot conversation at once give every number once", async () => {
    const [first, second] = await pairInEu();
    const batches = Array.from({ length: 8 }, () => Array.from({ length: 20 }, () => submission(first, second)));
    const outcomes = await Promise.all(batches.map((batch) => cells.eu.gateway.accept(batch)));
    const numbers = keysOf(outcomes.flat()).toSorted((a, b) => Number(a) - Number(b));
    expect(numbers).toEqual(Array.from({ length: 160 }, (_, i) => i + 1));
  });
});

describe("devices and cursors", () => {
  test("a new device starts at the head; an old one is offered what it lacks", async () => {
    const [first, second] = await pairInEu();
    await cells.eu.gateway.accept([submission(first, second, { text: "before" })]);
    const tablet = parseDeviceId("tablet");
    await connect(cells.eu, second, tablet);
    await cells.eu.gateway.accept([submission(first, second, { text: "after" })]);
    const heads = await cells.eu.gateway.heads({
      user: second,
      device: tablet,
      sinceMs: Date.now() + 60_000,
      limit: 10,
    });
    expect(heads.map(({ delivered, head, unread, peer }) => [delivered.n, head.n, unread, peer])).toEqual([
      [1, 2, 2, first],
    ]);
  });

  test("heads come in pages without a conversation left out or named twice, also of one moment", async () => {
    const user = parseUserId(`hub-${randomBytes(6).toString("hex")}`);
    const peers = Array.from({ length: 7 }, (_, i) => parseUserId(`${user}-${i}`));
    for (const one of [user, ...peers]) await connect(cells.eu, one);
    await cells.eu.gateway.accept(peers.map((peer) => submission(peer, user)));
    const seen = [];
    for (let last; ;) {
      const page = await cells.eu.gateway.heads({ user, device: DEVICE, sinceMs: 0, limit: 3, last });
      seen.push(...page.map(({ peer }) => peer));
      last = page.at(-1);
      if (page.length < 3) break;
    }
    expect(seen.toSorted()).toEqual(peers);
  });

  test("cursors rise, never fall, and tell the peer", async () => {
    const [first, second] = await pairInEu();
    const messages = [submission(first, second), submission(first, second)];
    await cells.eu.gateway.accept(messages);
    const report = { user: second, device: parseDeviceId("phone"), conversation: messages[0]!.conversation };
    const key = (n: number) => ({ term: 1, n });
    const up = await cells.eu.gateway.recordCursors([{ ...report, delivered: key(2), read: key(1) }]);
    expect(up.changed).toMatchObject([{ user: second, peer: first, delivered: key(2), read: key(1), peerHere: true }]);
    const down = await cells.eu.gateway.recordCursors([{ ...report, delivered: key(1), read: key(1) }]);
    expect(down).toEqual({ changed: [], invalid: [] });
    const heads = await cells.eu.gateway.heads({ user: first, device: report.device, sinceMs: 0, limit: 10 });
    expect(heads[0]).toMatchObject({ peerDelivered: key(2), peerRead: key(1) });
  });

  test("a cursor beyond the head, or in a conversation of others, is refused", async () => {
    const [first, second] = await pairInEu();
    const [stranger] = await pairInEu();
    const message = submission(first, second);
    await cells.eu.gateway.accept([message]);
    const device = parseDeviceId("phone");
    const beyond = {
      user: second,
      device,
      conversation: message.conversation,
      delivered: { term: 1, n: 9 },
      read: { term: 0, n: 0 },
    };
    const foreign = { ...beyond, user: stranger, delivered: { term: 1, n: 1 } };
    const { changed, invalid } = await cells.eu.gateway.recordCursors([beyond, foreign]);
    expect(changed).toEqual([]);
    expect(invalid).toEqual([beyond, foreign]);
  });

  test("the eleventh device is refused, a known one always returns", async () => {
    const [user] = await pairInEu();
    const link = (name: string) => cells.eu.gateway.link({ ...LINK, user, device: parseDeviceId(name), storeId: name });
    for (let i = 2; i <= 10; i++)
      expect(await link(`device-${i}`)).toMatchObject({ kind: "linked", storeReset: false });
    expect(await link("device-11")).toEqual({ kind: "device-limit" });
    expect(await link("device-10")).toMatchObject({ kind: "linked" });
  });

  test("connections are counted, not timed: a clock that steps back lowers no epoch", async () => {
    const [user] = await pairInEu();
    const link = () => cells.eu.gateway.link({ ...LINK, user, device: parseDeviceId("phone"), storeId: "one" });
    const epochs = [];
    for (let i = 0; i < 3; i++) epochs.push(await link());
    const [first] = epochs.map((outcome) => (outcome.kind === "linked" ? outcome.connectionEpoch : 0));
    expect(epochs).toMatchObject([0, 1, 2].map((later) => ({ connectionEpoch: first! + later })));
  });

  test("a device with another store is told that it was reset", async () => {
    const [user] = await pairInEu();
    const again = await cells.eu.gateway.link({
      ...LINK,
      user,
      device: parseDeviceId("phone"),
      storeId: "new",
    });
    expect(again).toMatchObject({ kind: "linked", storeReset: true });
  });
});

import { expect, test } from "vitest";
import type { DeviceId, OrderKey, UserId } from "@cellwire/protocol";
import { decodeServerMessage } from "@cellwire/protocol";
import type { ConversationHead, GatewayInbox, Range, Refusal } from "../inbox/contract.ts";
import { CatchUp, fetchAnswer } from "./catch-up.ts";

const BOB = { user: "bob" as UserId, device: "one" as DeviceId };
const CONVERSATION = new Uint8Array(32).fill(2);

function message(key: OrderKey) {
  const [sender, senderDevice, recipient] = ["alice" as UserId, "phone" as DeviceId, BOB.user];
  const place = { messageId: new Uint8Array(16), conversation: CONVERSATION, key, acceptedAtMs: 1 };
  return {
    ...place,
    sender,
    senderDevice,
    recipient,
    content: new Uint8Array(1),
    headers: new Uint8Array(0),
    traceparent: "",
  };
}

function answered(after: OrderKey, range: Range): string[] {
  const { frames } = fetchAnswer(BOB, { conversation: CONVERSATION, after }, range);
  return frames.flatMap(decodeServerMessage).map((frame) => {
    const text = (key: { term?: number | null; n?: number | null } | null | undefined) => `${key?.term}.${key?.n}`;
    if (frame.deliver) return `deliver ${text(frame.deliver.key)}`;
    if (frame.skip) return `skip ${text(frame.skip.from)} to ${text(frame.skip.to)}`;
    return `fetched through ${text(frame.fetched?.through)} of ${text(frame.fetched?.head)}`;
  });
}

const key = (term: number, n: number): OrderKey => ({ term, n });

test("a range without holes is messages only", () => {
  const range = { messages: [message(key(1, 4)), message(key(1, 5))], through: key(1, 5), head: key(1, 9) };
  expect(answered(key(1, 3), range)).toEqual(["deliver 1.4", "deliver 1.5", "fetched through 1.5 of 1.9"]);
});

test("a message of somebody who was blocked is a skip, and does not count as delivered", () => {
  const range = {
    messages: [message(key(1, 1)), { ...message(key(1, 2)), isHidden: true }, message(key(1, 3))],
    through: key(1, 3),
    head: key(1, 3),
  };
  expect(answered(key(0, 0), range)).toEqual([
    "deliver 1.1",
    "skip 1.2 to 1.2",
    "deliver 1.3",
    "fetched through 1.3 of 1.3",
  ]);
  expect(fetchAnswer(BOB, { conversation: CONVERSATION, after: key(0, 0) }, range).delivers).toBe(2);
});

test("expired numbers before, between and behind the messages are skipped", () => {
  const range = { messages: [message(key(1, 3)), message(key(1, 6))], through: key(1, 8), head: key(1, 8) };
  expect(answered(key(0, 0), range)).toEqual([
    "skip 1.1 to 1.2",
    "deliver 1.3",
    "skip 1.4 to 1.5",
    "deliver 1.6",
    "skip 1.7 to 1.8",
    "fetched through 1.8 of 1.8",
  ]);
});

test("a later term follows without a skip", () => {
  const range = { messages: [message(key(1, 2)), message(key(2, 1))], through: key(2, 1), head: key(2, 1) };
  expect(answered(key(1, 1), range)).toEqual(["deliver 1.2", "deliver 2.1", "fetched through 2.1 of 2.1"]);
});

test("nothing above the cursor is only an end mark", () => {
  expect(answered(key(1, 5), { messages: [], through: key(1, 5), head: key(1, 5) })).toEqual([
    "fetched through 1.5 of 1.5",
  ]);
});

test("a page that is not the last says how far it goes", () => {
  const range = { messages: [message(key(1, 1)), message(key(1, 2))], through: key(1, 2), head: key(1, 6) };
  expect(answered(key(0, 0), range)).toEqual(["deliver 1.1", "deliver 1.2", "fetched through 1.2 of 1.6"]);
});

const ALL = { sinceMs: 0, refusalsThrough: 0 };

/** The frames of each page. */
async function pagesOf(catchUp: CatchUp, missed = ALL) {
  const pages: ReturnType<typeof decodeServerMessage>[] = [];
  for await (const frames of catchUp.missed(BOB, missed)) pages.push(frames.flatMap(decodeServerMessage));
  return pages;
}

test("heads come in frames of a hundred, in the order of the inbox", async () => {
  const heads = Array.from({ length: 250 }, (_, n): ConversationHead => {
    const marks = { delivered: key(0, 0), read: key(0, 0), peerDelivered: key(0, 0), peerRead: key(0, 0) };
    return {
      conversation: CONVERSATION,
      peer: "alice" as UserId,
      head: key(1, n + 1),
      ...marks,
      unread: n,
      updatedMs: 1_000_000 - n,
    };
  });
  const inbox = { refusals: async () => [], heads: async () => heads } as unknown as GatewayInbox;
  const catchUp = new CatchUp({ inbox, readsAtOnceMax: 1, readsWaitingMax: 1 });
  const frames = (await pagesOf(catchUp)).flat().map((frame) => frame.heads!.heads!);
  expect(frames.map((page) => page.length)).toEqual([100, 100, 50]);
  expect(frames.flat().map((head) => head.unread)).toEqual(heads.map((head) => head.unread));
});

test("a device of more conversations than are read at once is told of all of them", async () => {
  const asked: unknown[] = [];
  const marks = {
    head: key(1, 1),
    delivered: key(0, 0),
    read: key(0, 0),
    peerDelivered: key(0, 0),
    peerRead: key(0, 0),
  };
  const head = { conversation: CONVERSATION, peer: "alice" as UserId, ...marks, unread: 1 };
  const heads: GatewayInbox["heads"] = async ({ limit, last }) => {
    asked.push(last?.updatedMs);
    return Array.from({ length: asked.length === 3 ? 1 : limit }, () => ({ ...head, updatedMs: 10 - asked.length }));
  };
  const inbox = { refusals: async () => [], heads } as unknown as GatewayInbox;
  const frames = await pagesOf(new CatchUp({ inbox, readsAtOnceMax: 1, readsWaitingMax: 1 }));
  expect(frames.flat().flatMap((frame) => frame.heads!.heads!)).toHaveLength(20_001);
  expect(asked).toEqual([undefined, 9, 8]);
});

test("every refusal above the mark is named, in pages, before the heads", async () => {
  const stored = Array.from({ length: 2_500 }, (_, n) => ({ revision: n + 1, code: "UNKNOWN_USER" }));
  const refusals: GatewayInbox["refusals"] = async ({ after, limit }) =>
    stored.filter(({ revision }) => revision > after).slice(0, limit) as unknown as Refusal[];
  const catchUp = new CatchUp({
    inbox: { refusals, heads: async () => [] } as unknown as GatewayInbox,
    readsAtOnceMax: 1,
    readsWaitingMax: 1,
  });
  const pages = await pagesOf(catchUp, { sinceMs: 0, refusalsThrough: 100 });
  expect(pages.map((frames) => frames.length)).toEqual([1_000, 1_000, 400]);
  expect(pages.flat().map((frame) => frame.refused?.revision)).toEqual(
    stored.slice(100).map(({ revision }) => revision),
  );
});

test("reads beyond those that may wait are refused at once", async () => {
  const { promise, resolve } = Promise.withResolvers<[]>();
  const inbox = { refusals: () => promise, heads: async () => [] } as unknown as GatewayInbox;
  const catchUp = new CatchUp({ inbox, readsAtOnceMax: 1, readsWaitingMax: 1 });
  const [running, waiting] = [pagesOf(catchUp), pagesOf(catchUp)];
  await expect(pagesOf(catchUp)).rejects.toMatchObject({ code: "OVERLOADED", retryable: true });
  resolve([]);
  await expect(Promise.all([running, waiting])).resolves.toEqual([[], []]);
});

import type { OrderKey, UserId } from "@cellwire/protocol";
import { decodeServerMessage, directConversationId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchAnswer } from "../../src/flow/catch-up.ts";
import { releaseMarks } from "../../src/inbox/late-marks.ts";
import { PostgresGatewayInbox } from "../../src/inbox/postgres-gateway.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import type { Settings } from "../../src/privacy/settings.ts";
import { PostgresPrivacySettings } from "../../src/privacy/settings.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { DEVICE, carry, connect, pairAcross, pairNumberedByFirst, submission, twoCells } from "./two-cells.ts";

const statements = loadStatements();
const random = { bytes: (count: number) => new Uint8Array(count), float: () => 0.5 };
const EVERYTHING: Settings = { version: 0, lastSeen: 0, online: 0, delivered: 0, readReceiptsOff: false };
const ORIGIN = { term: 0, n: 0 };

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

function privacyOf({ pool }: CellInbox): PostgresPrivacySettings {
  return new PostgresPrivacySettings({ pool, statements, clock: systemClock, random });
}

/** Alice writes to Bob; both live in eu. */
async function bothHere() {
  const [alice, bob] = pairNumberedByFirst();
  for (const user of [alice, bob]) await connect(cells.eu, user);
  return { ...people(cells.eu, alice, bob), alice, bob };
}

/** As `bothHere`; Bob lives in us, which does not number. */
async function bobElsewhere() {
  const [alice, bob] = await pairAcross(cells);
  return { ...people(cells.us, alice, bob), alice, bob };
}

function people(bobsCell: CellInbox, alice: UserId, bob: UserId) {
  const privacy = privacyOf(bobsCell);
  const conversation = directConversationId(alice, bob);
  const change = (add: readonly UserId[], remove: readonly UserId[] = []) =>
    privacy.change({ user: bob, list: "blocked", add, remove });
  const range = { conversation, after: ORIGIN, limit: 100, bytesMax: 1_000_000 };
  return {
    privacy,
    conversation,
    block: () => change([alice]),
    unblock: () => change([], [alice]),
    send: async (text: string) => (await cells.eu.gateway.accept([submission(alice, bob, { text })]))[0]!,
    bobFetches: async () => {
      const answer = fetchAnswer(
        { user: bob, device: DEVICE },
        range,
        (await bobsCell.gateway.fetch({ user: bob, ...range }))!,
      );
      return answer.frames.flatMap(decodeServerMessage).flatMap(({ deliver, skip }) => {
        if (deliver) return [Buffer.from(deliver.content!).toString()];
        return skip ? [`${skip.reason} ${skip.from!.n}`] : [];
      });
    },
    bobIsAt: async (delivered: number, read = 0, gateway = bobsCell.gateway) => {
      const report = { user: bob, device: DEVICE, conversation, delivered: key(delivered), read: key(read) };
      const { changed } = await gateway.recordCursors([report]);
      return changed.filter(({ peerHere }) => peerHere).map(({ user, delivered: d, read: r }) => [user, d.n, r.n]);
    },
    headOf: async (inbox: CellInbox, user: UserId, sinceMs = 0) =>
      (await inbox.gateway.heads({ user, device: DEVICE, sinceMs, limit: 10 })).find(
        ({ peer }) => peer === (user === bob ? alice : bob),
      ),
  };
}

function key(n: number): OrderKey {
  return n === 0 ? ORIGIN : { term: 1, n };
}

test("what a blocked user writes is accepted and numbered, and is a skip for the blocker, for good", async () => {
  const { send, block, unblock, bobFetches, headOf, bob } = await bothHere();
  await send("before");
  await block();
  expect(await send("hidden")).toMatchObject({ kind: "sequenced", key: { n: 2 }, isHidden: true });
  expect((await headOf(cells.eu, bob))!.unread).toBe(1);
  await unblock();
  expect(await send("after")).not.toHaveProperty("isHidden");
  expect(await bobFetches()).toEqual(["before", "blocked 2", "after"]);
  expect((await headOf(cells.eu, bob))!.unread).toBe(2);
});

test("a hidden message that is sent again after the block ended stays hidden", async () => {
  const { block, unblock, alice, bob } = await bothHere();
  await block();
  const sent = submission(alice, bob);
  await cells.eu.gateway.accept([sent]);
  await unblock();
  expect(await cells.eu.gateway.accept([sent])).toMatchObject([{ duplicate: true, isHidden: true }]);
});

test("a block holds from the first message on, and over several blocks", async () => {
  const { send, block, unblock, bobFetches } = await bothHere();
  await block();
  await block();
  await send("1");
  await unblock();
  await unblock();
  await block();
  await send("2");
  await unblock();
  await send("3");
  await block();
  await send("4");
  expect(await bobFetches()).toEqual(["blocked 1", "blocked 2", "3", "blocked 4"]);
});

test("the blocker's own messages reach the blocked user, and their own devices", async () => {
  const { send, block, bobFetches, alice, bob, conversation } = await bothHere();
  await block();
  await send("hidden");
  expect(await cells.eu.gateway.accept([submission(bob, alice, { text: "mine" })])).toMatchObject([
    { kind: "sequenced" },
  ]);
  expect(await bobFetches()).toEqual(["blocked 1", "mine"]);
  const seen = await cells.eu.gateway.fetch({ user: alice, conversation, after: ORIGIN, limit: 9, bytesMax: 9_999 });
  expect(seen!.messages.map(({ content }) => Buffer.from(content).toString())).toEqual(["hidden", "mine"]);
});

test("a block is applied in the recipient's cell: the sender's cell sees the same", async () => {
  const { send, block, unblock, bobFetches } = await bobElsewhere();
  await block();
  expect(await send("hidden")).toMatchObject({ kind: "sequenced", key: { n: 1 }, recipientHere: false });
  await carry(cells.eu, cells.us);
  await unblock();
  await send("shown");
  await carry(cells.eu, cells.us);
  expect(await bobFetches()).toEqual(["blocked 1", "shown"]);
});

test("an ingested message says that it is hidden, at once and when it is read again", async () => {
  const { block, alice, bob, conversation } = await bobElsewhere();
  await block();
  const envelope = { ...submission(alice, bob), key: key(1) };
  const { outcomes, advances } = await cells.us.forward.ingest({ from: cells.eu.cell, envelopes: [envelope] });
  expect(outcomes).toMatchObject([{ kind: "ack", isHidden: true }]);
  expect(advances).toMatchObject([{ to: { n: 1 } }]);
  const read = await cells.us.forward.readAdvances({ advances, limit: 9 });
  expect(read).toMatchObject([{ isHidden: true }]);
  expect(Buffer.from(read[0]!.conversation)).toEqual(Buffer.from(conversation));
});

test("no mark of the blocker reaches the blocked user; after the block, marks stand before what is hidden", async () => {
  const { send, block, unblock, bobIsAt, headOf, alice, bob } = await bothHere();
  await send("1");
  await send("2");
  expect(await bobIsAt(1)).toEqual([[bob, 1, 0]]);
  await block();
  const before = await headOf(cells.eu, alice);
  await send("hidden");
  expect(await bobIsAt(3, 2)).toEqual([]);
  const sinceMs = Date.now() + 60_000;
  expect(await headOf(cells.eu, alice)).toMatchObject({
    peerDelivered: before!.peerDelivered,
    peerRead: before!.peerRead,
  });
  // Nothing of the conversation is news to her by what he did: only her own new message is above her cursor.
  await cells.eu.gateway.recordCursors([
    { user: alice, device: DEVICE, conversation: before!.conversation, delivered: key(3), read: ORIGIN },
  ]);
  expect(await headOf(cells.eu, alice, sinceMs)).toBeUndefined();
  await unblock();
  expect(await bobIsAt(3, 3)).toEqual([[bob, 2, 2]]);
  await send("4");
  expect(await bobIsAt(4, 3)).toEqual([[bob, 4, 2]]);
});

test("nothing is owed to the cell of a blocked user", async () => {
  const { send, block, bobIsAt } = await bobElsewhere();
  await block();
  await send("hidden");
  await carry(cells.eu, cells.us);
  await bobIsAt(1, 1);
  expect(await cells.us.forward.dueReceipts(100)).toEqual([]);
});

test("without read receipts, none are sent, and none of others are taken, here and elsewhere", async () => {
  const { send, privacy, bobIsAt, headOf, alice, bob } = await bothHere();
  await privacy.update(bob, { ...EVERYTHING, readReceiptsOff: true });
  await send("1");
  expect(await bobIsAt(1, 1)).toEqual([[bob, 1, 0]]);
  expect(await headOf(cells.eu, alice)).toMatchObject({ peerDelivered: key(1), peerRead: ORIGIN });
  await cells.eu.gateway.accept([submission(bob, alice)]);
  const conversation = directConversationId(alice, bob);
  await cells.eu.gateway.recordCursors([
    { user: alice, device: DEVICE, conversation, delivered: key(2), read: key(2) },
  ]);
  expect(await headOf(cells.eu, bob)).toMatchObject({ peerDelivered: key(2), peerRead: ORIGIN, read: key(1) });
});

test("read receipts that another cell reports are not taken for a user who sends none", async () => {
  const { send, privacy, bobIsAt, alice, bob, conversation } = await bobElsewhere();
  await send("1");
  await carry(cells.eu, cells.us);
  await privacy.update(bob, { ...EVERYTHING, readReceiptsOff: true });
  await bobIsAt(1, 1);
  const due = (await cells.us.forward.dueReceipts(100)).filter(({ user }) => user === bob);
  expect(due).toMatchObject([{ delivered: key(1), read: ORIGIN }]);
  await cells.us.forward.receiptsReported(due);
  expect((await cells.us.forward.dueReceipts(100)).filter(({ user }) => user === bob)).toEqual([]);
  const receipts = [{ conversation, user: alice, delivered: key(1), read: key(1) }];
  const { taken, changed } = await cells.us.forward.takeReceipts({ from: cells.eu.cell, receipts });
  expect(taken).toEqual([true]);
  expect(changed).toMatchObject([{ delivered: key(1), read: ORIGIN }]);
});

test("outside the audience of delivered nothing is ever told; contacts are told", async () => {
  const { send, privacy, bobIsAt, alice, bob } = await bothHere();
  await privacy.update(bob, { ...EVERYTHING, delivered: 1 });
  await send("1");
  expect(await bobIsAt(1, 1)).toEqual([]);
  await privacy.change({ user: bob, list: "contacts", add: [alice], remove: [] });
  await send("2");
  expect(await bobIsAt(2, 1)).toEqual([[bob, 2, 1]]);
});

test("who may not see that the user is online learns of deliveries later, at a time that tells nothing", async () => {
  const { send, privacy, bobIsAt, headOf, alice, bob } = await bothHere();
  const { pool, cell } = cells.eu;
  await privacy.update(bob, { ...EVERYTHING, online: 2 });
  const minuteMs = 60_000 * Math.floor(Date.now() / 60_000);
  const at = (nowMs: number) => new PostgresGatewayInbox({ pool, cell, statements, random, clock: clockAt(nowMs) });
  const released = (nowMs: number) => releaseMarks({ pool, cell, clock: clockAt(nowMs) });
  await send("1");
  expect(await bobIsAt(1, 1, at(minuteMs + 1_000))).toEqual([]);
  await send("2");
  expect(await bobIsAt(2, 1, at(minuteMs + 59_000))).toEqual([]);
  expect(await headOf(cells.eu, alice)).toMatchObject({ peerDelivered: ORIGIN, peerRead: ORIGIN });
  expect(await released(minuteMs + 89_999)).toEqual([]);
  expect(await released(minuteMs + 90_000)).toMatchObject([
    { user: bob, peer: alice, delivered: key(2), read: key(1), peerHere: true },
  ]);
  expect(await headOf(cells.eu, alice)).toMatchObject({ peerDelivered: key(2), peerRead: key(1) });
  expect(await released(minuteMs + 200_000)).toEqual([]);
});

test("what was held back is shown later when the user holds nothing back any more", async () => {
  const { send, privacy, bobIsAt, bob } = await bothHere();
  const { pool, cell } = cells.eu;
  const hidden = await privacy.update(bob, { ...EVERYTHING, delivered: 2 });
  await send("1");
  expect(await bobIsAt(1)).toEqual([]);
  await privacy.update(bob, { ...EVERYTHING, version: hidden!.version });
  expect(await releaseMarks({ pool, cell, clock: clockAt(Date.now() + 200_000) })).toMatchObject([
    { user: bob, delivered: key(1) },
  ]);
  await send("2");
  expect(await bobIsAt(2)).toEqual([[bob, 2, 0]]);
});

test("of two changes of the same settings one is made; the same change twice is no conflict", async () => {
  const { privacy, bob } = await bothHere();
  expect(await privacy.of(bob)).toEqual(EVERYTHING);
  const changed = { ...EVERYTHING, lastSeen: 1 };
  expect(await privacy.update(bob, changed)).toEqual({ ...changed, version: 1 });
  expect(await privacy.update(bob, changed)).toEqual({ ...changed, version: 1 });
  expect(await privacy.update(bob, { ...changed, online: 2 })).toBeNull();
  expect(await privacy.of(bob)).toEqual({ ...changed, version: 1 });
});

test("a list of people is bounded, and paged in byte order", async () => {
  const { privacy, bob } = await bothHere();
  const add = Array.from({ length: 10_000 }, (_, i) => `friend-${10_000 + i}` as UserId);
  const list = "contacts";
  for (let at = 0; at < add.length; at += 2_500)
    expect(await privacy.change({ user: bob, list, add: add.slice(at, at + 2_500), remove: [] })).toBe(true);
  const one = ["zoe" as UserId];
  expect(await privacy.change({ user: bob, list, add: one, remove: [] })).toBe(false);
  expect(await privacy.change({ user: bob, list, add: one, remove: [add[0]!] })).toBe(true);
  expect(await privacy.people({ user: bob, list, after: add[9_997]!, limit: 9 })).toEqual([
    add[9_998],
    add[9_999],
    "zoe",
  ]);
});

function clockAt(nowMs: number) {
  return { ...systemClock, nowMs: () => nowMs };
}

/** What every store must do (contract.ts). Run it over each implementation. */

import {
  conversationIdFromBytes,
  directConversationId,
  messageIdAt,
  ORIGIN,
  parseCellId,
  parseDeviceId,
  parseGroupId,
  parseUserId,
  wire,
  type OrderKey,
} from "@cellwire/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Message, OutboxState } from "../src/client.ts";
import { encodeDeletion, encodeReaction, encodePlain } from "../src/content/envelope.ts";
import { groupCounterpart, peerCounterpart } from "../src/counterpart.ts";
import { encodeChange, type GroupChange } from "../src/groups/group-change.ts";
import type { ConversationRow, DeviceRow, OutboxRow, Store } from "../src/store/contract.ts";

const ALICE = parseUserId("alice");
const BOB = parseUserId("bob");
const PHONE = parseDeviceId("phone");
const CONVERSATION = conversationIdFromBytes(directConversationId(ALICE, BOB));
const GROUP = parseGroupId("0123456789abcdefghjkmnpqrs");
const RENAMED: GroupChange = { kind: "rename", title: "Grüße" };
const OTHER = conversationIdFromBytes(directConversationId(ALICE, parseUserId("carol")));

const DEVICE: DeviceRow = {
  device: PHONE,
  storeId: "store",
  user: ALICE,
  refusalsThrough: 3,
  caughtUp: { cell: "eu", serverTimeMs: 4 },
  home: {
    cell: parseCellId("eu"),
    epoch: 2,
    gateways: ["ws://gateway.test"],
    refreshedAtMs: 7,
    tickets: [{ kind: "resume", ticket: "t", expiresAtMs: 9 }],
  },
  keys: { identity: { publicKey: "aa", seed: "bb" }, account: { publicKey: "cc", seed: "dd" }, hasSettled: true },
};

const SETTING = { key: "0a0b", value: '{"with":"bob"}', revision: 3, isDirty: true };
const IDENTITY = { user: BOB, version: 3, accountKey: "ac", signature: "51" };

export interface StoreUnderTest {
  /** Reopens what `open` made, as a new process would; undefined when that cannot be. */
  reopen(): Promise<Store>;
  readonly store: Store;
  dispose(): Promise<void>;
}

export function storeConformance(name: string, setup: () => Promise<StoreUnderTest>): void {
  describe(`${name} store`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await setup();
      await under.store.open();
    });
    afterEach(() => under.dispose());
    const reopened = async () => {
      await under.store.close();
      const store = await under.reopen();
      return { store, snapshot: await store.open() };
    };

    test("is empty at first", async () => {
      const { snapshot } = await reopened();
      expect(snapshot).toEqual({
        device: undefined,
        conversations: [],
        cursors: [],
        unfinished: [],
        identities: [],
        settings: [],
        newestMessageId: undefined,
        lastPosition: 0,
      });
    });

    test("moves a message to another place", async () => {
      await under.store.commit({ messages: [message(1), message(2)] });
      const moved = { ...message(2), key: { term: 3, n: 2 } };
      const places = [
        { conversation: CONVERSATION, key: at(2) },
        { conversation: OTHER, key: at(1) },
      ];
      await under.store.commit({ displaced: places, messages: [moved] });
      const { store } = await reopened();
      const held = await store.messages({ conversation: CONVERSATION, after: ORIGIN, limit: 10 });
      expect(held).toEqual([message(1), moved]);
    });

    test("holds what was committed after it was closed and opened again", async () => {
      const conversation = conversationRow();
      const cursor = { conversation: CONVERSATION, delivered: at(2), handed: at(1) };
      await under.store.commit({
        device: DEVICE,
        conversations: [conversation],
        cursors: [cursor],
        messages: [message(1), message(2)],
        outbox: [outbox(1, "waiting")],
        identities: [IDENTITY],
        settings: [SETTING],
      });
      const { store, snapshot } = await reopened();
      expect(snapshot).toEqual({
        device: DEVICE,
        conversations: [conversation],
        cursors: [cursor],
        unfinished: [outbox(1, "waiting")],
        identities: [IDENTITY],
        settings: [SETTING],
        newestMessageId: outbox(1, "waiting").messageId,
        lastPosition: 1,
      });
      expect(await store.messages({ conversation: CONVERSATION, after: ORIGIN, limit: 10 })).toEqual([
        message(1),
        message(2),
      ]);
    });

    test("holds what belongs to a group, and what it changes", async () => {
      const counterpart = groupCounterpart(GROUP);
      const change = { ...message(1), ...counterpart, content: new Uint8Array(0), change: RENAMED };
      const content = { ...message(2), ...counterpart };
      const plain = encodeChange(RENAMED);
      const kind = wire.MessageKind.GROUP_CHANGE;
      const row = { ...outbox(1, "waiting"), ...counterpart, kind, plain, encoded: plain };
      const conversation = { ...conversationRow(), ...counterpart };
      await under.store.commit({ conversations: [conversation], messages: [change, content], outbox: [row] });
      const { store, snapshot } = await reopened();
      expect(snapshot.conversations).toEqual([conversation]);
      expect(snapshot.unfinished).toEqual([row]);
      expect(await store.messages({ conversation: CONVERSATION, after: ORIGIN, limit: 10 })).toEqual([change, content]);
      expect(await store.lastMessage(CONVERSATION)).toEqual(content);
    });

    test("replaces rows of the same key, and keeps a message that it has", async () => {
      await under.store.commit({ conversations: [conversationRow()], messages: [message(1)] });
      const changed = { ...message(1), content: Uint8Array.of(9) };
      await under.store.commit({ conversations: [{ ...conversationRow(), unread: 5 }], messages: [changed] });
      for (const version of [4, 5]) await under.store.commit({ identities: [{ ...IDENTITY, version }] });
      const { store, snapshot } = await reopened();
      expect(snapshot.conversations).toEqual([{ ...conversationRow(), unread: 5 }]);
      expect(snapshot.identities).toEqual([{ ...IDENTITY, version: 5 }]);
      expect(await store.lastMessage(CONVERSATION)).toEqual(message(1));
    });

    test("gives messages in key order across terms, above a key, up to a limit, of one conversation", async () => {
      const foreign = { ...message(1), conversation: OTHER };
      await under.store.commit({ messages: [message(2), foreign, message(1, 2), message(1), message(3)] });
      const messages = (after: OrderKey, limit: number) =>
        under.store.messages({ conversation: CONVERSATION, after, limit });
      expect(await messages(ORIGIN, 10)).toEqual([message(1), message(2), message(3), message(1, 2)]);
      expect(await messages(at(1), 2)).toEqual([message(2), message(3)]);
      expect(await messages(at(3), 10)).toEqual([message(1, 2)]);
      expect(await under.store.lastMessage(CONVERSATION)).toEqual(message(1, 2));
      expect(await under.store.lastMessage(OTHER)).toEqual(foreign);
    });

    test("counts the messages of others in a range, its upper end included, without changes of the group", async () => {
      const own = { ...message(3), own: true };
      const change = { ...message(5), change: RENAMED };
      await under.store.commit({ messages: [message(1), message(2), own, message(4), change, message(1, 2)] });
      const count = (after: OrderKey, through: OrderKey) =>
        under.store.countOthers({ conversation: CONVERSATION, after, through });
      expect(await count(ORIGIN, at(9, 9))).toBe(4);
      expect(await count(at(1), at(4))).toBe(2);
      expect(await count(at(4), at(4))).toBe(0);
      expect(await under.store.countOthers({ conversation: OTHER, after: ORIGIN, through: at(9) })).toBe(0);
    });

    test("takes what changes another message for no message of its own, and finds it by that one", async () => {
      const [one, two] = [message(1), { ...message(2), sender: parseUserId("carol") }];
      const bobs = { messageId: one.messageId, sender: BOB };
      const changes = [encodeReaction(bobs, "👍"), encodeDeletion(bobs), encodeReaction(bobs, undefined)];
      const quiet = changes.map((content, at_) => ({ ...message(3 + at_), content }));
      const reply = { ...message(6), content: encodePlain(Uint8Array.of(1), bobs) };
      const own = { ...message(7), own: true, content: encodeReaction(bobs, "👎") };
      const foreign = { ...quiet[0]!, conversation: OTHER };
      await under.store.commit({ messages: [one, two, ...quiet, reply, own, foreign] });
      const { store } = await reopened();
      const conversation = CONVERSATION;
      const range = { conversation, after: ORIGIN, through: at(9) };
      expect([await store.countOthers(range), await store.countOthers({ ...range, isQuiet: true })]).toEqual([3, 3]);
      expect(await store.lastMessage(conversation)).toEqual(reply);
      expect(await store.lastMessage(OTHER)).toBeUndefined();
      const messageIds = [one.messageId, two.messageId, reply.messageId];
      const found = await store.messagesById({ conversation, messageIds: messageIds.slice(0, 2) });
      expect(found.toSorted((a, b) => a.key.n - b.key.n)).toEqual([one, two]);
      expect(await store.changesOf({ conversation, messageIds, limit: 10 })).toEqual([...quiet, own]);
      expect(await store.changesOf({ conversation, messageIds, limit: 2 })).toEqual([quiet[2], own]);
      expect(await store.changesOf({ conversation, messageIds: [two.messageId], limit: 2 })).toEqual([]);
    });

    test("gives the last messages below a key", async () => {
      await under.store.commit({ messages: [message(1), message(2), message(3), message(1, 2)] });
      const below = (after: OrderKey, before: OrderKey, limit: number) =>
        under.store.messages({ conversation: CONVERSATION, after, before, limit });
      expect(await below(ORIGIN, at(1, 2), 2)).toEqual([message(2), message(3)]);
      expect(await below(at(2), at(9, 9), 9)).toEqual([message(3), message(1, 2)]);
      expect(await below(at(2), at(2), 9)).toEqual([]);
    });

    test("replaces and removes settings", async () => {
      const other = { ...SETTING, key: "0c" };
      await under.store.commit({ settings: [SETTING, other] });
      await under.store.commit({ settings: [{ ...SETTING, revision: 4 }], removedSettings: ["0c", "0d"] });
      const { snapshot } = await reopened();
      expect(snapshot.settings).toEqual([{ ...SETTING, revision: 4 }]);
    });

    test("tells unfinished outbox rows from finished ones, both in the order of sending", async () => {
      await under.store.commit({ outbox: [outbox(2, "waiting"), outbox(1, "waiting"), outbox(3, "accepted")] });
      await under.store.commit({ outbox: [outbox(1, "refused"), outbox(2, "sequenced"), outbox(4, "unknown")] });
      const rows = await under.store.outbox({ finishedLimit: 2 });
      expect(rows).toEqual([outbox(2, "sequenced"), outbox(3, "accepted"), outbox(4, "unknown")]);
      const { snapshot } = await reopened();
      expect(snapshot.unfinished).toEqual([outbox(3, "accepted")]);
      expect(snapshot.lastPosition).toBe(4);
    });

    test("puts a new id in the place of a forgotten one", async () => {
      await under.store.commit({ outbox: [outbox(1, "waiting"), outbox(2, "waiting")] });
      const renamed = { ...outbox(1, "waiting"), messageId: outbox(7, "waiting").messageId };
      await under.store.commit({ forgotten: [outbox(1, "waiting").messageId], outbox: [renamed] });
      const { snapshot } = await reopened();
      expect(snapshot.unfinished).toEqual([renamed, outbox(2, "waiting")]);
    });

    test("prunes finished rows that are old, the unfinished never", async () => {
      const rows = [outbox(1, "sequenced"), outbox(2, "waiting"), outbox(3, "refused"), outbox(4, "sequenced")];
      await under.store.commit({ outbox: rows });
      expect(await under.store.pruneOutbox({ madeBeforeMs: rows[3]!.madeAtMs, limit: 1 })).toBe(1);
      expect(await under.store.pruneOutbox({ madeBeforeMs: rows[3]!.madeAtMs, limit: 10 })).toBe(1);
      expect(await under.store.outbox({ finishedLimit: 10 })).toEqual([rows[1], rows[3]]);
    });
  });
}

export function outbox(position: number, state: OutboxState): OutboxRow {
  const encoded = position % 2 === 0 ? Uint8Array.of(255, position) : undefined;
  const plain = Uint8Array.of(position);
  return {
    messageId: messageIdAt(1_000 + position, new Uint8Array(10)),
    position,
    conversation: CONVERSATION,
    ...peerCounterpart(BOB),
    kind: wire.MessageKind.CONTENT,
    state,
    plain,
    encoded: encoded ?? plain,
    madeAtMs: 1_000 + position,
    acceptedAtMs: state === "waiting" ? undefined : 2_000,
    key: state === "sequenced" ? at(position) : undefined,
    code: state === "refused" ? "UNKNOWN_USER" : undefined,
    formerMessageId: undefined,
  };
}

function message(n: number, term = 1): Message {
  return {
    conversation: CONVERSATION,
    ...peerCounterpart(BOB),
    key: at(n, term),
    messageId: messageIdAt(1_000 * term + n, new Uint8Array(10)),
    sender: BOB,
    senderDevice: PHONE,
    own: false,
    acceptedAtMs: 1_000 + n,
    content: Uint8Array.of(term, n),
    change: undefined,
  };
}

function conversationRow(): ConversationRow {
  return {
    id: CONVERSATION,
    ...peerCounterpart(BOB),
    head: at(3),
    read: at(1),
    reportedRead: ORIGIN,
    peerDelivered: at(2),
    peerRead: at(2),
    unread: 2,
    countedThrough: at(3),
  };
}

function at(n: number, term = 1): OrderKey {
  return { term, n };
}

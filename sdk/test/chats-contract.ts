/** What a Client promises about the list of chats, as a suite to run over every way there is to get one. */

import { describe, expect, test } from "vitest";
import { textOf } from "../src/client.ts";
import type { Client } from "../src/index.ts";
import type { ChatView } from "../src/settings/contract.ts";
import { hasReceived, peopleOf, until, type ClientsUnderTest, type Person } from "./people.ts";

const HOUR_MS = 3_600_000;

export function chatsContract(name: string, setup: () => Promise<ClientsUnderTest>): void {
  describe(`the chat list of ${name}`, () => {
    const { start, client, newUser } = peopleOf(setup);

    test("is the same on all devices of a user", async () => {
      const [alice, bob] = [await start(), await start()];
      const tablet = await start(alice.user);
      await bob.client.send(alice.user, "hello");
      await Promise.all([hasReceived(alice, 1), hasReceived(tablet, 1)]);
      const untilMs = Date.now() + HOUR_MS;
      const { chats } = alice.client;
      await chats.mute(bob.user, untilMs);
      await chats.pin(bob.user, 1);
      await chats.markUnread(bob.user);
      await chats.draft(bob.user, "well", { replyTo: alice.received[0]! });
      const chat = await chatOf(tablet.client, (seen) => seen?.draft !== undefined && seen.isMarkedUnread);
      const { messageId, sender } = alice.received[0]!;
      expect(chat).toMatchObject({ peer: bob.user, mutedUntilMs: untilMs, pin: 1, isMarkedUnread: true, unread: 1 });
      expect(chat!.draft).toEqual({ text: "well", replyTo: { messageId, sender } });
      await tablet.client.chats.draft(bob.user, null);
      await tablet.client.markRead(bob.user);
      await tablet.client.chats.mute(bob.user, null);
      await tablet.client.chats.pin(bob.user, null);
      const after = await chatOf(alice.client, (seen) => seen?.pin === undefined && seen?.mutedUntilMs === undefined);
      expect(after).toMatchObject({ draft: undefined, isMarkedUnread: false });
    });

    test("a device that was away gets what was changed, and what it changed itself is not lost", async () => {
      const [alice, bob] = [await start(), await start()];
      const tablet = await start(alice.user);
      await bob.client.send(alice.user, "hello");
      await Promise.all([hasReceived(alice, 1), hasReceived(tablet, 1)]);
      await tablet.client.close();
      await alice.client.chats.pin(bob.user, 3);
      await alice.client.chats.mute(bob.user, Number.POSITIVE_INFINITY);
      const offline = client(alice.user, tablet.store);
      await offline.chats.draft(bob.user, "from the plane");
      await offline.chats.markUnread(bob.user);
      await offline.close();
      const back = await start(alice.user, tablet.store);
      const isThere = (seen: ChatView | undefined) => seen?.draft !== undefined && seen.mutedUntilMs !== undefined;
      const muted = { pin: 3, mutedUntilMs: Number.POSITIVE_INFINITY };
      const merged = { ...muted, isMarkedUnread: true, draft: { text: "from the plane" } };
      expect(await chatOf(back.client, isThere)).toMatchObject(merged);
      expect(await chatOf(alice.client, (seen) => isThere(seen) && seen?.isMarkedUnread)).toMatchObject(merged);
    });

    test("two devices that change a chat at once end with the same", async () => {
      const [alice, bob] = [await start(), await start()];
      const tablet = await start(alice.user);
      await bob.client.send(alice.user, "hello");
      await Promise.all([hasReceived(alice, 1), hasReceived(tablet, 1)]);
      await Promise.all([
        alice.client.chats.draft(bob.user, "from the phone"),
        tablet.client.chats.draft(bob.user, "from the tablet"),
        alice.client.chats.pin(bob.user, 1),
        tablet.client.chats.mute(bob.user, Number.POSITIVE_INFINITY),
      ]);
      const isMerged = (seen: ChatView | undefined) => seen?.pin === 1 && seen.mutedUntilMs !== undefined;
      const views = await Promise.all([alice, tablet].map((one) => chatOf(one.client, isMerged)));
      expect(views[0]!.draft).toEqual(views[1]!.draft);
    });

    test("has pinned chats first, then the newest; also right after a restart, without a connection", async () => {
      const alice = await start();
      const peers = [await start(), await start(), await start()];
      const [bob, carol, dave] = peers as [Person, Person, Person];
      for (const [at, one] of peers.entries()) {
        await one.client.send(alice.user, `from ${one.user}`);
        await hasReceived(alice, at + 1);
      }
      await alice.client.react(alice.received[0]!, "👍");
      await hasReceived(alice, 4);
      await alice.client.chats.pin(carol.user, 2);
      await alice.client.chats.pin(bob.user, 1);
      const newcomer = newUser();
      await alice.client.chats.draft(newcomer, "shall I?");
      await alice.client.close();
      const again = client(alice.user, alice.store);
      const list = await again.chats.list();
      expect(list.map(({ peer }) => peer)).toEqual([bob.user, carol.user, dave.user, newcomer]);
      expect(list.map(({ unread }) => unread)).toEqual([1, 1, 1, 0]);
      expect(list.map(({ last }) => last && textOf(last))).toEqual([
        ...[bob, carol, dave].map(({ user }) => `from ${user}`),
        undefined,
      ]);
      expect(list[0]!.last!.reactions).toEqual([{ user: alice.user, emoji: "👍" }]);
    });

    test("an archived chat comes back with a message, unless it is muted or archived ones are kept", async () => {
      const [alice, bob] = [await start(), await start()];
      const { chats } = alice.client;
      let sent = 0;
      const say = async () => {
        await bob.client.send(alice.user, `${++sent}`);
        await hasReceived(alice, sent);
      };
      await say();
      await chats.archive(bob.user);
      expect(await chats.list()).toEqual([]);
      expect(await chats.list({ archived: true })).toMatchObject([{ peer: bob.user, isArchived: true }]);
      const back = chatOf(alice.client, (seen) => seen?.isArchived === false);
      await say();
      expect(await back).toMatchObject({ isArchived: false });
      await chats.archive(bob.user);
      await chats.mute(bob.user, Number.POSITIVE_INFINITY);
      await say();
      expect(await chats.list({ archived: true })).toHaveLength(1);
      await chats.mute(bob.user, null);
      await chats.updatePreferences({ keepArchived: true });
      await say();
      expect(await chats.list({ archived: true })).toHaveLength(1);
      expect(await chats.preferences()).toEqual({ keepArchived: true });
    });

    test("refuses what cannot be", async () => {
      const { client: alice, user } = await start();
      const bob = newUser();
      for (const wrong of [
        alice.chats.pin(bob, Number.NaN),
        alice.chats.mute(bob, Number.NaN),
        alice.chats.draft(bob, "x".repeat(3_001)),
        alice.chats.archive("not a user"),
        alice.chats.pin(user, 1),
      ])
        await expect(wrong).rejects.toThrow(RangeError);
      expect(await alice.chats.list()).toEqual([]);
    });

    test("a device that was revoked gets nothing more of it", async () => {
      const [alice, bob] = [await start(), await start()];
      const tablet = await start(alice.user);
      const stopped = until(tablet.client, "connection", ({ state }) => state === "stopped");
      await alice.client.revokeDevice(tablet.client.device!);
      await stopped;
      const laptop = await start(alice.user);
      await alice.client.chats.pin(bob.user, 1);
      await chatOf(laptop.client, (seen) => seen?.pin === 1);
      expect(await tablet.client.chats.list()).toEqual([]);
    });
  });
}

/** The only chat, as soon as it is as awaited. */
async function chatOf(
  client: Client,
  isThere: (chat: ChatView | undefined) => boolean | undefined,
): Promise<ChatView | undefined> {
  for (;;) {
    const changed = Promise.race([until(client, "chats-changed", () => true), until(client, "receipt", () => true)]);
    const [chat] = [...(await client.chats.list()), ...(await client.chats.list({ archived: true }))];
    if (isThere(chat)) return chat;
    await changed;
  }
}

/** What a Client promises about replies, edits, deletions and reactions, as a suite to run over every way there is to get one. */

import { describe, expect, test } from "vitest";
import { textOf } from "../src/client.ts";
import type { NamedMessage, TimelineItem } from "../src/content/contract.ts";
import type { Recipient } from "../src/index.ts";
import { hasReceived, peopleOf, until, type ClientsUnderTest, type Person } from "./people.ts";

export function contentContract(name: string, setup: () => Promise<ClientsUnderTest>): void {
  describe(`replies, edits, deletions and reactions of ${name}`, () => {
    const { start } = peopleOf(setup);

    test("a reply names what it answers, an edit replaces it, on all devices of both", async () => {
      const [alice, bob] = [await start(), await start()];
      const tablet = await start(alice.user);
      const question = await said(alice, bob, "lnch?");
      await hasReceived(tablet, 1);
      await hasReceived(alice, 1);
      const all = [alice, bob, tablet].map((one) => hasReceived(one, 3));
      await bob.client.send(alice.user, "yes", { replyTo: question });
      await alice.client.edit(question, "lunch?");
      await Promise.all(all);
      for (const one of [alice, bob, tablet]) {
        const items = await timeline(one, one === bob ? alice : bob, ([first]) => first?.isEdited);
        expect(items.map(textOf)).toEqual(["lunch?", "yes"]);
        expect(items[1]!.replyTo).toEqual({ messageId: question.messageId, sender: alice.user });
        expect(textOf(items[1]!.quoted!)).toBe("lunch?");
      }
    });

    test("a deleted message is gone for everyone, with what was said of it", async () => {
      const [alice, bob] = [await start(), await start()];
      const secret = await said(alice, bob, "secret");
      await bob.client.react(secret, "😮");
      await alice.client.edit(secret, "still secret");
      await hasReceived(bob, 3);
      await alice.client.deleteForEveryone(secret);
      for (const one of [alice, bob]) {
        const peer = one === bob ? alice : bob;
        const [item] = await timeline(one, peer, ([first]) => first?.isDeleted);
        expect(item).toMatchObject({ isDeleted: true, isEdited: false, reactions: [] });
        expect(textOf(item!)).toBe("");
        // Nor is it found in what the device keeps.
        const kept = await one.client.messages(peer.user);
        expect(kept.map(textOf).filter((text) => text !== "")).toEqual([]);
        expect(kept.map(({ content }) => new TextDecoder().decode(content)).join()).not.toContain("secret");
      }
    });

    test("a user has one reaction to a message, the last one, and can take it back", async () => {
      const [alice, bob] = [await start(), await start()];
      const message = await said(alice, bob, "news");
      await bob.client.react(message, "👍");
      await bob.client.react(message, "❤️");
      await alice.client.react(message, "🎉");
      const both = ([first]: readonly TimelineItem[]) => first?.reactions.length === 2;
      const reactions = async (one: Person, peer: Person, until_: typeof both) => {
        const [item] = await timeline(one, peer, until_);
        return new Map(item!.reactions.map(({ user, emoji }) => [user as string, emoji]));
      };
      const expected = new Map([
        [bob.user, "❤️"],
        [alice.user, "🎉"],
      ]);
      const hasHeart = (items: readonly TimelineItem[]) =>
        both(items) && items[0]!.reactions.some(({ emoji }) => emoji === "❤️");
      expect(await reactions(alice, bob, hasHeart)).toEqual(expected);
      expect(await reactions(bob, alice, hasHeart)).toEqual(expected);
      await bob.client.react(message, null);
      expect(await reactions(alice, bob, ([first]) => first?.reactions.length === 1)).toEqual(
        new Map([[alice.user, "🎉"]]),
      );
    });

    test("edits and reactions are not unread, and not the last message", async () => {
      const [alice, bob] = [await start(), await start()];
      const first = await said(alice, bob, "one");
      const away = await start(bob.user);
      await away.client.close();
      const handle = await alice.client.send(bob.user, "two");
      await alice.client.edit(first, "One");
      await (
        await alice.client.react(first, "👍")
      ).sequenced;
      await hasReceived(bob, 4);
      await handle.sequenced;
      for (const one of [bob, await start(bob.user, away.store)]) {
        if (one !== bob) await hasReceived(one, 3);
        const [view] = await one.client.conversations();
        expect(view!.unread).toBe(2);
        expect(textOf(view!.lastMessage!)).toBe("two");
      }
    });

    test("only the author edits and deletes, and nobody what is too large or long ago", async () => {
      const [alice, bob] = [await start(), await start()];
      const message = await said(alice, bob, "mine");
      await expect(bob.client.edit(message, "yours")).rejects.toThrow(RangeError);
      await expect(bob.client.deleteForEveryone(message)).rejects.toThrow(RangeError);
      await expect(alice.client.edit(message, new Uint8Array(65_537))).rejects.toThrow(RangeError);
      await expect(alice.client.react(message, "")).rejects.toThrow(RangeError);
      // 2020
      const old = { ...message, messageId: "016f5e66-e800-7000-8000-000000000000" as typeof message.messageId };
      await expect(alice.client.edit(old, "late")).rejects.toMatchObject({ code: "TOO_LATE" });
      await expect(alice.client.deleteForEveryone(old)).rejects.toMatchObject({ code: "TOO_LATE" });
    });

    test("two who write, edit and react at the same instant see one order and one outcome", async () => {
      const [alice, bob] = [await start(), await start()];
      const [tablet, laptop] = [await start(alice.user), await start(bob.user)];
      const everyone = [alice, bob, tablet, laptop];
      const rounds = 5;
      const all = everyone.map((one) => hasReceived(one, 6 * rounds));
      for (let round = 0; round < rounds; round++) {
        const [mine, yours] = await Promise.all([said(alice, bob, `a${round}`), said(bob, alice, `b${round}`)]);
        await hasReceived(alice, 6 * round + 2);
        await Promise.all([
          alice.client.edit(mine, `a${round} from the phone`),
          tablet.client.edit(mine, `a${round} from the tablet`),
          bob.client.react(mine, "👍"),
          laptop.client.react(yours, "👎"),
        ]);
      }
      await Promise.all(all);
      const order = alice.received.map(({ messageId }) => messageId);
      const views = [];
      for (const one of everyone) {
        expect(one.received.map(({ messageId }) => messageId)).toEqual(order);
        const peer = one.user === alice.user ? bob : alice;
        const items = await timeline(one, peer, (seen) => seen.length === 2 * rounds);
        views.push(items.map((item) => [item.messageId, textOf(item), item.isEdited, item.reactions]));
      }
      for (const view of views) expect(view).toEqual(views[0]);
      expect(views[0]!.filter(([, , isEdited]) => isEdited)).toHaveLength(rounds);
    });

    test("in groups all of it is the same, and everybody reacts", async () => {
      const [alice, bob, carol] = [await start(), await start(), await start()];
      const everyone = [alice, bob, carol];
      const { group, handle } = await alice.client.createGroup({ title: "Three", members: [bob.user, carol.user] });
      await handle.sequenced;
      await Promise.all(everyone.map((one) => hasReceived(one, 1)));
      const message = await saidTo(alice, { group }, { text: "vote", reader: bob });
      await Promise.all([alice, carol].map((one) => hasReceived(one, 2)));
      const all = everyone.map((one) => hasReceived(one, 6));
      for (const one of everyone) await one.client.react(message, "✋");
      await alice.client.edit(message, "Vote!");
      await Promise.all(all);
      for (const one of everyone) {
        const items = await one.client.timeline({ group });
        expect(items.map(({ change }) => change?.kind)).toEqual(["create", undefined]);
        expect(textOf(items[1]!)).toBe("Vote!");
        expect(items[1]!.reactions.map(({ user }) => user).toSorted()).toEqual(
          everyone.map(({ user }) => user).toSorted(),
        );
      }
    });

    test("a timeline comes in pages, from either end", async () => {
      const [alice, bob] = [await start(), await start()];
      const first = await said(alice, bob, "0");
      for (const text of ["1", "2", "3", "4"]) {
        await alice.client.send(bob.user, text);
        await alice.client.react(first, "👍");
      }
      await hasReceived(bob, 9);
      const page = async (options: Parameters<typeof bob.client.timeline>[1]) =>
        bob.client.timeline(alice.user, { limit: 2, ...options });
      const last = await page({});
      expect(last.map(textOf)).toEqual(["3", "4"]);
      const before = await page({ before: last[0]!.key });
      expect(before.map(textOf)).toEqual(["1", "2"]);
      expect((await page({ before: before[0]!.key })).map(textOf)).toEqual(["0"]);
      expect((await page({ after: before[0]!.key })).map(textOf)).toEqual(["2", "3"]);
      expect(await page({ after: last[1]!.key })).toEqual([]);
    });
  });
}

/** Sends, and waits until the other has it. */
function said(from: Person, to: Person, text: string): Promise<NamedMessage> {
  return saidTo(from, to.user, { text, reader: to });
}

async function saidTo(
  from: Person,
  to: Recipient,
  { text, reader }: { readonly text: string; readonly reader: Person },
): Promise<NamedMessage> {
  const arriving = until(reader.client, "message", (message) => textOf(message) === text);
  await from.client.send(to, text);
  return arriving;
}

/** The timeline as soon as it is as awaited. */
async function timeline(
  { client }: Person,
  peer: Person,
  isThere: (items: readonly TimelineItem[]) => boolean | undefined,
): Promise<TimelineItem[]> {
  for (;;) {
    const changed = until(client, "changed", () => true);
    const items = await client.timeline(peer.user);
    if (isThere(items)) return items;
    await changed;
  }
}

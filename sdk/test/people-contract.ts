/** What a Client promises about blocks, privacy, presence and typing, as a suite to run over every way there is to get one. */

import { compareKeys } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { textOf } from "../src/client.ts";
import { hasReceived, once, peopleOf, until, type ClientsUnderTest } from "./people.ts";

export function peopleContract(name: string, setup: () => Promise<ClientsUnderTest>): void {
  describe(`people of ${name}`, () => {
    const { start, newUser } = peopleOf(setup);

    test("settings are changed one by one, and the user's other devices are told", async () => {
      const first = await start();
      const second = await start(first.user);
      const open = { lastSeen: "everyone", online: "everyone", delivered: "everyone", readReceipts: true };
      expect(await first.client.people.settings()).toEqual(open);
      const told = once(second.client, "privacy-changed");
      await Promise.all([
        first.client.people.updateSettings({ lastSeen: "contacts" }),
        first.client.people.updateSettings({ readReceipts: false }),
      ]);
      await told;
      const changed = { ...open, lastSeen: "contacts", readReceipts: false };
      expect(await second.client.people.settings()).toEqual(changed);
    });

    test("lists who is blocked and who is a contact", async () => {
      const { client } = await start();
      const [one, two] = [newUser(), newUser()];
      await client.people.block(one);
      await client.people.block(one);
      await client.people.addContacts([one, two]);
      expect(await client.people.blocked()).toEqual([one]);
      expect(new Set(await client.people.contacts())).toEqual(new Set([one, two]));
      await client.people.unblock(one);
      await client.people.removeContacts([two]);
      expect(await client.people.blocked()).toEqual([]);
      expect(await client.people.contacts()).toEqual([one]);
      await expect(client.people.block("not a user")).rejects.toThrow(RangeError);
    });

    test("a blocked user's messages are sequenced and never arrive, also not after the block", async () => {
      const [alice, bob] = [await start(), await start()];
      await alice.client.send(bob.user, "before");
      await hasReceived(bob, 1);
      await bob.client.markRead(alice.user);
      await bob.client.people.block(alice.user);
      const skipped = once(bob.client, "skip");
      const hidden = await alice.client.send(bob.user, "hidden");
      const outcome = await hidden.sequenced;
      expect(outcome).toMatchObject({ state: "sequenced" });
      expect(await skipped).toMatchObject({ peer: alice.user, reason: "blocked" });
      expect(await bob.client.conversations()).toMatchObject([{ peer: alice.user, unread: 0 }]);
      await bob.client.people.unblock(alice.user);
      await alice.client.send(bob.user, "shown");
      await hasReceived(bob, 2);
      expect(bob.received.map(textOf)).toEqual(["before", "shown"]);
      expect((await bob.client.messages(alice.user)).map(textOf)).toEqual(["before", "shown"]);
    });

    test("without read receipts, none are told and none are seen; deliveries are", async () => {
      const [alice, bob] = [await start(), await start()];
      await bob.client.people.updateSettings({ readReceipts: false });
      const delivered = until(alice.client, "receipt", ({ user, delivered: { n } }) => user === bob.user && n > 0);
      const handle = await alice.client.send(bob.user, "hello");
      await hasReceived(bob, 1);
      await bob.client.markRead(alice.user);
      await delivered;
      // The next receipt would tell of both.
      const again = until(alice.client, "receipt", ({ user, delivered: { n } }) => user === bob.user && n > 1);
      const second = await alice.client.send(bob.user, "again");
      expect(await again).toMatchObject({ read: { n: 0 } });
      const [first, last] = [await handle.sequenced, await second.sequenced];
      if (first.state !== "sequenced" || last.state !== "sequenced") throw new Error("not sequenced");
      expect(compareKeys(first.key, last.key)).toBeLessThan(0);
    });

    test("a watcher sees the other come and go", async () => {
      const [alice, bob] = [await start(), await start()];
      // A cell knows the home of those its users have met.
      await alice.client.send(bob.user, "hello");
      await hasReceived(bob, 1);
      const online = until(alice.client, "presence", (view) => view.user === bob.user && view.online);
      const known = await alice.client.people.presence([bob.user]);
      if (!known.some((view) => view.online)) await online;
      const gone = until(alice.client, "presence", (view) => view.user === bob.user && !view.online);
      await bob.client.close();
      expect((await gone).lastSeenMs).toBeGreaterThan(0);
    });

    test("who is blocked sees nobody come", async () => {
      const [alice, bob, carol] = [await start(), await start(), await start()];
      await alice.client.send(bob.user, "hello");
      await hasReceived(bob, 1);
      await bob.client.people.block(alice.user);
      await carol.client.send(alice.user, "hello");
      await hasReceived(alice, 2);
      const seen: string[] = [];
      alice.client.on("presence", ({ user, online }) => online && seen.push(user));
      const carolSeen = until(alice.client, "presence", ({ user, online }) => user === carol.user && online);
      const known = await alice.client.people.presence([bob.user, carol.user]);
      expect(known.filter(({ user, online }) => user === bob.user && online)).toEqual([]);
      if (!known.some(({ online }) => online)) await carolSeen;
      expect(seen).not.toContain(bob.user);
    });

    test("typing reaches the peer, once, and ends with the message", async () => {
      const [alice, bob] = [await start(), await start()];
      await alice.client.send(bob.user, "hello");
      await hasReceived(bob, 1);
      const events: boolean[] = [];
      bob.client.on("typing", ({ typing }) => events.push(typing));
      const typing = once(bob.client, "typing");
      alice.client.people.typing(bob.user);
      alice.client.people.typing(bob.user);
      expect(await typing).toEqual({ peer: alice.user, typing: true });
      await alice.client.send(bob.user, "typed");
      await hasReceived(bob, 2);
      expect(events).toEqual([true, false]);
    });
  });
}

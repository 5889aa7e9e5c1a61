/** What a Client promises about groups (src/groups/contract.ts), as a suite like that of client-contract.ts. */

import { compareKeys, keyText, type OrderKey, type UserId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { textOf, type Client, type Message } from "../src/client.ts";
import { createMemoryStore, type SendHandle } from "../src/index.ts";
import { peopleOf, until, type ClientsUnderTest, type Person } from "./people.ts";

/** A group id that nobody ever makes. */
const NO_GROUP = "7zzzzzzzzzzzzzzzzzzzzzzzzz";

export function groupContract(name: string, setup: () => Promise<ClientsUnderTest>): void {
  describe(`groups of ${name}`, () => {
    const { start, client, newUser } = peopleOf(setup);

    test("are created, and have one order on all devices of all members", async () => {
      const [alice, bob, carol] = [await start(), await start(), await start()];
      const tablet = await start(bob.user);
      const group = await created(alice, { title: "Grüße", members: [bob, carol] });
      const everyone = [alice, bob, carol, tablet];
      await Promise.all(everyone.map((one) => sees(one, isChange("create"))));
      const count = 10;
      const all = everyone.map((one) => sees(one, () => contentOf(one).length === 3 * count));
      for (let i = 0; i < count; i++)
        await Promise.all([alice, bob, carol].map((one) => one.client.send({ group }, `${one.user} ${i}`)));
      await Promise.all(all);
      for (const one of everyone) {
        expect(one.received.map(({ messageId }) => messageId)).toEqual(alice.received.map((same) => same.messageId));
        const keys = one.received.map(({ key }) => key);
        expect(keys.map(keyText)).toEqual(keys.toSorted(compareKeys).map(keyText));
      }
      for (const { user } of [alice, bob, carol])
        expect(contentOf(alice).filter((text) => text.startsWith(`${user} `))).toHaveLength(count);
      const [first] = carol.received;
      expect(first).toMatchObject({ group, sender: alice.user, own: false });
      expect(first!.peer).toBeUndefined();
      expect(first!.change).toEqual({ kind: "create", title: "Grüße", members: [bob.user, carol.user] });
      expect(first!.content).toHaveLength(0);
    });

    test("tell their members who is in them, since when, and outsiders nothing", async () => {
      const [alice, bob, carol] = [await start(), await start(), await start()];
      const group = await created(alice, { title: "Three", members: [bob] });
      await done(await alice.client.addMembers(group, [carol.user, bob.user]));
      await done(await alice.client.renameGroup(group, "Four"));
      await done(await alice.client.setAdmin(group, bob.user, true));
      await sees(bob, isChange("role"));
      const view = await bob.client.group(group);
      expect(view).toMatchObject({ id: group, title: "Four" });
      const [create, add, , role] = bob.received.map(({ key }) => key);
      expect(byUser(view.members)).toEqual(
        byUser([
          { user: alice.user, isAdmin: true, joined: create! },
          { user: bob.user, isAdmin: true, joined: create! },
          { user: carol.user, isAdmin: false, joined: add! },
        ]),
      );
      expect(view.changed).toEqual(role);
      const dave = await start();
      const refused = { code: "REQUEST_REFUSED", reason: "NOT_A_MEMBER" };
      await expect(dave.client.group(group)).rejects.toMatchObject(refused);
      await expect(dave.client.group(NO_GROUP)).rejects.toMatchObject(refused);
    });

    test("show an added member nothing before, and a removed one nothing after", async () => {
      const [alice, bob, carol] = [await start(), await start(), await start()];
      const group = await created(alice, { title: "Ours", members: [bob] });
      await done(await alice.client.send({ group }, "before"));
      await done(await alice.client.addMembers(group, [carol.user]));
      await done(await alice.client.send({ group }, "between"));
      await sees(carol, isText("between"));
      expect(described(carol.received)).toEqual(["add", "between"]);
      await done(await alice.client.removeMembers(group, [carol.user]));
      await done(await alice.client.send({ group }, "after"));
      await sees(carol, isChange("remove"));
      await sees(bob, isText("after"));
      expect(await outcomeOf(carol.client.send({ group }, "still here?"))).toBe("NOT_A_MEMBER");
      await carol.client.close();
      const back = await start(carol.user, carol.store);
      expect(back.received).toEqual([]);
      expect(described(await back.client.messages({ group }))).toEqual(["add", "between", "remove"]);
      await expect(back.client.group(group)).rejects.toMatchObject({ reason: "NOT_A_MEMBER" });
    });

    test("leave out of sight what was said while somebody was away from them", async () => {
      const [alice, bob] = [await start(), await start()];
      const skipped: { from: OrderKey; to: OrderKey; reason: string }[] = [];
      bob.client.on("skip", ({ from, to, reason }) => skipped.push({ from, to, reason }));
      const group = await created(alice, { title: "Ours", members: [bob] });
      await done(await alice.client.removeMembers(group, [bob.user]));
      const hidden = await done(await alice.client.send({ group }, "without bob"));
      await done(await alice.client.addMembers(group, [bob.user]));
      await done(await alice.client.send({ group }, "welcome back"));
      await sees(bob, isText("welcome back"));
      expect(described(bob.received)).toEqual(["create", "remove", "add", "welcome back"]);
      expect(skipped).toEqual([{ from: hidden, to: hidden, reason: "not_member" }]);
    });

    test("come to devices that were away, and their changes count as read", async () => {
      const [alice, bob] = [await start(), await start()];
      await bob.client.close();
      const group = await created(alice, { title: "Ours", members: [bob] });
      for (const text of ["one", "two"]) await done(await alice.client.send({ group }, text));
      await done(await alice.client.renameGroup(group, "Mine"));
      const back = await start(bob.user, bob.store);
      await sees(back, isChange("rename"));
      expect(described(back.received)).toEqual(["create", "one", "two", "rename"]);
      expect(await back.client.conversations()).toMatchObject([{ group, unread: 2 }]);
      const tablet = await start(bob.user);
      const read = until(tablet.client, "receipt", ({ user }) => user === bob.user);
      await back.client.markRead({ group }, back.received[1]!.key);
      expect(await back.client.conversations()).toMatchObject([{ group, unread: 1 }]);
      expect(await read).toMatchObject({ group, read: back.received[1]!.key });
    });

    test("take the changes of two admins at once in one order, and end with one member list", async () => {
      const [alice, bob, carol, dave] = [await start(), await start(), await start(), await start()];
      const tablet = await start(alice.user);
      const group = await created(alice, { title: "Two heads", members: [bob, carol] });
      await done(await alice.client.setAdmin(group, bob.user, true));
      await sees(bob, isChange("role"));
      const handles = await Promise.all([
        alice.client.removeMembers(group, [carol.user]),
        bob.client.addMembers(group, [dave.user]),
        alice.client.renameGroup(group, "Alice's"),
        bob.client.removeMembers(group, [carol.user]),
        bob.client.renameGroup(group, "Bob's"),
        alice.client.addMembers(group, [dave.user]),
      ]);
      const places = await Promise.all(handles.map(done));
      const last = places.toSorted(compareKeys).at(-1)!;
      await Promise.all([alice, bob, tablet].map((one) => sees(one, ({ key }) => compareKeys(key, last) === 0)));
      const order = described(alice.received);
      for (const one of [bob, tablet]) expect(described(one.received)).toEqual(order);
      const renames = alice.received.flatMap(({ change }) => (change?.kind === "rename" ? [change.title] : []));
      await sees(dave, ({ key }) => compareKeys(key, last) === 0);
      const views = await Promise.all([alice, bob, dave].map((one) => one.client.group(group)));
      for (const view of views) {
        expect(view.members.map(({ user }) => user).toSorted()).toEqual(usersOf([alice, bob, dave]));
        expect(view.title).toBe(renames.at(-1));
        expect(view.changed).toEqual(last);
      }
    });

    test("tell a member who has got and who has read a message, as far as those show it", async () => {
      const [alice, bob, carol, dave, erin] = [
        await start(),
        await start(),
        await start(),
        await start(),
        await start(),
      ];
      const group = await created(alice, { title: "Ours", members: [bob, carol, dave] });
      const key = await done(await alice.client.send({ group }, "who reads this?"));
      await done(await alice.client.addMembers(group, [erin.user]));
      await dave.client.people.updateSettings({ readReceipts: false });
      for (const one of [bob, carol, dave]) await sees(one, isText("who reads this?"));
      for (const one of [bob, dave]) await one.client.markRead({ group }, key);
      const reached = (mark: OrderKey | undefined) => mark !== undefined && compareKeys(mark, key) >= 0;
      const asked = async () => {
        const receipts = await alice.client.groupReceipts(group, key);
        return Object.fromEntries(receipts.map((one) => [one.user, [reached(one.delivered), reached(one.read)]]));
      };
      const unread = [true, false];
      const expected = { [bob.user]: [true, true], [carol.user]: unread, [dave.user]: unread };
      await expect.poll(asked, { timeout: 10_000 }).toEqual(expected);
      // Who shows nobody what they read is shown nothing.
      const toDave = await dave.client.groupReceipts(group, key);
      expect(toDave.map(({ read }) => read)).toEqual([undefined, undefined, undefined]);
      expect(await (await start()).client.groupReceipts(group, key)).toEqual([]);
    });

    test("refuse what somebody may not do, and tell the sender alone", async () => {
      const [alice, bob, carol] = [await start(), await start(), await start()];
      const group = await created(alice, { title: "Ours", members: [bob] });
      await sees(bob, isChange("create"));
      expect(await outcomeOf(bob.client.addMembers(group, [carol.user]))).toBe("NOT_ADMIN");
      expect(await outcomeOf(bob.client.removeMembers(group, [alice.user]))).toBe("NOT_ADMIN");
      expect(await outcomeOf(bob.client.renameGroup(group, "Mine"))).toBe("NOT_ADMIN");
      expect(await outcomeOf(bob.client.setAdmin(group, bob.user, true))).toBe("NOT_ADMIN");
      expect(await outcomeOf(carol.client.leaveGroup(group))).toBe("NOT_A_MEMBER");
      expect(await outcomeOf(carol.client.send({ group }, "let me in"))).toBe("NOT_A_MEMBER");
      expect(await outcomeOf(alice.client.addMembers(group, [newUser(), carol.user]))).toBe("UNKNOWN_USER");
      expect(await outcomeOf(alice.client.setAdmin(group, carol.user, true))).toBe("CHANGE_INVALID");
      expect(await outcomeOf(alice.client.setAdmin(group, alice.user, false))).toBe("LAST_ADMIN");
      expect(await outcomeOf(alice.client.send({ group: NO_GROUP }, "anybody?"))).toBe("UNKNOWN_GROUP");
      await done(await alice.client.send({ group }, "as before"));
      await sees(bob, isText("as before"));
      expect(described(bob.received)).toEqual(["create", "as before"]);
      const { title, members } = await alice.client.group(group);
      expect([title, members.map(({ user }) => user).toSorted()]).toEqual(["Ours", usersOf([alice, bob])]);
    });

    test("do not come to be when a member does not exist", async () => {
      const alice = await start();
      const { group, handle } = await alice.client.createGroup({ title: "Ghosts", members: [newUser()] });
      expect(await handle.sequenced).toEqual({ state: "refused", code: "UNKNOWN_USER" });
      await expect(alice.client.group(group)).rejects.toMatchObject({ reason: "NOT_A_MEMBER" });
    });

    test("can be created and written to offline", async () => {
      const bob = await start();
      const alice = client(newUser(), createMemoryStore());
      const { group, handle } = await alice.createGroup({ title: "Later", members: [bob.user] });
      const sent = await alice.send({ group }, "hello all");
      expect(await alice.outbox()).toMatchObject([
        { group, state: "waiting", change: { kind: "create", title: "Later", members: [bob.user] } },
        { group, state: "waiting" },
      ]);
      await alice.connect();
      await sees(bob, isText("hello all"));
      expect(described(bob.received)).toEqual(["create", "hello all"]);
      expect([await done(handle), await done(sent)]).toEqual(bob.received.map(({ key }) => key));
    });

    test("change and speak in the order of the calls, whether anyone waits between them or not", async () => {
      const alice = await start();
      const group = await created(alice, { title: "Ours", members: [] });
      const sending = [
        alice.client.renameGroup(group, "Mine"),
        alice.client.send({ group }, "renamed"),
        alice.client.leaveGroup(group),
      ];
      for (const handle of await Promise.all(sending)) await done(handle);
      await sees(alice, isChange("remove"));
      expect(described(alice.received)).toEqual(["create", "rename", "renamed", "remove"]);
    });

    test("can be left; when the last admin leaves, the oldest member becomes one", async () => {
      const [alice, bob, carol] = [await start(), await start(), await start()];
      const group = await created(alice, { title: "Ours", members: [carol] });
      await done(await alice.client.addMembers(group, [bob.user]));
      await done(await alice.client.leaveGroup(group));
      await sees(bob, isChange("remove"));
      const { members } = await bob.client.group(group);
      expect(members.map(({ user }) => user).toSorted()).toEqual(usersOf([bob, carol]));
      expect(members.filter(({ isAdmin }) => isAdmin).map(({ user }) => user)).toEqual([carol.user]);
      expect(await outcomeOf(alice.client.send({ group }, "one more thing"))).toBe("NOT_A_MEMBER");
      await done(await carol.client.renameGroup(group, "Carol's"));
      await sees(bob, isChange("rename"));
      expect(described(alice.received)).toEqual(["create", "add", "remove"]);
    });

    test("refuse at once what can never be sent", async () => {
      const alice = (await start()).client;
      await expect(alice.send({ group: "alice" }, "x")).rejects.toThrow(RangeError);
      await expect(alice.createGroup({ title: "x".repeat(1025), members: [] })).rejects.toThrow(RangeError);
      const users = Array.from({ length: 1024 }, (_, i) => `somebody-${i}`);
      await expect(alice.createGroup({ title: "Crowd", members: users })).rejects.toThrow(RangeError);
      await expect(alice.addMembers(NO_GROUP, users.slice(0, 257))).rejects.toThrow(RangeError);
      await expect(alice.removeMembers(NO_GROUP, [])).rejects.toThrow(RangeError);
      await expect(alice.setAdmin(NO_GROUP, "not a user", true)).rejects.toThrow(RangeError);
      await expect(alice.group("alice")).rejects.toThrow(RangeError);
      expect(await alice.outbox()).toEqual([]);
    });
  });
}

async function created({ client }: Person, { title, members }: { title: string; members: Person[] }): Promise<string> {
  const { group, handle } = await client.createGroup({ title, members: members.map(({ user }) => user) });
  await done(handle);
  return group;
}

/** @throws {Error} when it was refused. */
async function done({ sequenced }: SendHandle): Promise<OrderKey> {
  const outcome = await sequenced;
  if (outcome.state !== "sequenced") throw new Error(JSON.stringify(outcome));
  return outcome.key;
}

async function outcomeOf(sending: ReturnType<Client["send"]>): Promise<string> {
  const outcome = await (await sending).sequenced;
  return outcome.state === "refused" ? outcome.code : outcome.state;
}

/** Resolves when a message that `matches` was handed over, earlier or from now on. */
async function sees({ client, received }: Person, matches: (message: Message) => boolean): Promise<void> {
  if (!received.some(matches)) await until(client, "message", matches);
}

const isText = (text: string) => (message: Message) => textOf(message) === text;
const isChange = (kind: string) => (message: Message) => message.change?.kind === kind;

/** What each message says, or which change it is. */
function described(messages: readonly Message[]): string[] {
  return messages.map((message) => message.change?.kind ?? textOf(message));
}

function contentOf({ received }: Person): string[] {
  return received.filter(({ change }) => change === undefined).map(textOf);
}

function byUser<Member extends { readonly user: string }>(members: readonly Member[]): Member[] {
  return members.toSorted((a, b) => (a.user < b.user ? -1 : 1));
}

function usersOf(people: readonly Person[]): UserId[] {
  return people.map(({ user }) => user as UserId).toSorted();
}

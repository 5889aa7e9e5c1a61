/**
 * What a Client promises an application (src/client.ts), as a suite to run over every way there is to get one: the fake
 * network of the SDK, and real cells.
 */

import { compareKeys, keyText } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { textOf } from "../src/client.ts";
import { createMemoryStore } from "../src/index.ts";
import { hasReceived, once, peopleOf, until, type ClientsUnderTest } from "./people.ts";

export function clientContract(name: string, setup: () => Promise<ClientsUnderTest>): void {
  describe(`a client of ${name}`, () => {
    const people = peopleOf(setup);
    const { start } = people;

    test("hands a message to the peer, and its outcome to the sender", async () => {
      const [alice, bob] = [await start(), await start()];
      const arriving = once(bob.client, "message");
      const handle = await alice.client.send(bob.user, "hello");
      expect((await handle.accepted).state).toMatch(/accepted|sequenced/);
      const message = await arriving;
      expect(await handle.sequenced).toEqual({ state: "sequenced", key: message.key });
      expect(message).toMatchObject({ messageId: handle.messageId, sender: alice.user, peer: alice.user, own: false });
      expect(message.senderDevice).toBe(alice.client.device);
      expect(textOf(message)).toBe("hello");
    });

    test("lists the devices of its user, its own among them", async () => {
      const first = await start();
      const second = await start(first.user);
      const devices = await second.client.devices();
      expect(devices.map(({ device, own }) => [device, own])).toEqual([
        [first.client.device, false],
        [second.client.device, true],
      ]);
      for (const { linkedAtMs } of devices) expect(linkedAtMs).toBeGreaterThan(0);
    });

    test("names its devices, and tells the user's others", async () => {
      const first = await start();
      const second = await start(first.user);
      const told = once(first.client, "devices-changed");
      await second.client.nameDevice(first.client.device!, "Büro");
      await told;
      expect((await first.client.devices()).map(({ name }) => name)).toEqual(["Büro", ""]);
      const refused = { code: "REQUEST_REFUSED" };
      await expect(first.client.nameDevice("nothing", "x")).rejects.toMatchObject({
        ...refused,
        reason: "DEVICE_UNKNOWN",
      });
      const device = second.client.device!;
      await expect(first.client.nameDevice(device, "x".repeat(129))).rejects.toMatchObject({
        ...refused,
        reason: "MALFORMED",
      });
    });

    test("revokes another device of its user: it is out at once, and stays out", async () => {
      const first = await start();
      const second = await start(first.user);
      const stopped = until(second.client, "connection", ({ state }) => state === "stopped");
      const { device } = second.client;
      await first.client.revokeDevice(device!);
      expect(await stopped).toMatchObject({ state: "stopped", reason: "REVOKED" });
      expect((await first.client.devices()).map((one) => one.device)).toEqual([first.client.device]);
      await second.client.close();
      const again = people.client(first.user, second.store);
      await expect(again.connect()).rejects.toMatchObject({ code: "STOPPED", reason: "REVOKED" });
    });

    test("revokes itself, the last one only when that is meant", async () => {
      const alice = await start();
      const device = alice.client.device!;
      await expect(alice.client.revokeDevice(device)).rejects.toMatchObject({
        code: "REQUEST_REFUSED",
        reason: "LAST_DEVICE",
      });
      const stopped = until(alice.client, "connection", ({ state }) => state === "stopped");
      await alice.client.revokeDevice(device, { evenLast: true });
      expect(await stopped).toMatchObject({ reason: "REVOKED" });
    });

    test("keeps one order on all devices of both, and that of each sender", async () => {
      const [alice, bob] = [await start(), await start()];
      const alicesTablet = await start(alice.user);
      const count = 40;
      const everyone = [alice, bob, alicesTablet];
      const all = everyone.map((one) => hasReceived(one, 2 * count));
      for (let i = 0; i < count; i++)
        await Promise.all([alice.client.send(bob.user, `a${i}`), bob.client.send(alice.user, `b${i}`)]);
      await Promise.all(all);
      const order = alice.received.map(textOf);
      for (const one of everyone) {
        expect(one.received.map(textOf)).toEqual(order);
        const keys = one.received.map(({ key }) => key);
        expect(keys.map(keyText)).toEqual(keys.toSorted(compareKeys).map(keyText));
      }
      for (const sender of ["a", "b"])
        expect(order.filter((text) => text.startsWith(sender))).toEqual(
          Array.from({ length: count }, (_, i) => `${sender}${i}`),
        );
    });

    test("brings what came while the device was away, once, in order", async () => {
      const [alice, bob] = [await start(), await start()];
      const first = once(bob.client, "message");
      await alice.client.send(bob.user, "0");
      await first;
      await bob.client.close();
      const handles = [];
      for (const text of ["1", "2", "3"]) handles.push(await alice.client.send(bob.user, text));
      await Promise.all(handles.map(({ sequenced }) => sequenced));
      const back = await start(bob.user, bob.store);
      expect(back.client.device).toBe(bob.client.device);
      await hasReceived(back, 3);
      expect(back.received.map(textOf)).toEqual(["1", "2", "3"]);
      expect((await back.client.messages(alice.user)).map(textOf)).toEqual(["0", "1", "2", "3"]);
    });

    test("tells the sender when the message is delivered and read, and counts what is unread", async () => {
      const [alice, bob] = [await start(), await start()];
      const arriving = once(bob.client, "message");
      const delivered = until(alice.client, "receipt", ({ user, delivered }) => user === bob.user && delivered.n > 0);
      await alice.client.send(bob.user, "hello");
      const { key, conversation } = await arriving;
      await delivered;
      expect(await bob.client.conversations()).toMatchObject([
        { id: conversation, peer: alice.user, unread: 1, head: key },
      ]);
      const read = until(alice.client, "receipt", ({ user, read }) => user === bob.user && compareKeys(read, key) >= 0);
      await bob.client.markRead(alice.user);
      expect(await bob.client.conversations()).toMatchObject([{ unread: 0, read: key }]);
      await read;
      expect(await alice.client.conversations()).toMatchObject([{ peerDelivered: key, peerRead: key }]);
    });

    test("sends what was sent offline, once it is online", async () => {
      const bob = await start();
      const client = people.client(people.newUser(), createMemoryStore());
      const handles = [await client.send(bob.user, "1"), await client.send(bob.user, "2")];
      expect((await client.outbox()).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
      const all = hasReceived(bob, 2);
      await client.connect();
      await all;
      expect(bob.received.map(textOf)).toEqual(["1", "2"]);
      await Promise.all(handles.map(({ sequenced }) => sequenced));
      expect((await client.outbox()).map(({ state }) => state)).toEqual(["sequenced", "sequenced"]);
    });

    test("tells the sender that a message to nobody was refused", async () => {
      const alice = await start();
      const handle = await alice.client.send(people.newUser(), "hello?");
      expect(await handle.sequenced).toEqual({ state: "refused", code: "UNKNOWN_USER" });
      expect(await alice.client.outbox()).toMatchObject([{ state: "refused", code: "UNKNOWN_USER" }]);
    });

    test("refuses at once what can never be sent", async () => {
      const alice = await start();
      await expect(alice.client.send("not a user", "x")).rejects.toThrow(RangeError);
      await expect(alice.client.send(alice.user, "x")).rejects.toThrow(RangeError);
      await expect(alice.client.send(people.newUser(), new Uint8Array(65_537))).rejects.toThrow(RangeError);
    });

    test("gives messages to a loop, that may be slower than they come", async () => {
      const [alice, bob] = [await start(), await start()];
      const count = 200;
      const loop = bob.client.incoming();
      for (let i = 0; i < count; i++) await alice.client.send(bob.user, String(i));
      const texts = [];
      for await (const message of loop) {
        texts.push(textOf(message));
        if (texts.length === count) break;
      }
      expect(texts).toEqual(Array.from({ length: count }, (_, i) => String(i)));
    });

    test("is replaced by a newer connection of the same device, and does not come back by itself", async () => {
      const alice = await start();
      const stopped = until(alice.client, "connection", ({ state }) => state === "stopped");
      await start(alice.user, alice.store);
      expect(await stopped).toMatchObject({ state: "stopped", reason: "REPLACED" });
    });

    test("does nothing more once it is closed", async () => {
      const [alice, bob] = [await start(), await start()];
      const loop = alice.client.incoming();
      await alice.client.close();
      await alice.client.close();
      await expect(alice.client.send(bob.user, "x")).rejects.toMatchObject({ code: "CLOSED" });
      await expect(alice.client.connect()).rejects.toMatchObject({ code: "CLOSED" });
      expect(await loop.next()).toEqual({ done: true, value: undefined });
      expect(alice.client.connection).toBe("offline");
    });
  });
}

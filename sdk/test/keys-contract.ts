/** What `client.keys` promises (src/keys/contract.ts), for the same clients as the client's own contract. */

import { describe, expect, test } from "vitest";
import type { Client, DeviceView } from "../src/client.ts";
import { once, peopleOf, type ClientsUnderTest } from "./people.ts";

export function keysContract(name: string, setup: () => Promise<ClientsUnderTest>): void {
  describe(`the keys of a client of ${name}`, () => {
    const { start } = peopleOf(setup);
    test("the first device vouches for itself; another one is vouched for once that device has read its code", async () => {
      const phone = await start();
      await settled(phone.client, ([first]) => first?.signed === true);
      const tablet = await start(phone.user);
      await settled(tablet.client, (devices) => devices.every((one) => one.fingerprint !== undefined));
      expect((await tablet.client.devices()).map(({ signed }) => signed)).toEqual([true, false]);
      const { keys } = tablet.client;
      await expect(keys.linkDevice(await keys.linkingCode())).rejects.toMatchObject({ code: "NOT_TRUSTED" });
      await phone.client.keys.linkDevice(await keys.linkingCode());
      await settled(tablet.client, (devices) => devices.every(({ signed }) => signed));
      // It can approve others now.
      const laptop = await start(phone.user);
      await settled(laptop.client, (devices) => devices.every((one) => one.fingerprint !== undefined));
      const code = await laptop.client.keys.linkingCode();
      await eventually(async () => {
        await tablet.client.keys.linkDevice(code);
        return true;
      });
      await settled(phone.client, (devices) => devices.length === 3 && devices.every(({ signed }) => signed));
    });

    test("others see the list of a user, and a revoked device leaves it", async () => {
      const [bob, phone] = [await start(), await start()];
      await settled(phone.client, ([first]) => first?.signed === true);
      const tablet = await start(phone.user);
      await settled(phone.client, (devices) => devices.every((one) => one.fingerprint !== undefined));
      await eventually(async () => {
        await phone.client.keys.linkDevice(await tablet.client.keys.linkingCode());
        return true;
      });
      const listed = async () => {
        const [list] = await bob.client.keys.deviceLists([phone.user]);
        return new Set<string>(list?.devices.map(({ device }) => device));
      };
      expect(await listed()).toEqual(new Set([phone.client.device, tablet.client.device]));
      await phone.client.revokeDevice(tablet.client.device!);
      await settled(phone.client, (devices) => devices.length === 1);
      await eventually(async () => (await phone.client.keys.deviceLists([phone.user]))[0]?.devices.length === 1);
    });

    test("a code is for its user, and for no other text", async () => {
      const [alice, bob] = [await start(), await start()];
      const code = await alice.client.keys.linkingCode();
      const invalid = { code: "LINK_CODE_INVALID" };
      await expect(bob.client.keys.linkDevice(code)).rejects.toMatchObject({ ...invalid, reason: "of another user" });
      await expect(alice.client.keys.linkDevice(code.slice(0, -4))).rejects.toMatchObject(invalid);
      await expect(alice.client.keys.linkDevice("cellwire-link:?")).rejects.toMatchObject(invalid);
    });

    test("prekeys are uploaded, and claimed once each", async () => {
      const [alice, bob] = [await start(), await start()];
      await settled(alice.client, ([first]) => first?.signed === true);
      const key = (keyId: number) => ({ keyId, key: Uint8Array.of(keyId, 1) });
      const low = once(alice.client, "prekeys-low");
      expect(await alice.client.keys.uploadPrekeys({ signed: key(9), oneTime: [key(1), key(2)] })).toBe(2);
      const claims = [];
      for (let i = 0; i < 3; i++) claims.push(...(await bob.client.keys.claimPrekeys(alice.user)));
      expect(claims.map(({ oneTime }) => oneTime?.keyId)).toEqual([1, 2, undefined]);
      for (const { device, signed } of claims) {
        expect(device).toBe(alice.client.device);
        expect([signed.keyId, ...signed.key]).toEqual([9, 9, 1]);
      }
      expect((await low).oneTimeLeft).toBeLessThan(3);
    });
  });
}

/** The devices of the user are as `holds` says, now or after a while. */
async function settled(client: Client, holds: (devices: DeviceView[]) => boolean): Promise<void> {
  await eventually(async () => holds(await client.devices()));
}

/** What the devices of a user tell each other takes a moment. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  await expect.poll(() => holds().catch(() => false), { timeout: 10_000, interval: 20 }).toBe(true);
}

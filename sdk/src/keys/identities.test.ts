import { deviceListBytes, fromHex, parseDeviceId, parseUserId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import type { IdentityChangedEvent } from "../client.ts";
import { systemClock } from "../clock.ts";
import { Events } from "../events.ts";
import { StoreWriter } from "../store-writer.ts";
import type { SigningKeyRow } from "../store/contract.ts";
import { createMemoryStore } from "../store/memory.ts";
import { Identities } from "./identities.ts";
import { newSigningKey, signWith } from "./signing.ts";

const BOB = parseUserId("bob");
const PHONE = parseDeviceId("phone");

async function signedList(account: SigningKeyRow, version: number) {
  const identityKey = fromHex("1d".repeat(32));
  const list = {
    user: BOB,
    version,
    accountKey: fromHex(account.publicKey),
    devices: [{ device: PHONE, identityKey, addedAtMs: version }],
  };
  return { ...list, signature: await signWith(account, deviceListBytes(list)) };
}

async function setup() {
  const store = createMemoryStore();
  const events = new Events();
  const changed: IdentityChangedEvent[] = [];
  events.on("identity-changed", (event) => changed.push(event));
  const identities = new Identities({ writer: new StoreWriter(store, systemClock), events });
  const accept = (list: Awaited<ReturnType<typeof signedList>>) => identities.accept(list);
  return { store, accept, changed, account: await newSigningKey() };
}

describe("a device list", () => {
  test("is believed when its signature holds, newer and the same again too, and kept", async () => {
    const { accept, account, store } = await setup();
    const second = await signedList(account, 2);
    await accept(await signedList(account, 1));
    for (const list of [second, second]) expect(await accept(list)).toMatchObject({ version: 2, user: BOB });
    expect((await store.open()).identities).toMatchObject([{ user: BOB, version: 2, accountKey: account.publicKey }]);
  });

  test("that is forged is not", async () => {
    const { accept, account } = await setup();
    const list = await signedList(account, 1);
    const reason = "LIST_SIGNATURE_INVALID";
    await expect(accept({ ...list, version: 2 })).rejects.toMatchObject({ code: "LIST_INVALID", reason });
    const other = fromHex((await newSigningKey()).publicKey);
    await expect(accept({ ...list, accountKey: other })).rejects.toMatchObject({ code: "LIST_INVALID", reason });
  });

  test("that goes back is not, nor a second one of a version", async () => {
    const { accept, account } = await setup();
    const [first, second] = [await signedList(account, 1), await signedList(account, 2)];
    await accept(second);
    await expect(accept(first)).rejects.toMatchObject({ code: "LIST_INVALID", reason: "LIST_REPLAYED" });
    const list = { ...second, devices: [{ ...second.devices[0]!, addedAtMs: 9 }] };
    const twin = { ...list, signature: await signWith(account, deviceListBytes(list)) };
    await expect(accept(twin)).rejects.toMatchObject({ code: "LIST_INVALID" });
  });

  test("by another account key is told, and cannot take the version back", async () => {
    const { accept, account, changed } = await setup();
    const other = await newSigningKey();
    await accept(await signedList(account, 2));
    await expect(accept(await signedList(other, 2))).rejects.toMatchObject({ code: "LIST_INVALID" });
    expect(changed).toEqual([]);
    await accept(await signedList(other, 3));
    expect(changed).toEqual([{ user: BOB, formerAccountKey: account.publicKey, accountKey: other.publicKey }]);
  });
});

import { randomBytes } from "node:crypto";
import type { UserId } from "@cellwire/protocol";
import { LIMITS, wire } from "@cellwire/protocol";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { UpToDateInbox } from "../../src/keys/stale-lists.ts";
import type { SignedListFrame } from "../../src/keys/signed-list.ts";
import { newKey, signedList } from "../signing-devices.ts";
import type { KeyCell, KeyWorld, Owner } from "./key-cells.ts";
import { keyWorld, owners } from "./key-cells.ts";
import { submission } from "./two-cells.ts";

let world: KeyWorld;
beforeAll(async () => {
  world = await keyWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.link.isDown = false;
});

const asked = (owner: Owner) => ({ user: owner.user, device: owner.phone });
const put = (cell: KeyCell, owner: Owner, list: SignedListFrame) => cell.requests.putDeviceList({ list }, asked(owner));

async function listOf(cell: KeyCell, owner: Owner, user: UserId) {
  const { signedLists } = await cell.requests.getDeviceLists({ users: [user] }, asked(owner));
  return signedLists?.lists?.[0];
}

/** alice has her first list; her tablet is linked and not in it. */
async function setup() {
  const { alice, bob } = await owners(world);
  const tablet = await alice.link("tablet");
  const first = signedList(alice.account, { user: alice.user, version: 1, devices: { phone: alice.identity } });
  await put(world.eu, alice, first);
  const both = { phone: alice.identity, tablet: tablet.identity };
  const second = signedList(alice.account, { user: alice.user, version: 2, devices: both });
  return { alice, bob, tablet, first, second, both };
}

test("the next version replaces a list; putting it twice, or twice at once, changes nothing", async () => {
  const { alice, tablet, second } = await setup();
  world.eu.notified.length = 0;
  const granting = { list: second, grants: [{ device: tablet.device, sealed: Uint8Array.of(1, 2) }] };
  const putGranting = () => world.eu.requests.putDeviceList(granting, asked(alice));
  await Promise.all([putGranting(), putGranting()]);
  await putGranting();
  expect(await listOf(world.eu, alice, alice.user)).toMatchObject({
    version: 2,
    devices: [{ device: "phone" }, { device: "tablet" }],
  });
  expect(world.eu.pushed().every(({ devicesChanged }) => devicesChanged)).toBe(true);
  const { deviceList } = await world.eu.requests.listDevices({}, { user: alice.user, device: tablet.device });
  expect(deviceList).toMatchObject({ signed: { version: 2 }, grant: Buffer.from([1, 2]), prekeys: null });
  const { deviceList: phones } = await world.eu.requests.listDevices({}, asked(alice));
  expect(phones).toMatchObject({ grant: null, devices: [{ identityKey: alice.identity.publicKey }, {}] });
});

test("a forged, foreign, replayed or skipped version is refused with its own code, and changes nothing", async () => {
  const { alice, bob, first, second, both } = await setup();
  const refused = (list: SignedListFrame) => expect(put(world.eu, alice, list)).rejects;
  await refused({ ...second, version: 3 }).toMatchObject({ code: "LIST_SIGNATURE_INVALID" });
  await refused({ ...second, signature: randomBytes(64) }).toMatchObject({ code: "LIST_SIGNATURE_INVALID" });
  await refused({ ...second, accountKey: newKey().publicKey }).toMatchObject({ code: "LIST_SIGNATURE_INVALID" });
  const content = { user: alice.user, version: 2, devices: both };
  await refused(signedList(newKey(), content)).toMatchObject({ code: "LIST_KEY_FOREIGN" });
  const third = signedList(alice.account, { ...content, version: 3 });
  await refused(third).toMatchObject({ code: "LIST_VERSION_CONFLICT" });
  await put(world.eu, alice, second);
  await refused(first).toMatchObject({ code: "LIST_REPLAYED" });
  await refused(signedList(alice.account, { ...content, devices: { phone: alice.identity } })).toMatchObject({
    code: "LIST_VERSION_CONFLICT",
  });
  await refused(signedList(bob.account, { ...content, user: bob.user })).toMatchObject({ code: "MALFORMED" });
  await refused({ ...second, devices: second.devices!.toReversed() }).toMatchObject({ code: "MALFORMED" });
  expect(await listOf(world.eu, alice, alice.user)).toMatchObject({ version: 2, accountKey: alice.account.publicKey });
});

test("of two devices that sign the next version at once, one wins and the other is told", async () => {
  const { alice, both } = await setup();
  const next = (devices: typeof both | { phone: typeof alice.identity }) =>
    put(world.eu, alice, signedList(alice.account, { user: alice.user, version: 2, devices }));
  const outcomes = await Promise.allSettled([next(both), next({ phone: alice.identity })]);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(outcomes.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "LIST_VERSION_CONFLICT" });
});

test("a list names only linked devices, with the key that they registered", async () => {
  const { alice, both, tablet } = await setup();
  const sign = (devices: Record<string, typeof alice.identity>) =>
    signedList(alice.account, { user: alice.user, version: 2, devices });
  const unknown = { code: "DEVICE_UNKNOWN" };
  await expect(put(world.eu, alice, sign({ ...both, laptop: newKey() }))).rejects.toMatchObject(unknown);
  await expect(put(world.eu, alice, sign({ ...both, tablet: newKey() }))).rejects.toMatchObject(unknown);
  await world.eu.requests.revokeDevice({ device: tablet.device }, asked(alice));
  await expect(put(world.eu, alice, sign(both))).rejects.toMatchObject(unknown);
});

test("another account key is taken once no listed device is left that could sign", async () => {
  const { alice, tablet } = await setup();
  const account = newKey();
  const anew = signedList(account, { user: alice.user, version: 2, devices: { tablet: tablet.identity } });
  const from = { user: alice.user, device: tablet.device };
  await expect(world.eu.requests.putDeviceList({ list: anew }, from)).rejects.toMatchObject({
    code: "LIST_KEY_FOREIGN",
  });
  await world.eu.requests.revokeDevice({ device: alice.phone }, from);
  await world.eu.requests.putDeviceList({ list: anew }, from);
  expect(await listOf(world.eu, alice, alice.user)).toMatchObject({ version: 2, accountKey: account.publicKey });
});

test("another cell asks the home for a list, keeps it, and uses it while the home is away", async () => {
  const { alice, bob, first, second } = await setup();
  expect(await listOf(world.us, bob, alice.user)).toMatchObject({ version: 1, signature: first.signature });
  await put(world.eu, alice, second);
  // Kept for a moment.
  expect(await listOf(world.us, bob, alice.user)).toMatchObject({ version: 1 });
  world.clock.aheadMs += 60_000;
  world.link.isDown = true;
  expect(await listOf(world.us, bob, alice.user)).toMatchObject({ version: 1 });
  world.link.isDown = false;
  expect(await listOf(world.us, bob, alice.user)).toMatchObject({ version: 2, signature: second.signature });
  expect(await listOf(world.eu, alice, bob.user)).toBeUndefined();
  world.link.isDown = true;
  await expect(listOf(world.eu, alice, bob.user)).rejects.toMatchObject({ code: "RETRY_AFTER" });
});

test("a list that another cell forges is not kept, nor one that it gives for somebody else", async () => {
  const { alice, bob, first } = await setup();
  const forged = { ...first, version: 7 };
  const others = signedList(newKey(), { user: bob.user, version: 9, devices: { phone: newKey() } });
  const answer = wire.DeviceListsAnswer.encode({ lists: [forged, others] }).finish();
  const genuine = world.eu.ask;
  world.eu.ask = async () => Buffer.from(answer);
  try {
    expect(await listOf(world.us, bob, alice.user)).toBeUndefined();
  } finally {
    world.eu.ask = genuine;
  }
  expect([...(await world.us.lists.of([alice.user, bob.user])).keys()]).toEqual([]);
});

test("a cell tells other cells only of those who live in it", async () => {
  const { alice, bob } = await setup();
  await listOf(world.us, bob, alice.user);
  const question = wire.DeviceListsQuestion.encode({ requester: "mallory", users: [alice.user] }).finish();
  const answer = wire.DeviceListsAnswer.decode(await world.us.ask(world.eu.cell, "/v1/device-lists", question));
  expect(answer.lists).toEqual([]);
});

test("who asks for too many lists is told to wait", async () => {
  const { alice } = await setup();
  const users = Array.from({ length: LIMITS.deviceListsPerRequestMax }, (_, i) => `nobody-${i}`);
  const ask = () => world.eu.requests.getDeviceLists({ users }, asked(alice));
  for (let i = 0; i < Math.floor(2_000 / users.length); i++) await ask();
  await expect(ask()).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 6_400 });
  world.clock.aheadMs += 6_400;
  await ask();
  await expect(world.eu.requests.getDeviceLists({ users: [...users, "one-more"] }, asked(alice))).rejects.toMatchObject(
    {
      code: "MALFORMED",
    },
  );
});

test("a message that was encrypted to an older list of either user is not accepted; its repetition is", async () => {
  const { alice, bob, second } = await setup();
  await listOf(world.us, bob, alice.user);
  const { pool, gateway } = world.cells.eu;
  const inbox = new UpToDateInbox({ inbox: gateway, pool, statements: world.eu.statements });
  const sent = (version: number, user = alice.user) => ({
    ...submission(alice.user, bob.user),
    listVersions: [{ user, version }],
  });
  const before = sent(1);
  expect(await inbox.accept([before])).toMatchObject([{ kind: "sequenced", duplicate: false }]);
  await put(world.eu, alice, second);
  const plain = submission(alice.user, bob.user);
  const batch = [sent(1), plain, sent(2), sent(1, bob.user), before];
  expect(await inbox.accept(batch)).toMatchObject([
    { kind: "stale-devices", users: [alice.user] },
    { kind: "sequenced", key: { n: 2 } },
    { kind: "sequenced", key: { n: 3 } },
    { kind: "sequenced", key: { n: 4 } },
    { kind: "sequenced", key: { n: 1 }, duplicate: true },
  ]);
  // bob's cell knows alice's first list; once it learns of the second, it says so as well.
  const usInbox = new UpToDateInbox({
    inbox: world.cells.us.gateway,
    pool: world.cells.us.pool,
    statements: world.us.statements,
  });
  const toAlice = (version: number) => ({
    ...submission(bob.user, alice.user),
    listVersions: [{ user: alice.user, version }],
  });
  expect(await usInbox.accept([toAlice(1)])).toMatchObject([{ kind: "accepted" }]);
  world.clock.aheadMs += 60_000;
  await listOf(world.us, bob, alice.user);
  expect(await usInbox.accept([toAlice(1)])).toEqual([{ kind: "stale-devices", users: [alice.user] }]);
});

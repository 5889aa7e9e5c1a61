import type { DeviceId } from "@cellwire/protocol";
import { LIMITS, parseUserId, wire } from "@cellwire/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newKey, oneTimePrekeys, signedPrekey } from "../signing-devices.ts";
import type { KeyWorld } from "./key-cells.ts";
import { keyWorld, owners } from "./key-cells.ts";

let world: KeyWorld;
beforeAll(async () => {
  world = await keyWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** alice's phone has a signed prekey and `count` one-time keys. */
async function setup(count: number) {
  const { alice, bob } = await owners(world);
  const from = { user: alice.user, device: alice.phone };
  const signed = signedPrekey(alice.identity, { ...from, keyId: 1 });
  let waiting = 0;
  for (let first = 0; first === 0 || first < count; first += LIMITS.prekeysPerUploadMax) {
    const oneTime = oneTimePrekeys(first, Math.min(LIMITS.prekeysPerUploadMax, count - first));
    const { prekeyCount } = await world.eu.requests.uploadPrekeys({ signed, oneTime }, from);
    waiting = prekeyCount?.oneTime ?? 0;
  }
  const upload = async (oneTime: ReturnType<typeof oneTimePrekeys>) =>
    (await world.eu.requests.uploadPrekeys({ oneTime }, from)).prekeyCount?.oneTime;
  const claim = async (devices: readonly DeviceId[] = []) => world.eu.claims.claim({ user: alice.user, devices });
  const count_ = async () => (await world.eu.requests.listDevices({}, from)).deviceList?.prekeys?.oneTime;
  return { alice, bob, from, signed, waiting, upload, claim, count: count_ };
}

test("a thousand claims at once never get one key twice, and those that come too late get the signed one alone", async () => {
  const { claim, signed, count } = await setup(400);
  const bundles = (await Promise.all(Array.from({ length: 1_000 }, () => claim()))).flat();
  expect(bundles).toHaveLength(1_000);
  const keys = bundles.flatMap(({ oneTime }) => (oneTime?.key ? [Buffer.from(oneTime.key).toString()] : []));
  expect(keys).toHaveLength(400);
  expect(new Set(keys).size).toBe(400);
  for (const bundle of bundles) expect(bundle.signed).toMatchObject({ keyId: 1, key: Buffer.from(signed.key) });
  expect(await count()).toBe(0);
});

test("claims while keys are uploaded and the device is revoked give none twice", async () => {
  const { alice, upload, claim } = await setup(50);
  const { device: tablet } = await alice.link("tablet");
  const revoke = () => world.eu.requests.revokeDevice({ device: alice.phone }, { user: alice.user, device: tablet });
  const [bundles] = await Promise.all([
    Promise.all(Array.from({ length: 200 }, () => claim())),
    upload(oneTimePrekeys(50, 100)).catch(() => undefined),
    revoke(),
  ]);
  const ids = bundles.flat().flatMap(({ oneTime }) => oneTime?.keyId ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await claim()).toEqual([]);
});

test("a repeated upload brings no claimed key back", async () => {
  const { claim, upload, waiting } = await setup(3);
  expect(waiting).toBe(3);
  const claimed = [await claim(), await claim(), await claim()].flat().map(({ oneTime }) => oneTime?.keyId);
  expect(claimed).toEqual([0, 1, 2]);
  expect(await upload(oneTimePrekeys(0, 3))).toBe(0);
  expect(await upload(oneTimePrekeys(2, 3))).toBe(2);
});

test("no more than the limit is kept; those without room can be uploaded later", async () => {
  const { claim, upload, waiting } = await setup(LIMITS.prekeysKeptMax);
  expect(waiting).toBe(LIMITS.prekeysKeptMax);
  expect(await upload(oneTimePrekeys(500, 10))).toBe(LIMITS.prekeysKeptMax);
  await claim();
  expect(await upload(oneTimePrekeys(500, 10))).toBe(LIMITS.prekeysKeptMax);
  const { prekeys } = { prekeys: await claim() };
  expect(prekeys[0]?.oneTime?.keyId).toBe(1);
});

test("a device that runs low is told, and nobody else", async () => {
  const { alice, claim } = await setup(LIMITS.prekeysLow + 1);
  world.eu.notified.length = 0;
  await claim();
  expect(world.eu.notified).toEqual([]);
  await claim();
  expect(world.eu.notified).toMatchObject([{ users: [alice.user], onlyDevice: alice.phone }]);
  expect(world.eu.pushed()).toMatchObject([{ prekeysLow: { oneTimeLeft: LIMITS.prekeysLow - 1 } }]);
});

test("a signed prekey needs the signature of the registered key of that device", async () => {
  const { alice, from, signed } = await setup(1);
  const refused = (changed: typeof signed) =>
    expect(world.eu.requests.uploadPrekeys({ signed: changed }, from)).rejects;
  const code = { code: "PREKEY_SIGNATURE_INVALID" };
  await refused({ ...signed, keyId: 2 }).toMatchObject(code);
  await refused(signedPrekey(newKey(), { ...from, keyId: 2 })).toMatchObject(code);
  await refused(signedPrekey(alice.identity, { ...from, device: "tablet" as DeviceId, keyId: 2 })).toMatchObject(code);
  await refused({ ...signed, key: new Uint8Array(LIMITS.prekeyBytesMax + 1) }).toMatchObject({ code: "MALFORMED" });
});

test("a device that registers another key has no prekeys any more, and its ids begin anew", async () => {
  const { alice, from, claim } = await setup(5);
  const identity = newKey();
  await world.eu.requests.registerIdentity({ identityKey: identity.publicKey }, from);
  expect(await claim()).toEqual([]);
  const signed = signedPrekey(identity, { user: alice.user, device: alice.phone, keyId: 1 });
  await world.eu.requests.uploadPrekeys({ signed, oneTime: oneTimePrekeys(0, 1) }, from);
  expect(await claim()).toMatchObject([{ identityKey: Buffer.from(identity.publicKey), oneTime: { keyId: 0 } }]);
});

test("keys are claimed across cells, for the devices that are named, and bounded for a pair of users", async () => {
  const { alice, bob } = await setup(20);
  const tablet = await alice.link("tablet");
  const from = { user: alice.user, device: tablet.device };
  const signed = signedPrekey(tablet.identity, { ...from, keyId: 9 });
  await world.eu.requests.uploadPrekeys({ signed }, from);
  const claim = async (devices: string[] = []) => {
    const asked = { user: alice.user, devices };
    return (await world.us.requests.claimPrekeys(asked, { user: bob.user, device: bob.phone })).prekeyBundles?.bundles;
  };
  expect(await claim()).toMatchObject([
    { device: alice.phone, oneTime: { keyId: 0 } },
    { device: tablet.device, signed: { keyId: 9 }, oneTime: null },
  ]);
  expect(await claim([tablet.device])).toMatchObject([{ device: tablet.device }]);
  for (let i = 2; i < 10; i++) await claim([tablet.device]);
  await expect(claim()).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 60_000 });
  world.link.isDown = true;
  world.clock.aheadMs += 60_000;
  await expect(claim()).rejects.toMatchObject({ code: "RETRY_AFTER" });
  world.link.isDown = false;
});

test("the home cell bounds what another cell claims, whatever that cell lets its users do", async () => {
  const { alice } = await setup(20);
  const claim = async (requester: string) => {
    const body = wire.PrekeyClaim.encode({ requester, user: alice.user }).finish();
    return wire.PrekeyClaimAnswer.decode(await world.eu.ask(world.cells.us.cell, "/v1/prekeys", body));
  };
  for (let i = 0; i < 10; i++)
    expect(await claim("mallory")).toMatchObject({ code: "", bundles: [{ device: alice.phone }] });
  expect(await claim("mallory")).toMatchObject({ code: "RATE_LIMITED", bundles: [] });
  expect(await claim("trudy")).toMatchObject({ code: "", bundles: [{ device: alice.phone }] });
});

test("keys of nobody cannot be claimed", async () => {
  const { bob } = await setup(0);
  const claim = world.us.requests.claimPrekeys({ user: parseUserId("nobody") }, { user: bob.user, device: bob.phone });
  await expect(claim).rejects.toMatchObject({ code: "UNKNOWN_USER" });
});

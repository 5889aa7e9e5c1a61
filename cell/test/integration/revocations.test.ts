import { parseDeviceId, parseUserId } from "@cellwire/protocol";
import type { DeviceId, UserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PostgresRevocations } from "../../src/inbox/revocations.ts";
import type { TwoCells } from "./two-cells.ts";
import { LINK, pairNumberedByFirst, twoCells, waitingForLocks } from "./two-cells.ts";

const [PHONE, TABLET] = [parseDeviceId("phone"), parseDeviceId("tablet")];

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

function setup() {
  const { pool, cell, gateway } = cells.eu;
  const [user] = pairNumberedByFirst();
  const revocations = new PostgresRevocations({ pool, cell, clock: systemClock });
  const link = async (device: DeviceId, issuedMs: number = Date.now()) =>
    (await gateway.link({ ...LINK, user, device, storeId: `store-${device}`, issuedMs })).kind;
  const refusals = (device: DeviceId) => gateway.refusals({ user, device, after: 0, limit: 10 });
  return { user, revocations, link, refusals };
}

test("a revoked device is refused for good, and the user's others are not", async () => {
  const { user, revocations, link, refusals } = setup();
  for (const device of [PHONE, TABLET]) expect(await link(device)).toBe("linked");
  expect(await revocations.revoke({ user, device: PHONE })).toEqual({ devices: [PHONE], known: true });
  expect(await revocations.revoke({ user, device: PHONE })).toEqual({ devices: [PHONE], known: true });
  expect([await link(PHONE), await link(TABLET)]).toEqual(["revoked", "linked"]);
  // What a connection reads after it is open: it was linked, perhaps, just before.
  expect([await refusals(PHONE), await refusals(TABLET)]).toEqual([null, []]);
});

test("a device that was never linked can be revoked before it comes, and is told from one that was", async () => {
  const { user, revocations, link } = setup();
  await link(TABLET);
  for (let time = 0; time < 2; time++)
    expect(await revocations.revoke({ user, device: PHONE })).toEqual({ devices: [PHONE], known: false });
  expect(await link(PHONE)).toBe("revoked");
});

test("a revoked user's devices and tickets are refused; a new device with a later ticket is not", async () => {
  const { user, revocations, link } = setup();
  const issuedMs = Date.now() - 1;
  for (const device of [PHONE, TABLET]) await link(device, issuedMs);
  expect((await revocations.revoke({ user }))!.devices.toSorted()).toEqual([PHONE, TABLET]);
  const fresh = parseDeviceId("fresh");
  expect([await link(PHONE), await link(fresh, issuedMs)]).toEqual(["revoked", "ticket-revoked"]);
  expect(await link(fresh, Date.now() + 1)).toBe("linked");
});

test("who lives elsewhere, or nowhere, cannot be revoked here", async () => {
  const { revocations } = setup();
  const stranger: UserId = parseUserId("nobody-of-eu");
  await cells.eu.forward.recordPlacement({ user: stranger, cell: cells.us.cell, epoch: 1, statement: "" });
  expect(await revocations.revoke({ user: stranger })).toBeNull();
  expect(await revocations.revoke({ user: parseUserId("nobody-at-all") })).toBeNull();
});

test("a device that is being linked while its user is revoked is refused", async () => {
  const { user, revocations, link } = setup();
  const issuedMs = Date.now() - 1;
  await link(PHONE, issuedMs);
  const blocker = await cells.eu.pool.connect();
  await blocker.query("begin");
  await blocker.query("select from placement where user_id = $1 for update", [user]);
  const revoking = revocations.revoke({ user });
  await expect.poll(() => waitingForLocks(cells.eu)).toBe(1);
  const linking = link(TABLET, issuedMs);
  await expect.poll(() => waitingForLocks(cells.eu)).toBe(2);
  await blocker.query("commit");
  blocker.release();
  expect([(await revoking)?.devices, await linking]).toEqual([[PHONE], "ticket-revoked"]);
});

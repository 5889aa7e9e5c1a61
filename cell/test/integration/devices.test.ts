import { parseDeviceId } from "@cellwire/protocol";
import type { DeviceId, UserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Notification } from "../../src/flow/ports.ts";
import type { LinkedDevice } from "../../src/inbox/contract.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { PostgresDeviceLists } from "../../src/keys/device-lists.ts";
import { deviceRequests } from "../../src/keys/device-requests.ts";
import { PostgresDevices } from "../../src/keys/devices.ts";
import type { TwoCells } from "./two-cells.ts";
import { LINK, connect, pairNumberedByFirst, recordHome, submission, twoCells } from "./two-cells.ts";

const [PHONE, TABLET, LAPTOP] = ["phone", "tablet", "laptop"].map(parseDeviceId) as [DeviceId, DeviceId, DeviceId];

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

async function setup(...linked: readonly DeviceId[]) {
  const { pool, cell, gateway } = cells.eu;
  const [user, peer] = pairNumberedByFirst();
  const parts = { pool, cell, clock: systemClock, statements: loadStatements() };
  const devices = new PostgresDevices(parts);
  const displaced: LinkedDevice[] = [];
  const notified: Notification[] = [];
  const ask = deviceRequests({
    devices,
    lists: new PostgresDeviceLists(parts),
    displace: (device) => void displaced.push(device),
    notify: async (requests) => void notified.push(...requests),
  });
  for (const device of linked) await connect(cells.eu, user, device);
  const link = async (device: DeviceId) =>
    (await gateway.link({ ...LINK, user, device, storeId: `store-${device}` })).kind;
  const revoke = (device: DeviceId, by: DeviceId, evenLast = false) =>
    ask.revokeDevice({ device, evenLast }, { user, device: by });
  const names = async () => (await devices.of(user)).map(({ device, name }) => [device, name]);
  return { user, peer, ask, link, revoke, names, displaced, notified };
}

test("a device is named by any device of its user, and the others are told", async () => {
  const { user, ask, names, notified } = await setup(PHONE, TABLET);
  await ask.nameDevice({ device: PHONE, name: "Büro" }, { user, device: TABLET });
  expect(await names()).toEqual([
    [PHONE, "Büro"],
    [TABLET, ""],
  ]);
  expect(notified).toMatchObject([{ users: [user], exceptDevice: TABLET }]);
});

test("names are bounded and have no control characters; unknown devices have none", async () => {
  const { user, ask } = await setup(PHONE);
  const name = (device: string, text: string) => ask.nameDevice({ device, name: text }, { user, device: PHONE });
  await expect(name(PHONE, "ü".repeat(65))).rejects.toMatchObject({ code: "MALFORMED" });
  await expect(name(PHONE, "a\u001Bb")).rejects.toMatchObject({ code: "MALFORMED" });
  await expect(name("not a device", "x")).rejects.toMatchObject({ code: "MALFORMED" });
  await expect(name(LAPTOP, "x")).rejects.toMatchObject({ code: "DEVICE_UNKNOWN" });
});

test("a revoked device is displaced at once, cannot link, and has no cursors any more", async () => {
  const { user, peer, link, revoke, displaced } = await setup(PHONE, TABLET);
  await recordHome(cells.eu, peer, cells.us);
  const sent = submission(user, peer);
  await cells.eu.gateway.accept([sent]);
  const report = { user, conversation: sent.conversation, delivered: { term: 1, n: 1 }, read: { term: 0, n: 0 } };
  const cursorsOf = async (device: DeviceId) => {
    const values = [user, device];
    const { rows } = await cells.eu.pool.query("select from cursor where user_id = $1 and device_id = $2", values);
    return rows.length;
  };
  for (const device of [PHONE, TABLET]) await cells.eu.gateway.recordCursors([{ ...report, device }]);
  expect([await cursorsOf(PHONE), await cursorsOf(TABLET)]).toEqual([1, 1]);
  await revoke(PHONE, TABLET);
  expect(displaced).toEqual([{ user, device: PHONE }]);
  expect([await link(PHONE), await link(TABLET)]).toEqual(["revoked", "linked"]);
  // What its connection flushes while it is closed.
  await cells.eu.gateway.recordCursors([{ ...report, device: PHONE }]);
  expect([await cursorsOf(PHONE), await cursorsOf(TABLET)]).toEqual([0, 1]);
});

test("the last device goes only when that is meant; to revoke twice changes nothing", async () => {
  const { link, revoke, names } = await setup(PHONE, TABLET);
  await revoke(TABLET, PHONE);
  await revoke(TABLET, PHONE);
  await expect(revoke(PHONE, PHONE)).rejects.toMatchObject({ code: "LAST_DEVICE" });
  expect(await names()).toEqual([[PHONE, ""]]);
  await revoke(PHONE, PHONE, true);
  expect(await names()).toEqual([]);
  expect(await link(PHONE)).toBe("revoked");
});

test("of two devices that revoke each other, one stays", async () => {
  const { revoke, names } = await setup(PHONE, TABLET);
  const outcomes = await Promise.allSettled([revoke(PHONE, TABLET), revoke(TABLET, PHONE)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await names()).toHaveLength(1);
});

test("devices of others, unknown ones, and those who live elsewhere are not revoked", async () => {
  const { user, peer, ask, revoke } = await setup(PHONE, TABLET);
  await connect(cells.eu, peer, LAPTOP);
  await expect(revoke(LAPTOP, PHONE)).rejects.toMatchObject({ code: "DEVICE_UNKNOWN" });
  const stranger = `${user}x` as UserId;
  await recordHome(cells.eu, stranger, cells.us);
  const asking = ask.revokeDevice({ device: PHONE }, { user: stranger, device: PHONE });
  await expect(asking).rejects.toMatchObject({ code: "NOT_HOME" });
});

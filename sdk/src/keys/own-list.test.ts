import { fromHex, parseDeviceId, parseUserId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import type { DeviceListView } from "./contract.ts";
import { nextOwnList } from "./own-list.ts";

const ACCOUNT = "ac".repeat(32);
const [PHONE, TABLET] = [entry("phone", "01"), entry("tablet", "02")];

function entry(device: string, byte: string) {
  return { device: parseDeviceId(device), identityKey: fromHex(byte.repeat(32)), addedAtMs: 1 };
}

function list(...devices: (typeof PHONE)[]): DeviceListView {
  return { user: parseUserId("alice"), version: 4, accountKey: fromHex(ACCOUNT), devices };
}

/** What the phone signs next. */
function next(input: { list?: DeviceListView; accountKey?: string; linked: Record<string, string> }) {
  const linked = new Map(Object.entries(input.linked).map(([device, byte]) => [device, byte.repeat(32)]));
  const signed = nextOwnList({ list: input.list, accountKey: input.accountKey, self: PHONE, linked, nowMs: 9 });
  return signed && { ...signed, devices: signed.devices.map(({ device }) => device) };
}

describe("the next own list", () => {
  test("is the first one when there is none", () => {
    expect(next({ linked: { phone: "01", tablet: "02" } })).toEqual({
      version: 1,
      devices: ["phone"],
      isNewAccount: true,
    });
  });

  test("is none while nothing changed, and a device that the server adds changes nothing", () => {
    const linked = { phone: "01", tablet: "02", intruder: "03" };
    expect(next({ list: list(PHONE, TABLET), accountKey: ACCOUNT, linked })).toBeUndefined();
  });

  test("leaves out devices that are not linked any more, or have another key", () => {
    const [both, accountKey] = [list(PHONE, TABLET), ACCOUNT];
    const without = { version: 5, devices: ["phone"], isNewAccount: false };
    expect(next({ list: both, accountKey, linked: { phone: "01" } })).toEqual(without);
    expect(next({ list: both, accountKey, linked: { phone: "01", tablet: "07" } })).toEqual(without);
  });

  test("has the device that can sign, also when it got another identity key", () => {
    const linked = { phone: "01", tablet: "02" };
    const devices = ["phone", "tablet"];
    expect(next({ list: list(TABLET), accountKey: ACCOUNT, linked })).toMatchObject({ version: 5, devices });
    expect(next({ list: list(entry("phone", "07"), TABLET), accountKey: ACCOUNT, linked })).toMatchObject({ devices });
  });

  test("is not for a device that cannot sign, as long as one that could is left", () => {
    expect(next({ list: list(TABLET), linked: { phone: "01", tablet: "02" } })).toBeUndefined();
    const anew = { version: 5, devices: ["phone"], isNewAccount: true };
    expect(next({ list: list(TABLET), linked: { phone: "01" } })).toEqual(anew);
    expect(next({ list: list(TABLET), accountKey: "ff".repeat(32), linked: { phone: "01" } })).toEqual(anew);
  });
});

/** Which version of the own device list this device should sign next, if any. Pure. */

import { toHex, type DeviceId } from "@cellwire/protocol";
import type { DeviceListView, ListedDeviceView } from "./contract.ts";

export interface OwnListInput {
  readonly list: DeviceListView | undefined;
  /** Public key in hexadecimal of the account key that this device has. */
  readonly accountKey: string | undefined;
  readonly self: { readonly device: DeviceId; readonly identityKey: Uint8Array };
  /** Linked devices → identity key in hexadecimal, as the server says: good for taking devices away, never for adding one. */
  readonly linked: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

export interface NextList {
  readonly version: number;
  readonly devices: readonly ListedDeviceView[];
  /** The user's devices that could sign are all gone, or there was no list: a new account key begins. */
  readonly isNewAccount: boolean;
}

export function nextOwnList({ list, accountKey, self, linked, nowMs }: OwnListInput): NextList | undefined {
  const entry = { ...self, addedAtMs: nowMs };
  if (!list) return { version: 1, devices: [entry], isNewAccount: true };
  const version = list.version + 1;
  const there = list.devices.filter(({ device, identityKey }) => linked.get(device) === toHex(identityKey));
  if (toHex(list.accountKey) !== accountKey)
    return there.length > 0 ? undefined : { version, devices: [entry], isNewAccount: true };
  const devices = isListed(there, self) ? there : withDevice(there, entry);
  return devices.length === list.devices.length && devices === there
    ? undefined
    : { version, devices, isNewAccount: false };
}

export function isListed(
  devices: readonly ListedDeviceView[],
  { device, identityKey }: Pick<ListedDeviceView, "device" | "identityKey">,
): boolean {
  return devices.some((one) => one.device === device && toHex(one.identityKey) === toHex(identityKey));
}

/** In the place of one of the same id; ascending by id. */
export function withDevice(devices: readonly ListedDeviceView[], entry: ListedDeviceView): readonly ListedDeviceView[] {
  return [...devices.filter(({ device }) => device !== entry.device), entry].sort((a, b) =>
    a.device < b.device ? -1 : 1,
  );
}

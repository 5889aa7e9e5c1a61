/** A user's signed device list: from the wire to what may be stored, or the code that says why not. Pure. */

import type { DeviceId, ErrorCode, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, PUBLIC_KEY_BYTES, deviceListBytes, isDeviceId, isUserId, wire } from "@cellwire/protocol";
import { isSigned } from "./signatures.ts";

export type SignedListFrame = cellwire.v1.SignedDeviceList.$Properties;

export interface SignedList {
  readonly user: UserId;
  readonly version: number;
  readonly accountKey: Uint8Array;
  readonly devices: readonly { readonly device: DeviceId; readonly identityKey: Uint8Array }[];
  /** The encoded SignedDeviceList. */
  readonly bytes: Uint8Array;
}

type ListedDevice = SignedList["devices"][number] & { readonly addedAtMs: number };

/** Well-formed and signed by the account key that it names; whether that is the user's, the store knows. */
export function checkedList(frame: SignedListFrame): SignedList | ErrorCode {
  const { user, version = 0, accountKey, signature } = frame;
  const devices = listed(frame.devices ?? []);
  if (!user || !isUserId(user) || !version || !Number.isSafeInteger(version) || version < 1) return "MALFORMED";
  if (accountKey?.length !== PUBLIC_KEY_BYTES || !signature || !devices) return "MALFORMED";
  const bytes = deviceListBytes({ user, version, accountKey, devices });
  if (!isSigned({ bytes, signature, publicKey: accountKey })) return "LIST_SIGNATURE_INVALID";
  const encoded = wire.SignedDeviceList.encode({ user, version, accountKey, devices: [...devices], signature });
  return { user, version, accountKey, devices, bytes: encoded.finish() };
}

/** Null unless there is a device, not too many, each once, in ascending order: one list has one form. */
function listed(frames: readonly cellwire.v1.SignedDevice.$Properties[]): readonly ListedDevice[] | null {
  if (frames.length === 0 || frames.length > LIMITS.devicesPerUserMax) return null;
  const devices: ListedDevice[] = [];
  for (const { device, identityKey, addedAtMs } of frames) {
    const last = devices.at(-1);
    if (!device || !isDeviceId(device) || (last && last.device >= device)) return null;
    if (identityKey?.length !== PUBLIC_KEY_BYTES || !isTime(addedAtMs ?? 0)) return null;
    devices.push({ device, identityKey, addedAtMs: addedAtMs ?? 0 });
  }
  return devices;
}

function isTime(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms >= 0;
}

/** What devices ask about the devices of their user. */

import type { DeviceId, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, isDeviceId, wire } from "@cellwire/protocol";
import type { Notification } from "../flow/ports.ts";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { DeviceLists } from "./device-lists.ts";
import type { Devices } from "./devices.ts";

export interface DeviceRequestsParts {
  readonly devices: Devices;
  readonly lists: Pick<DeviceLists, "ownKeys">;
  /** Closes whatever connection of the revoked device there is, in all gateways of the cell. */
  readonly displace: (device: LinkedDevice) => void;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
}

const DEVICES_CHANGED = wire.ServerFrame.encode({ devicesChanged: {} }).finish();
const CONTROL = /\p{Cc}/u;

export function deviceRequests(
  parts: DeviceRequestsParts,
): Pick<RequestHandlers, "listDevices" | "nameDevice" | "revokeDevice"> {
  const { devices, displace } = parts;
  return {
    listDevices: async (_asked, from) => ({ deviceList: await deviceList(parts, from) }),
    nameDevice: async (asked, from) => {
      const name = checkedName(asked.name ?? "");
      const isKnown = await devices.rename({ user: from.user, device: checkedDevice(asked.device), name });
      if (!isKnown) throw new RequestRefused("DEVICE_UNKNOWN");
      await tellOthers(parts, from);
      return {};
    },
    revokeDevice: async (asked, from) => {
      const device = checkedDevice(asked.device);
      const { user, device: by } = from;
      const outcome = await devices.revoke({ user, device, by, evenLast: asked.evenLast ?? false });
      if (outcome === "last") throw new RequestRefused("LAST_DEVICE");
      if (outcome !== "revoked") throw new RequestRefused(outcome === "unknown" ? "DEVICE_UNKNOWN" : "NOT_HOME");
      displace({ user, device });
      await tellOthers(parts, from);
      return {};
    },
  };
}

async function deviceList(
  { devices, lists }: DeviceRequestsParts,
  from: LinkedDevice,
): Promise<cellwire.v1.DeviceList.$Properties> {
  const [linked, own] = await Promise.all([devices.of(from.user), lists.ownKeys(from)]);
  return {
    devices: [...linked],
    signed: own.list && wire.SignedDeviceList.decode(own.list),
    grant: own.grant,
    prekeys: own.prekeys === null ? null : { oneTime: own.prekeys },
  };
}

/** @throws {RequestRefused} */
export function checkedDevice(device: string | null | undefined): DeviceId {
  if (!device || !isDeviceId(device)) throw new RequestRefused("MALFORMED", { detail: "device: name one" });
  return device;
}

/** The user's devices but the one that knows already. A hint: who misses it sees the change when it asks next. */
export async function tellOthers(
  { notify }: Pick<DeviceRequestsParts, "notify">,
  { user, device }: { readonly user: UserId; readonly device: DeviceId },
): Promise<void> {
  await notify([{ users: [user], frame: DEVICES_CHANGED, exceptDevice: device }]);
}

function checkedName(name: string): string {
  if (Buffer.byteLength(name) > LIMITS.deviceNameBytesMax || CONTROL.test(name))
    throw new RequestRefused("MALFORMED", {
      detail: `name: up to ${LIMITS.deviceNameBytesMax} bytes without control characters`,
    });
  return name;
}

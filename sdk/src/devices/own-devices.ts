/** The devices of the user, asked from the home cell. */

import type { DeviceId } from "@cellwire/protocol";
import type { DeviceView } from "../client.ts";
import type { Core } from "../core.ts";
import { deferred } from "../deferred.ts";
import type { Events } from "../events.ts";

type Asking = Pick<Core, "requests" | "record">;

export async function ownDevices({ requests, record }: Asking): Promise<DeviceView[]> {
  const { deviceList } = await requests.ask({ listDevices: {} });
  return (deviceList?.devices ?? []).map(({ device, linkedAtMs, name }) => ({
    device: device as DeviceId,
    name: name ?? "",
    linkedAtMs: linkedAtMs ?? 0,
    own: device === record.device,
  }));
}

export interface RevocationRequest {
  readonly device: string;
  readonly evenLast: boolean;
}

/** A device that revokes itself is closed, and may get no answer: the close says that it is done. */
export async function revokeDevice(
  { requests, record, events }: Asking & { readonly events: Events },
  request: RevocationRequest,
): Promise<void> {
  const asking = requests.ask({ revokeDevice: request }).then(() => undefined);
  if (request.device !== record.device) return asking;
  const { promise: closed, resolve } = deferred<void>();
  const off = events.on("connection", ({ state, reason }) => {
    if (state === "stopped" && reason === "REVOKED") resolve();
  });
  await Promise.race([asking, closed]).finally(off);
}

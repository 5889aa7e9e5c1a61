/** The devices of the user, asked from the home cell. */

import { toHex, type DeviceId } from "@cellwire/protocol";
import type { DeviceView } from "../client.ts";
import { deferred } from "../deferred.ts";
import type { Events } from "../events.ts";
import { fingerprint } from "../keys/signing.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Requests } from "../session/requests.ts";

export async function ownDevices(keyRing: KeyRing, own: DeviceId): Promise<DeviceView[]> {
  const { linked, list } = await keyRing.own();
  const listed = new Map<string, string>(list?.devices.map(({ device, identityKey }) => [device, toHex(identityKey)]));
  return Promise.all(
    linked.map(async ({ device, linkedAtMs, name, identityKey }) => ({
      device: device as DeviceId,
      name: name ?? "",
      linkedAtMs: linkedAtMs ?? 0,
      own: device === own,
      fingerprint: identityKey?.length ? await fingerprint(identityKey) : undefined,
      signed: identityKey !== undefined && identityKey !== null && listed.get(device ?? "") === toHex(identityKey),
    })),
  );
}

export interface RevocationRequest {
  readonly device: string;
  readonly evenLast: boolean;
}

/** A device that revokes itself is closed, and may get no answer: the close says that it is done. */
export async function revokeDevice(
  {
    requests,
    own,
    events,
  }: { readonly requests: Pick<Requests, "ask">; readonly own: DeviceId; readonly events: Events },
  request: RevocationRequest,
): Promise<void> {
  const asking = requests.ask({ revokeDevice: request }).then(() => undefined);
  if (request.device !== own) return asking;
  const { promise: closed, resolve } = deferred<void>();
  const off = events.on("connection", ({ state, reason }) => {
    if (state === "stopped" && reason === "REVOKED") resolve();
  });
  await Promise.race([asking, closed]).finally(off);
}

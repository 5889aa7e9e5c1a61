/** The devices of the fake cell's users. */

import type { DeviceId, cellwire } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import type { Clock } from "../clock.ts";
import { FakeKeys, refused } from "./fake-keys.ts";
import type { FakeLink } from "./fake-link.ts";

type Request = cellwire.v1.Request.$Properties;
type Answer = Omit<cellwire.v1.Response.$Properties, "id">;

interface FakeDevice {
  readonly device: DeviceId;
  readonly linkedAtMs: number;
  name: string;
  revoked: boolean;
  identityKey: Uint8Array | undefined;
}

export class FakeDevices {
  readonly #clock: Clock;
  readonly #linksOf: (user: string) => readonly FakeLink[];
  readonly #keys = new FakeKeys(({ user, device }, oneTimeLeft) => {
    for (const link of this.#linksOf(user)) if (link.device === device) link.say({ prekeysLow: { oneTimeLeft } });
  });
  /** Per user, by device, oldest first. */
  readonly #byUser = new Map<string, Map<string, FakeDevice>>();

  constructor(clock: Clock, linksOf: (user: string) => readonly FakeLink[]) {
    this.#clock = clock;
    this.#linksOf = linksOf;
  }

  /** True when the device is new. */
  link({ user, device }: FakeLink): boolean {
    const devices = this.#byUser.get(user) ?? new Map<string, FakeDevice>();
    this.#byUser.set(user, devices);
    if (devices.has(device)) return false;
    const linkedAtMs = this.#clock.nowMs();
    devices.set(device, { device: device as DeviceId, linkedAtMs, name: "", revoked: false, identityKey: undefined });
    return true;
  }

  isRevoked(user: string, device: string): boolean {
    return this.#byUser.get(user)?.get(device)?.revoked === true;
  }

  answer(link: FakeLink, request: Request): Answer {
    if (request.listDevices) return { deviceList: this.#list(link) };
    if (request.nameDevice) return this.#name(link, request.nameDevice);
    if (request.revokeDevice) return this.#revoke(link, request.revokeDevice);
    if (request.registerIdentity) return this.#register(link, request.registerIdentity.identityKey);
    if (request.putDeviceList) return this.#put(link, request.putDeviceList);
    return this.#keys.answer(link, request);
  }

  #list(link: FakeLink): NonNullable<Answer["deviceList"]> {
    const { list: signed, grant, prekeys } = this.#keys.own(link);
    const devices = this.#linked(link.user).map(({ identityKey, ...device }) => ({
      ...device,
      identityKey: identityKey ?? null,
    }));
    return { devices, signed, grant, prekeys };
  }

  #register(link: FakeLink, identityKey: Uint8Array | null | undefined): Answer {
    const own = this.#byUser.get(link.user)?.get(link.device);
    if (!own || !identityKey) return refused("MALFORMED");
    own.identityKey = identityKey;
    this.#tellOthers(link);
    return {};
  }

  #put(link: FakeLink, asked: NonNullable<Request["putDeviceList"]>): Answer {
    const linked = new Map(this.#linked(link.user).map(({ device, identityKey }) => [device as string, identityKey]));
    const code = this.#keys.put(link.user, asked, linked);
    if (code) return refused(code);
    this.#tellOthers(link);
    return {};
  }

  #linked(user: string): FakeDevice[] {
    return [...(this.#byUser.get(user)?.values() ?? [])].filter(({ revoked }) => !revoked);
  }

  #name(link: FakeLink, { device, name = "" }: NonNullable<Request["nameDevice"]>): Answer {
    const known = this.#linked(link.user).find((one) => one.device === device);
    if (!known) return refused("DEVICE_UNKNOWN");
    const text = name ?? "";
    if (new TextEncoder().encode(text).length > LIMITS.deviceNameBytesMax) return refused("MALFORMED");
    known.name = text;
    this.#tellOthers(link);
    return {};
  }

  #revoke(link: FakeLink, { device, evenLast }: NonNullable<Request["revokeDevice"]>): Answer {
    const known = this.#byUser.get(link.user)?.get(device ?? "");
    if (!known) return refused("DEVICE_UNKNOWN");
    const others = this.#linked(link.user).filter((one) => one !== known);
    if (others.length === 0 && !evenLast) return refused("LAST_DEVICE");
    known.revoked = true;
    this.#keys.forget(link.user, device ?? "");
    for (const other of this.#linksOf(link.user)) if (other.device === device) other.closed("REVOKED");
    this.#tellOthers(link);
    return {};
  }

  #tellOthers(link: FakeLink): void {
    for (const other of this.#linksOf(link.user)) if (other !== link) other.say({ devicesChanged: {} });
  }
}

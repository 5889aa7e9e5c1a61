/** Signed lists and prekeys in the fake cell. It takes the signatures' word: clients verify what they are given anyway. */

import { LIMITS, PUBLIC_KEY_BYTES, toHex, type ErrorCode, type cellwire } from "@cellwire/protocol";
import type { FakeLink } from "./fake-link.ts";

type Request = cellwire.v1.Request.$Properties;
type Answer = Omit<cellwire.v1.Response.$Properties, "id">;
type List = cellwire.v1.SignedDeviceList.$Properties;

interface FakePrekeys {
  signed: cellwire.v1.SignedPrekey.$Properties | undefined;
  readonly oneTime: cellwire.v1.Prekey.$Properties[];
  high: number;
}

export class FakeKeys {
  readonly #onLow: (owner: { user: string; device: string }, oneTimeLeft: number) => void;
  readonly #lists = new Map<string, List>();
  /** By user and device, as `nameOf` joins them. */
  readonly #grants = new Map<string, Uint8Array>();
  readonly #prekeys = new Map<string, FakePrekeys>();

  constructor(onLow: (owner: { user: string; device: string }, oneTimeLeft: number) => void) {
    this.#onLow = onLow;
  }

  own({ user, device }: Pick<FakeLink, "user" | "device">) {
    const prekeys = this.#prekeys.get(nameOf(user, device));
    return {
      list: this.#lists.get(user) ?? null,
      grant: this.#grants.get(nameOf(user, device)) ?? null,
      prekeys: prekeys?.signed ? { oneTime: prekeys.oneTime.length } : null,
    };
  }

  /** Why it was not stored. `linked`: the user's devices and the keys that they registered. */
  put(
    user: string,
    { list, grants }: NonNullable<Request["putDeviceList"]>,
    linked: ReadonlyMap<string, Uint8Array | undefined>,
  ): ErrorCode | undefined {
    const present = this.#lists.get(user);
    if (!list || list.user !== user || list.accountKey?.length !== PUBLIC_KEY_BYTES) return "MALFORMED";
    const code = isSame(present, list) ? undefined : whatIsWrong(present, list, linked);
    if (code) return code;
    this.#lists.set(user, list);
    for (const { device, sealed } of grants ?? []) if (sealed) this.#grants.set(nameOf(user, device ?? ""), sealed);
    return undefined;
  }

  forget(user: string, device: string): void {
    this.#prekeys.delete(nameOf(user, device));
    this.#grants.delete(nameOf(user, device));
  }

  answer(link: FakeLink, { getDeviceLists, uploadPrekeys, claimPrekeys }: Request): Answer {
    if (getDeviceLists) {
      const lists = (getDeviceLists.users ?? []).flatMap((user) => this.#lists.get(user) ?? []);
      return { signedLists: { lists } };
    }
    if (uploadPrekeys) return { prekeyCount: { oneTime: this.#upload(link, uploadPrekeys) } };
    if (claimPrekeys) return { prekeyBundles: { bundles: this.#claim(claimPrekeys) } };
    return refused("REQUEST_UNKNOWN");
  }

  #upload({ user, device }: FakeLink, { signed, oneTime }: NonNullable<Request["uploadPrekeys"]>): number {
    const name = nameOf(user, device);
    const known = this.#prekeys.get(name) ?? { signed: undefined, oneTime: [], high: -1 };
    this.#prekeys.set(name, known);
    known.signed = signed ?? known.signed;
    for (const key of oneTime ?? []) {
      if ((key.keyId ?? 0) <= known.high || known.oneTime.length >= LIMITS.prekeysKeptMax) continue;
      known.oneTime.push(key);
      known.high = key.keyId ?? 0;
    }
    return known.oneTime.length;
  }

  #claim({ user, devices }: NonNullable<Request["claimPrekeys"]>): cellwire.v1.PrekeyBundle.$Properties[] {
    const listed = this.#lists.get(user ?? "")?.devices ?? [];
    return listed.flatMap(({ device: listedDevice, identityKey = null }) => {
      const device = listedDevice ?? "";
      const keys = this.#prekeys.get(nameOf(user ?? "", device));
      const isAsked = !devices?.length || devices.includes(device);
      if (!keys?.signed || !isAsked) return [];
      const oneTime = keys.oneTime.shift() ?? null;
      if (keys.oneTime.length < LIMITS.prekeysLow) this.#onLow({ user: user ?? "", device }, keys.oneTime.length);
      return [{ device, identityKey, signed: keys.signed, oneTime }];
    });
  }
}

export function refused(code: ErrorCode): Answer {
  return { code };
}

function whatIsWrong(
  present: List | undefined,
  list: List,
  linked: ReadonlyMap<string, Uint8Array | undefined>,
): ErrorCode | undefined {
  const [version, latest] = [list.version ?? 0, present?.version ?? 0];
  if (version < latest) return "LIST_REPLAYED";
  if (version !== latest + 1) return "LIST_VERSION_CONFLICT";
  const isLinked = ({ device, identityKey }: cellwire.v1.SignedDevice.$Properties) =>
    hex(linked.get(device ?? "")) === hex(identityKey);
  const isForeign = present !== undefined && hex(present.accountKey) !== hex(list.accountKey);
  if (isForeign && present.devices?.some(isLinked)) return "LIST_KEY_FOREIGN";
  return list.devices?.every(isLinked) ? undefined : "DEVICE_UNKNOWN";
}

function isSame(a: List | undefined, b: List): boolean {
  return a !== undefined && a.version === b.version && hex(a.signature) === hex(b.signature);
}

function hex(bytes: Uint8Array | null | undefined): string {
  return bytes ? toHex(bytes) : "none";
}

function nameOf(user: string, device: string): string {
  return `${user} ${device}`;
}

/** `client.keys`. */

import { fromHex, parseUserId, signedPrekeyBytes, toHex, type cellwire } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Clock } from "../clock.ts";
import type { DeviceRecord } from "../device-record.ts";
import type { Requests } from "../session/requests.ts";
import type { DeviceListView, Keys, ListedDeviceView, PrekeyBundleView, PrekeyView } from "./contract.ts";
import { sealGrant } from "./grant.ts";
import type { Identities } from "./identities.ts";
import type { KeyRing } from "./key-ring.ts";
import { decodeLinkingCode, type LinkingCode } from "./linking-code.ts";
import { isListed, withDevice } from "./own-list.ts";
import type { PendingLink } from "./pending-link.ts";
import { isSigned, signWith } from "./signing.ts";

const TRIES_MAX = 3;

/** What exists once the client is open. */
export interface OpenKeys {
  readonly record: DeviceRecord;
  readonly requests: Pick<Requests, "ask">;
  readonly identities: Identities;
  readonly keyRing: KeyRing;
  readonly pendingLink: PendingLink;
}

export class ClientKeys implements Keys {
  readonly #clock: Clock;
  readonly #open: () => Promise<OpenKeys>;

  constructor({ clock, open }: { clock: Clock; open: () => Promise<OpenKeys> }) {
    this.#clock = clock;
    this.#open = open;
  }

  async linkingCode(): Promise<string> {
    const { record, keyRing, pendingLink } = await this.#open();
    const { publicKey } = await keyRing.identity();
    const { user, device } = record;
    return pendingLink.show({ user, device, identityKey: fromHex(publicKey) });
  }

  async linkDevice(shown: string): Promise<void> {
    const open = await this.#open();
    const code = decodeLinkingCode(shown);
    if (!code) throw new ClientError("LINK_CODE_INVALID", { reason: "no linking code" });
    if (code.user !== open.record.user) throw new ClientError("LINK_CODE_INVALID", { reason: "of another user" });
    if (code.expiresAtMs < this.#clock.nowMs()) throw new ClientError("LINK_CODE_INVALID", { reason: "expired" });
    for (let tries = 1; ; tries++) {
      try {
        return await approve(open, code, this.#clock.nowMs());
      } catch (error) {
        const isRaced = error instanceof ClientError && error.reason === "LIST_VERSION_CONFLICT";
        if (!isRaced || tries === TRIES_MAX) throw error;
      }
    }
  }

  async deviceLists(users: readonly string[]): Promise<DeviceListView[]> {
    const { requests, identities } = await this.#open();
    const asked = users.map(parseUserId);
    const { signedLists } = await requests.ask({ getDeviceLists: { users: asked } });
    const frames = (signedLists?.lists ?? []).filter(({ user }) => asked.some((one) => one === user));
    return Promise.all(frames.map((frame) => identities.accept(frame)));
  }

  async claimPrekeys(user: string): Promise<PrekeyBundleView[]> {
    const { requests } = await this.#open();
    const [list] = await this.deviceLists([user]);
    if (!list) return [];
    const devices = list.devices.map(({ device }) => device);
    const { prekeyBundles } = await requests.ask({ claimPrekeys: { user, devices } });
    const bundles = await Promise.all((prekeyBundles?.bundles ?? []).map((bundle) => verified(bundle, list)));
    return bundles.filter((bundle) => bundle !== undefined);
  }

  async uploadPrekeys({ signed, oneTime }: Parameters<Keys["uploadPrekeys"]>[0]): Promise<number> {
    const { record, requests, keyRing } = await this.#open();
    const identity = await keyRing.identity();
    const { user, device } = record;
    const frame = signed && {
      ...signed,
      signature: await signWith(identity, signedPrekeyBytes({ user, device, ...signed })),
    };
    const uploading = { signed: frame ?? null, oneTime: [...oneTime] };
    const { prekeyCount } = await requests.ask({ uploadPrekeys: uploading });
    return prekeyCount?.oneTime ?? 0;
  }
}

/** Signs the device of the code into the next list; when it is in it already, it gets its grant again. */
async function approve({ keyRing }: OpenKeys, code: LinkingCode, nowMs: number): Promise<void> {
  const { list, linked } = await keyRing.own();
  const account = list && keyRing.accountFor(list);
  if (!list || !account) throw new ClientError("NOT_TRUSTED");
  const isThere = linked.some(
    ({ device, identityKey }) => device === code.device && isSame(identityKey, code.identityKey),
  );
  if (!isThere) throw new ClientError("LINK_CODE_INVALID", { reason: "the device is not connected" });
  const grant = { device: code.device, sealed: await sealGrant(fromHex(account.seed), code) };
  const entry: ListedDeviceView = { device: code.device, identityKey: code.identityKey, addedAtMs: nowMs };
  const next = isListed(list.devices, entry)
    ? list
    : { version: list.version + 1, devices: withDevice(list.devices, entry) };
  await keyRing.put(account, { version: next.version, devices: next.devices }, [grant]);
}

async function verified(
  { device, identityKey, signed, oneTime }: cellwire.v1.PrekeyBundle.$Properties,
  { user, devices }: DeviceListView,
): Promise<PrekeyBundleView | undefined> {
  const key = prekeyView(signed);
  const entry = devices.find((one) => one.device === device);
  if (!entry || !key || !isSame(identityKey, entry.identityKey)) return undefined;
  const bytes = signedPrekeyBytes({ user, device: entry.device, ...key });
  const signature = signed?.signature ?? new Uint8Array(0);
  if (!(await isSigned({ bytes, signature, publicKey: entry.identityKey }))) return undefined;
  return { device: entry.device, identityKey: entry.identityKey, signed: key, oneTime: prekeyView(oneTime) };
}

function prekeyView(frame: cellwire.v1.Prekey.$Properties | null | undefined): PrekeyView | undefined {
  return frame?.key?.length ? { keyId: frame.keyId ?? 0, key: frame.key } : undefined;
}

function isSame(a: Uint8Array | null | undefined, b: Uint8Array): boolean {
  return a !== null && a !== undefined && toHex(a) === toHex(b);
}

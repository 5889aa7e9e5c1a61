/** What devices ask about keys: their own, and those of others. */

import type { CellId, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, PUBLIC_KEY_BYTES, isUserId, signedPrekeyBytes, wire } from "@cellwire/protocol";
import type { Notification } from "../flow/ports.ts";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { Budgets } from "./budgets.ts";
import type { Claims } from "./claims.ts";
import type { DeviceLists, Grant, PutListOutcome } from "./device-lists.ts";
import { checkedDevice, tellOthers } from "./device-requests.ts";
import type { ForeignKeys } from "./foreign-keys.ts";
import type { Homes } from "./homes.ts";
import { CLAIMS_OF_PAIR, CLAIMS_OF_USER, LISTS_OF_USER, takeAll } from "./limits.ts";
import type { Prekey, Prekeys, SignedPrekey } from "./prekeys.ts";
import { isSigned } from "./signatures.ts";
import { checkedList } from "./signed-list.ts";

export interface KeyRequestsParts {
  readonly cell: CellId;
  readonly lists: DeviceLists;
  readonly prekeys: Pick<Prekeys, "upload">;
  readonly claims: Claims;
  readonly foreign: Pick<ForeignKeys, "lists" | "claim">;
  readonly homes: Homes;
  readonly budgets: Budgets;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
}

/** They may wait for another cell. */
export const FAR_KEY_KINDS = ["getDeviceLists", "claimPrekeys"] as const;

type KeyKind = "registerIdentity" | "putDeviceList" | "uploadPrekeys" | (typeof FAR_KEY_KINDS)[number];

const PUT_REFUSALS = {
  replayed: "LIST_REPLAYED",
  conflict: "LIST_VERSION_CONFLICT",
  "foreign-key": "LIST_KEY_FOREIGN",
  "unknown-device": "DEVICE_UNKNOWN",
  "not-home": "NOT_HOME",
} as const satisfies Record<Exclude<PutListOutcome, "stored">, string>;
const KEY_ID_MAX = 2 ** 32 - 1;

export function keyRequests(parts: KeyRequestsParts): Pick<RequestHandlers, KeyKind> {
  return {
    registerIdentity: async ({ identityKey }, from) => {
      if (identityKey?.length !== PUBLIC_KEY_BYTES) throw malformed("identity_key: 32 bytes");
      await parts.lists.registerIdentity({ ...linked(from), identityKey });
      await tellOthers(parts, from);
      return {};
    },
    putDeviceList: async (asked, from) => {
      const list = checkedList(asked.list ?? {});
      if (typeof list === "string") throw new RequestRefused(list);
      if (list.user !== from.user) throw malformed("list: of the asking user");
      const outcome = await parts.lists.put({ list, grants: checkedGrants(asked.grants ?? []) });
      if (outcome !== "stored") throw new RequestRefused(PUT_REFUSALS[outcome]);
      await tellOthers(parts, from);
      return {};
    },
    getDeviceLists: async ({ users }, from) => ({
      signedLists: {
        lists: (await listsOf(parts, from.user, users ?? [])).map((bytes) => wire.SignedDeviceList.decode(bytes)),
      },
    }),
    uploadPrekeys: async (asked, from) => ({ prekeyCount: { oneTime: await upload(parts, asked, from) } }),
    claimPrekeys: async (asked, { user }) => ({ prekeyBundles: { bundles: [...(await claim(parts, asked, user))] } }),
  };
}

async function listsOf(parts: KeyRequestsParts, requester: UserId, asked: readonly string[]): Promise<Uint8Array[]> {
  const users = [...new Set(asked)].map(checkedUser);
  if (users.length > LIMITS.deviceListsPerRequestMax)
    throw malformed(`users: up to ${LIMITS.deviceListsPerRequestMax}`);
  await limited(parts, [{ limit: LISTS_OF_USER, who: requester, cost: users.length }]);
  const byCell = new Map<CellId, UserId[]>();
  for (const [user, home] of await parts.homes.of(users)) {
    if (home === "unavailable") throw new RequestRefused("RETRY_AFTER");
    if (home === "unknown") continue;
    byCell.set(home.cell, [...(byCell.get(home.cell) ?? []), user]);
  }
  const found = await Promise.all(
    Array.from(byCell, async ([cell, there]) =>
      cell === parts.cell
        ? [...(await parts.lists.of(there)).values()].map(({ bytes }) => bytes)
        : parts.foreign.lists({ requester, cell }, there),
    ),
  );
  return found.flat();
}

async function claim(parts: KeyRequestsParts, asked: cellwire.v1.ClaimPrekeys.$Properties, requester: UserId) {
  const user = checkedUser(asked.user ?? "");
  const devices = (asked.devices ?? []).map(checkedDevice);
  if (devices.length > LIMITS.devicesPerUserMax) throw malformed(`devices: up to ${LIMITS.devicesPerUserMax}`);
  const home = (await parts.homes.of([user])).get(user);
  if (home === undefined || home === "unavailable") throw new RequestRefused("RETRY_AFTER");
  if (home === "unknown") throw new RequestRefused("UNKNOWN_USER");
  await limited(parts, [
    { limit: CLAIMS_OF_PAIR, who: `${requester} ${user}` },
    { limit: CLAIMS_OF_USER, who: requester },
  ]);
  if (home.cell === parts.cell) return parts.claims.claim({ user, devices });
  return parts.foreign.claim({ requester, cell: home.cell }, { user, devices });
}

async function upload(
  { lists, prekeys }: KeyRequestsParts,
  asked: cellwire.v1.UploadPrekeys.$Properties,
  from: LinkedDevice,
): Promise<number> {
  const oneTime = (asked.oneTime ?? []).map(checkedPrekey).toSorted((a, b) => a.keyId - b.keyId);
  if (oneTime.length > LIMITS.prekeysPerUploadMax) throw malformed(`one_time: up to ${LIMITS.prekeysPerUploadMax}`);
  if (oneTime.some(({ keyId }, i) => oneTime[i - 1]?.keyId === keyId)) throw malformed("one_time: each id once");
  const { identityKey } = await lists.ownKeys(from);
  const signed = asked.signed ? checkedSignedPrekey(asked.signed, { ...linked(from), identityKey }) : undefined;
  const waiting = identityKey && (await prekeys.upload({ ...linked(from), identityKey, signed, oneTime }));
  if (waiting === null) throw new RequestRefused("PREKEY_SIGNATURE_INVALID");
  return waiting;
}

function checkedSignedPrekey(
  frame: cellwire.v1.SignedPrekey.$Properties,
  { user, device, identityKey }: LinkedDevice & { readonly identityKey: Uint8Array | null },
): SignedPrekey {
  const { keyId, key } = checkedPrekey(frame);
  const signature = frame.signature ?? new Uint8Array(0);
  const bytes = signedPrekeyBytes({ user, device, keyId, key });
  if (!identityKey || !isSigned({ bytes, signature, publicKey: identityKey }))
    throw new RequestRefused("PREKEY_SIGNATURE_INVALID");
  return { keyId, key, signature };
}

function checkedPrekey({ keyId, key }: cellwire.v1.Prekey.$Properties): Prekey {
  const id = keyId ?? 0;
  if (!Number.isInteger(id) || id < 0 || id > KEY_ID_MAX) throw malformed("key_id: 32 bits");
  if (!key?.length || key.length > LIMITS.prekeyBytesMax) throw malformed(`key: 1 to ${LIMITS.prekeyBytesMax} bytes`);
  return { keyId: id, key };
}

function checkedGrants(frames: readonly cellwire.v1.DeviceGrant.$Properties[]): Grant[] {
  if (frames.length > LIMITS.devicesPerUserMax) throw malformed(`grants: up to ${LIMITS.devicesPerUserMax}`);
  return frames.map(({ device, sealed }) => {
    if (!sealed?.length || sealed.length > LIMITS.grantBytesMax)
      throw malformed(`sealed: 1 to ${LIMITS.grantBytesMax} bytes`);
    return { device: checkedDevice(device), sealed };
  });
}

async function limited({ budgets }: KeyRequestsParts, takes: Parameters<typeof takeAll>[1]): Promise<void> {
  const retryAfterMs = await takeAll(budgets, takes);
  if (retryAfterMs > 0) throw new RequestRefused("RATE_LIMITED", { retryAfterMs });
}

function checkedUser(user: string): UserId {
  if (!isUserId(user)) throw malformed("user: name one");
  return user;
}

/** A connection is more than that. */
function linked({ user, device }: LinkedDevice): LinkedDevice {
  return { user, device };
}

function malformed(detail: string): RequestRefused {
  return new RequestRefused("MALFORMED", { detail });
}

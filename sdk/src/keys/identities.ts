/**
 * What this device believes of users' device lists: the account key that it saw first, and the newest version. A list by
 * another key is taken, and told to the application; one that goes back never is.
 */

import {
  PUBLIC_KEY_BYTES,
  deviceListBytes,
  isDeviceId,
  isUserId,
  toHex,
  type UserId,
  type cellwire,
} from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Events } from "../events.ts";
import type { IdentityRow } from "../store/contract.ts";
import type { StoreWriter } from "../store-writer.ts";
import type { DeviceListView, ListedDeviceView } from "./contract.ts";
import { isSigned } from "./signing.ts";

export type SignedListFrame = cellwire.v1.SignedDeviceList.$Properties;

export class Identities {
  readonly #writer: StoreWriter;
  readonly #events: Events;
  readonly #rows = new Map<UserId, IdentityRow>();

  constructor({ writer, events }: { writer: StoreWriter; events: Events }) {
    this.#writer = writer;
    this.#events = events;
  }

  load(rows: readonly IdentityRow[]): void {
    for (const row of rows) this.#rows.set(row.user, row);
  }

  /** @throws {ClientError} LIST_INVALID, STORE_FAILED. */
  async accept(frame: SignedListFrame): Promise<DeviceListView> {
    const list = await verified(frame);
    const row = {
      user: list.user,
      version: list.version,
      accountKey: toHex(list.accountKey),
      signature: toHex(frame.signature!),
    };
    const known = this.#rows.get(list.user);
    const isSame = known?.version === row.version && known.signature === row.signature;
    if (isSame) return list;
    if (known && row.version <= known.version)
      throw invalid(row.version < known.version ? "LIST_REPLAYED" : "two of one version");
    this.#rows.set(row.user, row);
    await this.#writer.write({ identities: [row] });
    if (known && known.accountKey !== row.accountKey)
      this.#events.emit("identity-changed", {
        user: row.user,
        formerAccountKey: known.accountKey,
        accountKey: row.accountKey,
      });
    return list;
  }
}

async function verified(frame: SignedListFrame): Promise<DeviceListView> {
  const { user, version = 0, accountKey, signature } = frame;
  const devices = (frame.devices ?? []).map(listed);
  if (!user || !isUserId(user) || !version || accountKey?.length !== PUBLIC_KEY_BYTES || !signature)
    throw invalid("MALFORMED");
  const list = { user, version, accountKey, devices };
  if (!(await isSigned({ bytes: deviceListBytes(list), signature, publicKey: accountKey })))
    throw invalid("LIST_SIGNATURE_INVALID");
  return list;
}

function listed({ device, identityKey, addedAtMs }: cellwire.v1.SignedDevice.$Properties): ListedDeviceView {
  if (!device || !isDeviceId(device) || identityKey?.length !== PUBLIC_KEY_BYTES) throw invalid("MALFORMED");
  return { device, identityKey, addedAtMs: addedAtMs ?? 0 };
}

function invalid(reason: string): ClientError {
  return new ClientError("LIST_INVALID", { reason });
}

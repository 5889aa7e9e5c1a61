/** The one row about this device: its name, its store's name, its user, its home. */

import { toHex, type DeviceId, type UserId } from "@cellwire/protocol";
import type { Random } from "./random.ts";
import type { DeviceRow } from "./store/contract.ts";
import type { StoreWriter } from "./store-writer.ts";

const ID_BYTES = 16;

export function newDeviceRow(random: Random, device: DeviceId | undefined): DeviceRow {
  return {
    device: device ?? (toHex(random.bytes(ID_BYTES)) as DeviceId),
    storeId: toHex(random.bytes(ID_BYTES)),
    user: undefined,
    refusalsThrough: 0,
    home: undefined,
  };
}

export class DeviceRecord {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly storeId: string;
  readonly #writer: StoreWriter;
  #row: DeviceRow;
  #refusalsStored: number;

  constructor(row: DeviceRow & { readonly user: UserId }, writer: StoreWriter) {
    this.user = row.user;
    this.device = row.device;
    this.storeId = row.storeId;
    this.#writer = writer;
    this.#row = row;
    this.#refusalsStored = row.refusalsThrough;
  }

  get home(): DeviceRow["home"] {
    return this.#row.home;
  }

  /** Newest refusal that is held durably. */
  get refusalsThrough(): number {
    return this.#refusalsStored;
  }

  async setHome(home: DeviceRow["home"]): Promise<void> {
    await this.#set({ ...this.#row, home });
  }

  async sawRefusal(revision: number): Promise<void> {
    const refusalsThrough = Math.max(this.#row.refusalsThrough, revision);
    await this.#set({ ...this.#row, refusalsThrough });
    this.#refusalsStored = Math.max(this.#refusalsStored, refusalsThrough);
  }

  async #set(row: DeviceRow): Promise<void> {
    this.#row = row;
    await this.#writer.write({ device: row });
  }
}

/** The one row about this device: its name, its store's name, its user, its home. */

import { toHex, type DeviceId, type UserId } from "@cellwire/protocol";
import type { Random } from "./random.ts";
import type { DeviceRow } from "./store/contract.ts";
import type { StoreWriter } from "./store-writer.ts";

const ID_BYTES = 16;
/** What the servers of a cell may differ in time, and a transaction may last. */
const HEADS_MARGIN_MS = 60_000;

export function newDeviceRow(random: Random, device: DeviceId | undefined): DeviceRow {
  return {
    device: device ?? (toHex(random.bytes(ID_BYTES)) as DeviceId),
    storeId: toHex(random.bytes(ID_BYTES)),
    user: undefined,
    refusalsThrough: 0,
    caughtUp: undefined,
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

  /**
   * `inTurn`: the server names all refusals from `refusalsThrough` on, in their order. Else this one was pushed, and one
   * before it may have been lost: above a gap the mark stays, so that the next connection names them all.
   */
  async sawRefusal(revision: number, inTurn: boolean): Promise<void> {
    const { refusalsThrough: before } = this.#row;
    if (!inTurn && revision > before + 1) return;
    const refusalsThrough = Math.max(before, revision);
    await this.#set({ ...this.#row, refusalsThrough });
    this.#refusalsStored = Math.max(this.#refusalsStored, refusalsThrough);
  }

  /** Server time from which on `heads` must tell what changed in `cell`; 0: everything. */
  headsSinceMs(cell: string): number {
    const { caughtUp } = this.#row;
    return caughtUp?.cell === cell ? Math.max(0, caughtUp.serverTimeMs - HEADS_MARGIN_MS) : 0;
  }

  /** `serverTimeMs`: of the welcome of the connection that has caught up. */
  async setCaughtUp(cell: string, serverTimeMs: number): Promise<void> {
    await this.#set({ ...this.#row, caughtUp: { cell, serverTimeMs } });
  }

  async #set(row: DeviceRow): Promise<void> {
    this.#row = row;
    await this.#writer.write({ device: row });
  }
}

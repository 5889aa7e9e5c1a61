/** The one row about this device: its name, its store's name, its user, its home. */

import { toHex, type DeviceId, type UserId } from "@cellwire/protocol";
import type { Random } from "./random.ts";
import type { DeviceRow } from "./store/contract.ts";
import type { StoreWriter } from "./store-writer.ts";

const ID_BYTES = 16;
/** What the servers of a cell may differ in time, and a transaction may last. */
const HEADS_MARGIN_MS = 60_000;
/** What the clocks of a cell's processes may differ, and a batch may last. */
const LOST_MARGIN_MS = 5 * 60_000;
/** Refusals kept above one that is missing. */
const ABOVE_GAP_MAX = 1_024;

/** What a welcome says of its cell's storage. `generation` 0: the cell is of a version that does not say. */
export interface StorageNews {
  readonly cell: string;
  readonly generation: number;
  readonly wholeUntilMs: number;
}

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
  readonly #aboveGap = new Set<number>();

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

  get keys(): DeviceRow["keys"] {
    return this.#row.keys;
  }

  get settings(): DeviceRow["settings"] {
    return this.#row.settings;
  }

  async setSettings(settings: NonNullable<DeviceRow["settings"]>): Promise<void> {
    await this.#set({ ...this.#row, settings });
  }

  async setSettingsThrough(through: number): Promise<void> {
    const { settings } = this.#row;
    if (settings && settings.through !== through) await this.setSettings({ ...settings, through });
  }

  async setKeys(keys: DeviceRow["keys"]): Promise<void> {
    await this.#set({ ...this.#row, keys });
  }

  async setHome(home: DeviceRow["home"]): Promise<void> {
    await this.#set({ ...this.#row, home });
  }

  /** Revisions have no gap: the mark stays below one that is missing, which a later connection names. */
  async sawRefusal(revision: number): Promise<void> {
    if (this.#aboveGap.size < ABOVE_GAP_MAX) this.#aboveGap.add(revision);
    await this.#raiseRefusals(this.#row.refusalsThrough);
  }

  /** The server names nothing up to this revision. */
  async refusalsBegin(through: number): Promise<void> {
    await this.#raiseRefusals(Math.max(through, this.#row.refusalsThrough));
  }

  async #raiseRefusals(from: number): Promise<void> {
    let through = from;
    while (this.#aboveGap.delete(through + 1)) through += 1;
    for (const revision of this.#aboveGap) if (revision <= through) this.#aboveGap.delete(revision);
    if (through === this.#row.refusalsThrough) return;
    await this.#set({ ...this.#row, refusalsThrough: through });
    this.#refusalsStored = Math.max(this.#refusalsStored, through);
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

  /**
   * From when on, by the server's clock, the cell may have lost what it acknowledged, since its storage is of a later incarnation than the
   * one that this device knew; undefined: it has everything.
   */
  lostSinceMs({ cell, generation, wholeUntilMs }: StorageNews): number | undefined {
    const known = this.#row.storage;
    if (known?.cell !== cell || generation <= known.generation) return undefined;
    // What an incarnation in between has lost nobody says any more.
    return generation === known.generation + 1 ? wholeUntilMs - LOST_MARGIN_MS : 0;
  }

  /** What was lost was sent again, durably. */
  async setStorage({ cell, generation }: StorageNews): Promise<void> {
    const { storage } = this.#row;
    if (generation === 0 || (storage?.cell === cell && storage.generation === generation)) return;
    await this.#set({ ...this.#row, storage: { cell, generation } });
  }

  async #set(row: DeviceRow): Promise<void> {
    this.#row = row;
    await this.#writer.write({ device: row });
  }
}

/**
 * The settings of this device and those of the home cell, kept the same. A change is durable here at once and put there as soon as there is a connection,
 * replacing exactly the revision that it was merged with; when another device was faster, its change is pulled, merged, and put again. One pass at a time.
 */

import { fromHex, LIMITS, toHex, type cellwire } from "@cellwire/protocol";
import { ClientError, storeError } from "../client-error.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { DeviceRecord } from "../device-record.ts";
import type { Events } from "../events.ts";
import type { Requests } from "../session/requests.ts";
import type { SettingRow } from "../store/contract.ts";
import type { StoreWriter } from "../store-writer.ts";
import {
  mergeRegisters,
  readRegisters,
  withField,
  writeRegisters,
  type FieldValue,
  type Registers,
} from "./registers.ts";
import { openSetting, sealSetting, type SealOptions } from "./seal.ts";

/** Changes that follow each other are put together. */
const PUT_DELAY_MS = 200;
const RETRY_MS = 5_000;
/** Of one pass: devices that change the same settings again and again. */
const CONFLICTS_MAX = 20;

export interface SettingsSyncOptions extends SealOptions {
  readonly clock: Clock;
  readonly writer: StoreWriter;
  readonly record: DeviceRecord;
  readonly requests: Pick<Requests, "ask">;
  readonly events: Events;
  /** Of settings that another device changed. */
  readonly onChanged: (keys: readonly string[]) => void;
}

interface Setting extends SettingRow {
  readonly registers: Registers;
}

export interface FieldChange {
  /** As in SettingRow. */
  readonly key: string;
  readonly with: string;
  readonly field: string;
  readonly value: FieldValue;
}

export class SettingsSync {
  readonly #options: SettingsSyncOptions;
  /** As many as the cell takes, and those that it did not take. */
  readonly #settings = new Map<string, Setting>();
  #connected = false;
  #closed = false;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;
  #cancelTimer: Cancel | undefined;

  constructor(options: SettingsSyncOptions) {
    this.#options = options;
  }

  load(rows: readonly SettingRow[]): void {
    for (const row of rows) {
      const registers = readRegisters(row.value);
      if (registers) this.#settings.set(row.key, { ...row, registers });
    }
  }

  get(key: string): Registers | undefined {
    return this.#settings.get(key)?.registers;
  }

  *all(): Iterable<Registers> {
    for (const { registers } of this.#settings.values()) yield registers;
  }

  /** Resolves when it is durable on this device. @throws {ClientError} SETTINGS_FULL, as REQUEST_REFUSED; STORE_FAILED. */
  async change({ key, with: thing, field, value }: FieldChange): Promise<void> {
    const present = this.#settings.get(key);
    if (!present && this.#settings.size >= LIMITS.settingsMax)
      throw new ClientError("REQUEST_REFUSED", { reason: "SETTINGS_FULL" });
    const { device, serverNowMs } = this.#options;
    const registers = withField(present?.registers ?? { with: thing, fields: {} }, field, {
      atMs: serverNowMs(),
      device,
      value,
    });
    await this.#keep({ key, registers, revision: present?.revision ?? 0, isDirty: true });
    this.#runLater(PUT_DELAY_MS);
  }

  /** `cell`, `generation`: whose settings these are; those of another one, or of storage that went back, are merged with all that is here. */
  connected(cell: string, generation: number): void {
    this.#connected = true;
    const { record, events } = this.#options;
    const from = record.settings;
    if (from?.cell === cell && from.generation === generation) return this.#run();
    this.#startAgain({ cell, generation }).then(
      () => this.#run(),
      (cause: unknown) => events.emit("error", storeError(cause)),
    );
  }

  disconnected(): void {
    this.#connected = false;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Another device changed something. */
  told(): void {
    this.#run();
  }

  close(): void {
    this.#closed = true;
    this.disconnected();
  }

  #runLater(delayMs: number): void {
    if (!this.#connected || this.#closed) return;
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#run();
    });
  }

  #run(): void {
    if (!this.#connected || this.#closed) return;
    if (this.#running) {
      this.#isAskedAgain = true;
      return;
    }
    this.#running = this.runOnce()
      .catch((cause: unknown) => this.#failed(cause))
      .finally(() => {
        this.#running = undefined;
        if (!this.#isAskedAgain) return;
        this.#isAskedAgain = false;
        this.#run();
      });
  }

  #failed(cause: unknown): void {
    if (cause instanceof ClientError && cause.code === "CLOSED") return;
    const isFinal = cause instanceof ClientError && (cause.code === "REQUEST_REFUSED" || cause.code === "CODEC_FAILED");
    this.#options.events.emit("error", cause instanceof ClientError ? cause : storeError(cause));
    if (!isFinal) this.#runLater(RETRY_MS);
  }

  async runOnce(): Promise<void> {
    await this.#pull();
    const refused = new Set<string>();
    for (let conflicts = 0; ;) {
      const dirty = [...this.#settings.values()].find(({ isDirty, key }) => isDirty && !refused.has(key));
      if (!dirty) return;
      const outcome = await this.#put(dirty);
      if (outcome === "refused") refused.add(dirty.key);
      if (outcome !== "conflict") continue;
      if (++conflicts > CONFLICTS_MAX) return this.#runLater(RETRY_MS);
      await this.#pull();
    }
  }

  /** "conflict": another device was faster. "refused": it stays here alone, and keeps no other back. */
  async #put({ key, value: plain, revision: expected }: Setting): Promise<"put" | "conflict" | "refused"> {
    const value = await this.#sealed(plain);
    let revision: number;
    try {
      const { settingPut } = await this.#options.requests.ask({ putSetting: { key: fromHex(key), value, expected } });
      revision = settingPut?.revision ?? 0;
    } catch (cause) {
      if (!(cause instanceof ClientError) || cause.code !== "REQUEST_REFUSED") throw cause;
      if (cause.reason === "SETTING_CONFLICT") return "conflict";
      this.#options.events.emit("error", cause);
      return "refused";
    }
    const now = this.#settings.get(key);
    if (now) await this.#keep({ ...now, revision, isDirty: now.value !== plain });
    const { record } = this.#options;
    if (revision === (record.settings?.through ?? 0) + 1) await record.setSettingsThrough(revision);
    return "put";
  }

  async #sealed(plain: string): Promise<Uint8Array> {
    try {
      return await sealSetting(plain, this.#options);
    } catch (cause) {
      throw new ClientError("CODEC_FAILED", { reason: "a setting", cause });
    }
  }

  async #pull(): Promise<void> {
    const { record, requests } = this.#options;
    for (;;) {
      const after = record.settings?.through ?? 0;
      if (after === 0) {
        if (await this.#list()) return;
        continue;
      }
      const { settings: page } = await requests.ask({ getSettings: { after } });
      if (page?.startOver) {
        // The cell lost its last changes: what is here is put again where it differs.
        if ((page.newest ?? 0) < after) await this.#startAgain(record.settings!);
        await record.setSettingsThrough(0);
        continue;
      }
      await this.#take(page?.settings ?? []);
      await record.setSettingsThrough(Math.max(after, page?.through ?? 0));
      if (!page?.more) return;
    }
  }

  /** All that the cell has; what it does not have was removed. False: more has changed meanwhile. */
  async #list(): Promise<boolean> {
    const { record, requests } = this.#options;
    const named = new Set<string>();
    let newest: number | undefined;
    for (let after = 0; ;) {
      const { settings: page } = await requests.ask({ getSettings: { after, whole: true } });
      newest ??= page?.newest ?? 0;
      for (const { key } of page?.settings ?? []) named.add(toHex(key ?? new Uint8Array(0)));
      await this.#take(page?.settings ?? []);
      if (page?.more) {
        after = page.through ?? 0;
        continue;
      }
      for (const { key, revision } of this.#settings.values())
        if (revision > 0 && !named.has(key)) await this.#removed(key, 0);
      await record.setSettingsThrough(newest);
      return (page?.newest ?? 0) === newest;
    }
  }

  async #take(settings: readonly cellwire.v1.Setting.$Properties[]): Promise<void> {
    const changed: string[] = [];
    for (const { key: bytes, value, removed, revision } of settings) {
      const key = toHex(bytes ?? new Uint8Array(0));
      const before = this.#settings.get(key)?.value;
      if (removed) await this.#removed(key, revision ?? 0);
      else await this.#merge(key, value ?? new Uint8Array(0), revision ?? 0);
      if (this.#settings.get(key)?.value !== before) changed.push(key);
    }
    if (changed.length > 0) this.#options.onChanged(changed);
  }

  async #merge(key: string, value: Uint8Array, revision: number): Promise<void> {
    let theirs: Registers | undefined;
    try {
      theirs = readRegisters(await openSetting(value, this.#options));
    } catch (cause) {
      this.#options.events.emit("error", new ClientError("CODEC_FAILED", { reason: "a setting", cause }));
    }
    const present = this.#settings.get(key);
    const ours = present?.registers;
    // Of a later version, or not to be opened: whoever wrote it keeps it, until this device changes the same setting.
    if (!theirs) return present && this.#keep({ ...present, revision });
    const registers = ours ? mergeRegisters(theirs, ours) : theirs;
    await this.#keep({ key, registers, revision, isDirty: writeRegisters(registers) !== writeRegisters(theirs) });
  }

  async #removed(key: string, revision: number): Promise<void> {
    const present = this.#settings.get(key);
    if (!present) return;
    if (present.isDirty) return this.#keep({ ...present, revision });
    this.#settings.delete(key);
    await this.#options.writer.write({ removedSettings: [key] });
  }

  async #startAgain(from: { cell: string; generation: number }): Promise<void> {
    for (const setting of this.#settings.values()) await this.#keep({ ...setting, revision: 0, isDirty: true });
    await this.#options.record.setSettings({ cell: from.cell, generation: from.generation, through: 0 });
  }

  async #keep({ key, registers, revision, isDirty }: Omit<Setting, "value">): Promise<void> {
    const row = { key, value: writeRegisters(registers), revision, isDirty };
    this.#settings.set(key, { ...row, registers });
    await this.#options.writer.write({ settings: [row] });
  }
}

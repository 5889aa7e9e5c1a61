/**
 * The keys of this device, and its part in the user's signed list. After a connection began, and whenever the user's devices
 * changed, it settles: makes and registers its identity key, takes the account key that another device granted it, and signs
 * the next list when that is its turn (own-list.ts). What fails is tried again then.
 */

import { LIMITS, deviceListBytes, toHex, fromHex, type DeviceId, type cellwire } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { DeviceRecord } from "../device-record.ts";
import type { Events } from "../events.ts";
import type { Random } from "../random.ts";
import type { Requests } from "../session/requests.ts";
import type { KeysRow, SigningKeyRow } from "../store/contract.ts";
import type { DeviceListView, ListedDeviceView } from "./contract.ts";
import type { Identities, SignedListFrame } from "./identities.ts";
import { isListed, nextOwnList, type NextList } from "./own-list.ts";
import type { PendingLink } from "./pending-link.ts";
import { newSigningKey, signWith, signingKeyOf } from "./signing.ts";

/** A device that has settled before does so again at its own moment: many come back at once. */
const SPREAD_MS = 30_000;
const TRIES_MAX = 3;
/** Another device was faster, or the server has seen something that this device has not. */
const AGAIN: ReadonlySet<string | undefined> = new Set(["LIST_VERSION_CONFLICT", "LIST_REPLAYED", "DEVICE_UNKNOWN"]);

export interface KeyRingOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly record: DeviceRecord;
  readonly requests: Pick<Requests, "ask">;
  readonly identities: Identities;
  readonly events: Events;
  readonly pending: PendingLink;
  readonly isEnabled: boolean;
}

export interface OwnState {
  readonly linked: readonly cellwire.v1.LinkedDevice.$Properties[];
  readonly frame: SignedListFrame | undefined;
  readonly list: DeviceListView | undefined;
  readonly grant: Uint8Array | undefined;
  readonly prekeys: number | undefined;
}

export class KeyRing {
  readonly #options: KeyRingOptions;
  #isSettling = false;
  #isClosed = false;
  #isDue = false;
  #cancel: Cancel | undefined;
  #making: Promise<SigningKeyRow> | undefined;

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  connected(): void {
    const { clock, random, record } = this.#options;
    if (!record.keys?.hasSettled) return this.settleSoon();
    this.#cancel?.();
    this.#cancel = clock.after(random.float() * SPREAD_MS, () => this.settleSoon());
  }

  disconnected(): void {
    this.#cancel?.();
  }

  /** What is being made is left; the next run makes it. */
  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  settleSoon(): void {
    if (!this.#options.isEnabled || this.#isClosed) return;
    this.#isDue = true;
    if (!this.#isSettling) void this.#settleWhileDue();
  }

  /** Made at its first use, and kept. */
  async identity(): Promise<SigningKeyRow> {
    const kept = this.#options.record.keys?.identity;
    if (kept) return kept;
    this.#making ??= this.#make();
    return this.#making;
  }

  /** @throws {ClientError} LIST_INVALID, REQUEST_REFUSED, REQUEST_TIMED_OUT. */
  async own(): Promise<OwnState> {
    const { requests, identities, record } = this.#options;
    const { deviceList } = await requests.ask({ listDevices: {} });
    const { devices, signed, grant, prekeys } = deviceList ?? {};
    if (signed && signed.user !== record.user) throw new ClientError("LIST_INVALID", { reason: "of another user" });
    return {
      linked: devices ?? [],
      frame: signed ?? undefined,
      list: signed ? await identities.accept(signed) : undefined,
      grant: grant?.length ? grant : undefined,
      prekeys: prekeys ? (prekeys.oneTime ?? 0) : undefined,
    };
  }

  /** Undefined while this device cannot sign for the user. */
  accountFor(list: DeviceListView): SigningKeyRow | undefined {
    const account = this.#options.record.keys?.account;
    return account?.publicKey === toHex(list.accountKey) ? account : undefined;
  }

  /** @throws {ClientError} REQUEST_REFUSED, REQUEST_TIMED_OUT. */
  async put(
    account: SigningKeyRow,
    list: { readonly version: number; readonly devices: readonly ListedDeviceView[] },
    grants: readonly cellwire.v1.DeviceGrant.$Properties[] = [],
  ): Promise<void> {
    const { record, requests } = this.#options;
    const unsigned = { user: record.user, accountKey: fromHex(account.publicKey), ...list };
    const signature = await signWith(account, deviceListBytes(unsigned));
    const frame = { ...unsigned, devices: [...list.devices], signature };
    await requests.ask({ putDeviceList: { list: frame, grants: [...grants] } });
  }

  /** Never rejects. */
  async #settleWhileDue(): Promise<void> {
    this.#isSettling = true;
    for (let tries = 0; this.#isDue && tries < TRIES_MAX; tries++) {
      this.#isDue = false;
      try {
        await this.#settle();
      } catch (cause) {
        this.#failed(cause);
      }
    }
    this.#isSettling = false;
  }

  async #settle(): Promise<void> {
    const { record, requests, clock } = this.#options;
    const identity = await this.identity();
    const self = { device: record.device, identityKey: fromHex(identity.publicKey) };
    const state = await this.own();
    const linked = new Map(
      state.linked.map(({ device, identityKey }) => [device ?? "", toHex(identityKey ?? new Uint8Array(0))]),
    );
    if (linked.get(self.device) !== identity.publicKey) {
      await requests.ask({ registerIdentity: { identityKey: self.identityKey } });
      linked.set(self.device, identity.publicKey);
    }
    await this.#takeGrant(state, self);
    const accountKey = record.keys?.account?.publicKey;
    const next = nextOwnList({ list: state.list, accountKey, self, linked, nowMs: clock.nowMs() });
    if (next) await this.#putNext(next);
    if (state.prekeys !== undefined && state.prekeys < LIMITS.prekeysLow)
      this.#options.events.emit("prekeys-low", { oneTimeLeft: state.prekeys });
    if (!record.keys?.hasSettled) await this.#keep({ hasSettled: true });
  }

  /** The account key that another device sealed for this one. */
  async #takeGrant(
    { list, grant }: OwnState,
    self: { readonly device: DeviceId; readonly identityKey: Uint8Array },
  ): Promise<void> {
    if (!list || !grant || this.accountFor(list)) return;
    const seed = await this.#options.pending.open(grant);
    if (!seed) return;
    const account = await signingKeyOf(seed);
    // Only the device that read the code could seal it: its list is the one to believe.
    if (account.publicKey !== toHex(list.accountKey) || !isListed(list.devices, self))
      throw new ClientError("LIST_INVALID", { reason: "not that of the approving device" });
    await this.#keep({ account });
    this.#options.pending.forget();
  }

  /** A new account key is kept before it is used: one that signed a list and was lost would lock the user out. */
  async #putNext(next: NextList): Promise<void> {
    if (next.isNewAccount) await this.#keep({ account: await newSigningKey() });
    await this.put(this.#options.record.keys!.account!, next);
  }

  async #make(): Promise<SigningKeyRow> {
    try {
      const identity = await newSigningKey();
      await this.#keep({ identity });
      return identity;
    } finally {
      this.#making = undefined;
    }
  }

  async #keep(part: Partial<KeysRow>): Promise<void> {
    const { record } = this.#options;
    await record.setKeys({ identity: undefined, account: undefined, hasSettled: false, ...record.keys, ...part });
  }

  #failed(cause: unknown): void {
    if (this.#isClosed) return;
    const error = cause instanceof ClientError ? cause : new ClientError("KEYS_FAILED", { cause });
    if (error.code === "REQUEST_REFUSED" && AGAIN.has(error.reason)) this.#isDue = true;
    // Of another version, or gone for now: the next connection tries again.
    const isExpected = ["REQUEST_REFUSED", "REQUEST_TIMED_OUT", "CLOSED"].includes(error.code);
    if (!isExpected) this.#options.events.emit("error", error);
  }
}

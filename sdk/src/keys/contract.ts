/** Device keys, signed device lists and prekeys, as an application (or its encryption) sees them: `client.keys`. */

import type { DeviceId, UserId } from "@cellwire/protocol";

export interface Keys {
  /**
   * What this device shows to be approved by another one of the user: valid for 10 minutes and in this run. Whoever reads it
   * could be linked in this device's place, or learn the account key: show it to the user alone.
   */
  linkingCode(): Promise<string>;

  /**
   * Signs the device that showed `code` into the user's device list and hands it the account key, so that it can approve
   * others.
   * @throws {ClientError} LINK_CODE_INVALID (its reason says why), NOT_TRUSTED, REQUEST_REFUSED, REQUEST_TIMED_OUT, CLOSED.
   */
  linkDevice(code: string): Promise<void>;

  /**
   * Of those users who have one, verified. The account key that was seen first is trusted; another one raises
   * `identity-changed`, and is trusted from then on.
   * @throws {ClientError} LIST_INVALID: a list is forged, or older than one seen before. REQUEST_REFUSED, REQUEST_TIMED_OUT.
   */
  deviceLists(users: readonly string[]): Promise<DeviceListView[]>;

  /**
   * One bundle for each listed device of the user that has keys, verified with its identity key. Each call uses up one-time keys.
   * @throws {ClientError} LIST_INVALID, REQUEST_REFUSED (UNKNOWN_USER, RATE_LIMITED), REQUEST_TIMED_OUT.
   */
  claimPrekeys(user: string): Promise<PrekeyBundleView[]>;

  /**
   * Signs and uploads. Ids of one-time keys ascend, over all uploads; up to 100 at once, 500 are kept. How many wait.
   * @throws {ClientError} REQUEST_REFUSED, REQUEST_TIMED_OUT, CLOSED.
   */
  uploadPrekeys(keys: { readonly signed?: PrekeyView; readonly oneTime: readonly PrekeyView[] }): Promise<number>;
}

export interface DeviceListView {
  readonly user: UserId;
  readonly version: number;
  /** 32 bytes: Ed25519. */
  readonly accountKey: Uint8Array;
  readonly devices: readonly ListedDeviceView[];
}

export interface ListedDeviceView {
  readonly device: DeviceId;
  /** 32 bytes: Ed25519. */
  readonly identityKey: Uint8Array;
  readonly addedAtMs: number;
}

export interface PrekeyView {
  /** 32 bits. */
  readonly keyId: number;
  readonly key: Uint8Array;
}

export interface PrekeyBundleView {
  readonly device: DeviceId;
  readonly identityKey: Uint8Array;
  readonly signed: PrekeyView;
  /** Undefined when they are used up. */
  readonly oneTime: PrekeyView | undefined;
}

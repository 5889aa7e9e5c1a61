/** Device headers as one opaque value in the store: encoded like the field `headers` of an Envelope. */

import type { DeviceId, UserId } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";

export interface DeviceHeader {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly header: Uint8Array;
}

const NONE = new Uint8Array(0);

export function encodeHeaders(
  headers: readonly { user?: string | null; device?: string | null; header?: Uint8Array | null }[],
): Uint8Array {
  return headers.length === 0 ? NONE : wire.Envelope.encode({ headers: [...headers] }).finish();
}

export function decodeHeaders(bytes: Uint8Array): readonly DeviceHeader[] {
  return bytes.length === 0 ? [] : (wire.Envelope.decode(bytes).headers as DeviceHeader[]);
}

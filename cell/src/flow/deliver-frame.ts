/**
 * `deliver` frames. All devices get the same bytes but for their own header, so the shared part is encoded once; the
 * header is appended as a last field, which protobuf allows (fields come in any order).
 */

import { Buffer } from "node:buffer";
import type { cellwire } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import { addressee } from "../conversation/addressee.ts";
import type { DeviceHeader } from "../inbox/headers.ts";
import { decodeHeaders } from "../inbox/headers.ts";
import type { SequencedMessage } from "../inbox/contract.ts";

/** Tags of length-delimited fields: `frames` of ServerMessage, `deliver` of ServerFrame, `header` of Deliver. */
const TAG = { frames: (1 << 3) | 2, deliver: (5 << 3) | 2, header: (9 << 3) | 2 } as const;

/** One message, ready to be written to any number of devices. */
export class DeliverFrame {
  readonly #message: SequencedMessage;
  #body: Uint8Array | undefined;
  #withoutHeader: Uint8Array | undefined;
  #headers: readonly DeviceHeader[] | undefined;

  constructor(message: SequencedMessage) {
    this.#message = message;
  }

  /** An encoded ServerMessage of one frame, with the header of this device if there is one. */
  for(user: string, device: string): Uint8Array {
    const header = this.#headerOf(user, device);
    if (header !== undefined) return framed(this.#sharedBody(), header);
    this.#withoutHeader ??= framed(this.#sharedBody(), undefined);
    return this.#withoutHeader;
  }

  #headerOf(user: string, device: string): Uint8Array | undefined {
    if (this.#message.headers.length === 0) return undefined;
    this.#headers ??= decodeHeaders(this.#message.headers);
    return this.#headers.find((header) => header.user === user && header.device === device)?.header;
  }

  #sharedBody(): Uint8Array {
    this.#body ??= wire.Deliver.encode(toWireDeliver(this.#message)).finish();
    return this.#body;
  }
}

/** Without the headers. */
export function toWireDeliver(message: SequencedMessage): cellwire.v1.Deliver.$Properties {
  const { conversation, key, messageId, sender, senderDevice, content, acceptedAtMs, traceparent } = message;
  const place = { conversation, key, messageId, sender, senderDevice, ...addressee(message) };
  return { ...place, content, acceptedAtMs, traceparent };
}

/** `body` and the header as the fields of a Deliver, in a ServerFrame, in a ServerMessage. */
function framed(body: Uint8Array, header: Uint8Array | undefined): Uint8Array {
  const headerBytes = header === undefined ? 0 : 1 + varintBytes(header.length) + header.length;
  const deliverBytes = body.length + headerBytes;
  const frameBytes = 1 + varintBytes(deliverBytes) + deliverBytes;
  const target = Buffer.allocUnsafe(1 + varintBytes(frameBytes) + frameBytes);
  let at = writeField(target, { at: 0, tag: TAG.frames, length: frameBytes });
  at = writeField(target, { at, tag: TAG.deliver, length: deliverBytes });
  target.set(body, at);
  if (header !== undefined) {
    at = writeField(target, { at: at + body.length, tag: TAG.header, length: header.length });
    target.set(header, at);
  }
  return target;
}

/** Writes a one-byte tag and a length; answers where the value goes. */
function writeField(target: Uint8Array, field: { at: number; tag: number; length: number }): number {
  let at = field.at;
  target[at++] = field.tag;
  let rest = field.length;
  for (; rest > 127; rest >>>= 7) target[at++] = (rest & 127) | 128;
  target[at++] = rest;
  return at;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 127; rest >>>= 7) bytes++;
  return bytes;
}

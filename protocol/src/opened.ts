/** The record that opens a term: docs/protocol.md, "Terms". It is the content of a message of kind GROUP_CHANGE, in direct conversations too. */

import { cellwire } from "./generated/cellwire.js";
import { keyOf, type OrderKey } from "./order-key.ts";

const { GroupChange: Wire } = cellwire.v1;

export function encodeOpened(previous: OrderKey): Uint8Array {
  return Wire.encode({ opened: { previous } }).finish();
}

/** Where the run before the term ended; undefined: the bytes are not such a record. */
export function decodeOpened(bytes: Uint8Array): OrderKey | undefined {
  try {
    const { opened } = Wire.decode(bytes);
    return opened ? keyOf(opened.previous) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * PostgreSQL binary array parameters. A Buffer is sent by `pg` in binary format as it is, which spares the text quoting of
 * whole batches. Format: PostgreSQL source, src/backend/utils/adt/arrayfuncs.c, array_recv.
 */

const OID = { bytea: 17, int8: 20, int2: 21, text: 25, uuid: 2950 } as const;
const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

export function byteaArray(items: readonly (Uint8Array | null)[]): Buffer {
  return encodeArray(OID.bytea, items);
}

/** 16 bytes an item. */
export function uuidArray(items: readonly (Uint8Array | null)[]): Buffer {
  return encodeArray(OID.uuid, items);
}

export function textArray(items: readonly (string | null)[]): Buffer {
  return encodeArray(
    OID.text,
    items.map((item) => (item === null ? null : Buffer.from(item, "utf8"))),
  );
}

/** Safe integers. */
export function bigintArray(items: readonly number[]): Buffer {
  const values = Buffer.allocUnsafe(8 * items.length);
  items.forEach((item, i) => values.writeBigInt64BE(BigInt(item), 8 * i));
  return encodeArray(
    OID.int8,
    items.map((_, i) => values.subarray(8 * i, 8 * i + 8)),
  );
}

export function smallintArray(items: readonly number[]): Buffer {
  return encodeArray(
    OID.int2,
    items.map((item) => {
      const value = Buffer.allocUnsafe(2);
      value.writeInt16BE(item);
      return value;
    }),
  );
}

function encodeArray(elementOid: number, items: readonly (Uint8Array | null)[]): Buffer {
  if (items.length === 0) return encodeEmpty(elementOid);
  let size = HEADER_BYTES;
  for (const item of items) size += 4 + (item?.length ?? 0);
  const out = Buffer.allocUnsafe(size);
  out.writeInt32BE(1, 0); // dimensions
  out.writeInt32BE(items.includes(null) ? 1 : 0, 4);
  out.writeInt32BE(elementOid, 8);
  out.writeInt32BE(items.length, 12);
  out.writeInt32BE(1, 16); // lower bound
  let at = HEADER_BYTES;
  for (const item of items) {
    at = out.writeInt32BE(item?.length ?? NULL_LENGTH, at);
    if (item === null) continue;
    out.set(item, at);
    at += item.length;
  }
  return out;
}

function encodeEmpty(elementOid: number): Buffer {
  const out = Buffer.alloc(12);
  out.writeInt32BE(elementOid, 8);
  return out;
}

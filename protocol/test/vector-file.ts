/** Reads protocol/vectors: JSON in which bytes are written "hex:…". */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "@cellwire/protocol";

const PREFIX = "hex:";

export function readVectors<T>(name: string): T[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../vectors", name), "utf8")) as T[];
}

/** "hex:…" to bytes, all the way down. */
export function revive(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith(PREFIX) ? fromHex(value.slice(PREFIX.length)) : value;
  return mapped(value, revive);
}

/** Bytes to "hex:…" and messages to plain objects, all the way down. */
export function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? PREFIX + toHex(value) : mapped(value, plain);
}

function mapped(value: unknown, map: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item)]));
}

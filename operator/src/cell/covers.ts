/** Whether, and where not, an object has all that was asked for. Whatever else it has is somebody else's, or a default. */

import { QUANTITY, quantityValue } from "../api/quantity.ts";

/** What tells the items of a list apart, as the API server merges them. */
const ITEM_KEYS = ["name", "mountPath", "uid"] as const;

/** Where `actual` has not what was asked for, as `spec.replicas`; undefined: nowhere. */
export function uncovered(actual: unknown, wanted: unknown, path = ""): string | undefined {
  if (Array.isArray(wanted)) return Array.isArray(actual) ? uncoveredItem(actual, wanted, path) : path;
  if (!isMap(wanted)) return actual === wanted || isSameQuantity(actual, wanted) ? undefined : path;
  if (!isMap(actual)) return path;
  for (const [name, value] of Object.entries(wanted)) {
    const inner = path === "" ? name : `${path}.${name}`;
    const place =
      name === "finalizers" ? uncoveredMember(actual[name], value, inner) : uncovered(actual[name], value, inner);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** A set that several share. */
function uncoveredMember(actual: unknown, wanted: unknown, path: string): string | undefined {
  const members = (actual ?? []) as readonly unknown[];
  return (wanted as readonly unknown[]).every((member) => members.includes(member)) ? undefined : path;
}

function uncoveredItem(actual: readonly unknown[], wanted: readonly unknown[], path: string): string | undefined {
  const key = ITEM_KEYS.find((name) => wanted.length > 0 && wanted.every((item) => isMap(item) && name in item));
  if (key === undefined && actual.length !== wanted.length) return path;
  // Where a key tells items apart others may have added some: a sidecar, a variable.
  const counterpart = (item: unknown, index: number) =>
    key === undefined ? actual[index] : actual.filter(isMap).find((other) => other[key] === (item as Map)[key]);
  for (const [index, item] of wanted.entries()) {
    const place = uncovered(counterpart(item, index), item, `${path}[${index}]`);
    if (place !== undefined) return place;
  }
  return undefined;
}

/**
 * The API server writes quantities its own way: 1024Mi becomes 1Gi. And it rounds what pods ask for up to thousandths.
 */
function isSameQuantity(actual: unknown, wanted: unknown): boolean {
  if (typeof actual !== "string" || typeof wanted !== "string") return false;
  return QUANTITY.test(actual) && QUANTITY.test(wanted) && thousandths(actual) === thousandths(wanted);
}

/** Rounded up, but for what a computer cannot count: 4.35k is 4350. */
function thousandths(quantity: string): number {
  const value = quantityValue(quantity) * 1_000;
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= Math.abs(value) * 1e-12 ? nearest : Math.ceil(value);
}

type Map = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

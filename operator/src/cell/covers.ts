/** Whether an object has all that was asked for. Whatever else it has is somebody else's, or a default. */

import { QUANTITY, quantityValue } from "../api/quantity.ts";

/** What tells the items of a list apart, as the API server merges them. */
const ITEM_KEYS = ["name", "mountPath", "uid"] as const;

export function covers(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(actual) && coversList(actual, wanted);
  if (isMap(wanted)) {
    return isMap(actual) && Object.entries(wanted).every(([name, value]) => coversField(name, actual[name], value));
  }
  return actual === wanted || isSameQuantity(actual, wanted);
}

function coversField(name: string, actual: unknown, wanted: unknown): boolean {
  // A set that several share.
  if (name === "finalizers")
    return (wanted as unknown[]).every((item) => (actual as unknown[] | undefined)?.includes(item));
  return covers(actual, wanted);
}

function coversList(actual: readonly unknown[], wanted: readonly unknown[]): boolean {
  const key = ITEM_KEYS.find((name) => wanted.length > 0 && wanted.every((item) => isMap(item) && name in item));
  if (key !== undefined) {
    // Others may have added items: a sidecar, a variable.
    const items = actual.filter(isMap);
    return wanted.every((item) =>
      covers(
        items.find((other) => other[key] === (item as Map)[key]),
        item,
      ),
    );
  }
  return actual.length === wanted.length && wanted.every((item, index) => covers(actual[index], item));
}

/** The API server writes quantities its own way: 1024Mi becomes 1Gi. */
function isSameQuantity(actual: unknown, wanted: unknown): boolean {
  if (typeof actual !== "string" || typeof wanted !== "string") return false;
  return QUANTITY.test(actual) && QUANTITY.test(wanted) && quantityValue(actual) === quantityValue(wanted);
}

type Map = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Kubernetes quantities: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */

/** Exponents (`1e3`) are left out: nobody writes a volume's size with one. */
export const QUANTITY = /^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/;

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/**
 * As a number of the base unit: bytes, or cores.
 * @throws {RangeError} when it is not a quantity
 */
export function quantityValue(quantity: string): number {
  const unit = QUANTITY.exec(quantity)?.[2];
  if (unit === undefined && !QUANTITY.test(quantity)) throw new RangeError(`not a quantity: ${quantity}`);
  return Number.parseFloat(quantity) * (unit === undefined ? 1 : UNITS[unit]!);
}

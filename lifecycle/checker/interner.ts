/**
 * Numbers for values: equal JSON, equal number. Parts of a state that are replaced and never changed are looked up by identity,
 * which makes the key of a state a few dozen numbers instead of kilobytes of JSON. Grows with the number of different parts.
 */
export class Interner {
  readonly #byIdentity = new WeakMap<object, number>();
  readonly #byText = new Map<string, number>();

  /** `part` must never change. */
  numberOf(part: object | null): number {
    if (part === null) return -1;
    const known = this.#byIdentity.get(part);
    if (known !== undefined) return known;
    const number = this.numberOfText(JSON.stringify(part));
    this.#byIdentity.set(part, number);
    return number;
  }

  numberOfText(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    this.#byText.set(text, this.#byText.size);
    return this.#byText.size - 1;
  }
}

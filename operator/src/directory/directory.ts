/** What the operator asks of the directory service. */

import type { CellRecord, CellRegistration } from "@cellwire/protocol";

export interface NewRegistration {
  readonly cell: string;
  readonly registration: CellRegistration;
  /** The record that it was made from; undefined: there is none. */
  readonly after: CellRecord | undefined;
}

export interface Directory {
  /** As last heard, which may be a minute ago; nothing is asked. */
  lookup(cell: string): { readonly known: false } | { readonly known: true; readonly record: CellRecord | undefined };
  /** Asks now. @throws {DirectoryError} | HttpTimeout | HttpUnreachable */
  fetch(cell: string): Promise<CellRecord | undefined>;
  /**
   * Safe to repeat.
   * @throws {DirectoryError} when it refuses, as it does when the record is another by now; HttpTimeout | HttpUnreachable
   */
  register(registration: NewRegistration): Promise<CellRecord>;
}

/** The directory answered, and said no. */
export class DirectoryError extends Error {
  override readonly name = "DirectoryError";
  /** As in the directory's catalogue of errors: KEYS_WITHOUT_OVERLAP, GENERATION_BEHIND, … */
  readonly code: string;
  readonly status: number;

  constructor(message: string, answer: { readonly code: string; readonly status: number }) {
    super(message);
    this.code = answer.code;
    this.status = answer.status;
  }
}

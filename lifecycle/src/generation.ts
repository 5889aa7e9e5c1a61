/**
 * Which incarnation of a cell counts, storage included. A cell whose storage went back, or that was given up as dead, acts only
 * after it was granted the next one:
 *
 *   (generation, op) ──grant(op', expected: generation)──▶ (generation + 1, op')
 *
 * From then on whatever an earlier generation was granted, or is the target of, means nothing: it is fenced. Of two
 * incarnations that ask at once one is granted, and the other learns that it is the older one.
 */

export interface CellGeneration {
  readonly generation: number;
  /** The operation that granted it; null when the registration set it. */
  readonly op: string | null;
}

export type GenerationDecision =
  | { readonly kind: "set"; readonly next: CellGeneration }
  /** The grant was made before; nothing to write. */
  | { readonly kind: "repeated" }
  | { readonly kind: "conflict"; readonly reason: string };

export function decideGeneration(
  current: CellGeneration,
  { op, expected }: { readonly op: string; readonly expected: number },
): GenerationDecision {
  // The same operation id for a later incarnation would be a grant that nobody made.
  if (current.op === op) {
    return current.generation === expected + 1 ? { kind: "repeated" } : { kind: "conflict", reason: "the id is used" };
  }
  if (current.generation !== expected) return { kind: "conflict", reason: "the cell is of another generation" };
  return { kind: "set", next: { generation: expected + 1, op } };
}

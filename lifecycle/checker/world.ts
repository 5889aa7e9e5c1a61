/** What the explorer needs of a model. States are plain data; equal states have equal keys. */

export interface Step<S> {
  /** For people: who does what. */
  readonly label: string;
  /** Faults and choices of people. The fair finish takes none of them. */
  readonly fault?: boolean;
  /** Changes its argument, which is a copy. A step that changes nothing is no step. */
  readonly apply: (draft: S) => void;
}

export interface World<S> {
  readonly name: string;
  initial(): S;
  copy(state: S): S;
  keyOf(state: S): string;
  /** In the order of preference of the fair finish. */
  steps(state: S): readonly Step<S>[];
  /** The invariant that this state breaks. */
  broken(state: S): string | null;
  /** What is unfinished in a state in which nothing but faults can happen. */
  unfinished(state: S): string | null;
}

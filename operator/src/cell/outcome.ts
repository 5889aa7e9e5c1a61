/** What a phase says when it has done what it could. */

export type Outcome =
  /** The cluster has what the phase wants. */
  | { readonly kind: "done" }
  | Waiting
  /** It could not find out, or a write was refused. The cell is visited again, ever more slowly. */
  | { readonly kind: "failed"; readonly reason: string; readonly message: string };

export interface Waiting {
  readonly kind: "waiting";
  /** CamelCase, for programs. */
  readonly reason: string;
  /** What is being waited for, in a sentence for people. */
  readonly message: string;
  /** When to look again, where no watch will tell. */
  readonly requeueAfterMs?: number;
}

export const DONE = { kind: "done" } as const;

export function waiting(reason: string, message: string, requeueAfterMs?: number): Waiting {
  return { kind: "waiting", reason, message, ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }) };
}

/** In the order in which they are visited. */
export const PHASES = [
  "namespace",
  "secrets",
  "name",
  "network",
  "postgres",
  "redis",
  "migration",
  "disruption",
  "forwarder",
  "gateway",
  "autoscaling",
  "monitor",
  "directory",
  "prune",
] as const;

export type PhaseName = (typeof PHASES)[number];
export type Outcomes = ReadonlyMap<PhaseName, Outcome>;

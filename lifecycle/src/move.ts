/**
 * A live move, driven by its target; the durable facts are in `Ownership` at both sides and in the directory.
 *
 *   target: import → copy → ask for the freeze → apply the tail through the mark → ready → commit → owned
 *   source: OWNED → FROZEN, mark read → … → MOVED, or thawed
 *
 * Each step is a request that may be repeated: the target's next one follows from what is durable (`nextMoveAction`),
 * never from what was sent before.
 *
 * The mark is of *everything that the source stored*, not only of numbers: an accepted message that has none yet, and the
 * number that comes later for it, count as well. Whatever the source stores after the mark it owes to the target.
 */

import type { CellId } from "@cellwire/protocol";
import type { MoveOutcome } from "./placement.ts";
import type { Ownership } from "./ownership.ts";

/** Of the rows and stubs of the user's conversations, at one moment under the locks of the freeze. */
export interface Mark {
  readonly rows: number;
  /**
   * Order-independent digest over (id, sender, content hash) of each. Not over the keys: while the tail is on its way, the outbox
   * may bring a row's number, or the record that voids it.
   */
  readonly digest: string;
}

export type MoveAction = "copy" | "askFreeze" | "pullTail" | "markReady" | "commit" | "askOutcome" | "done";

/** What the target does next for a user. */
export function nextMoveAction(view: {
  readonly ownership: Ownership;
  /** The bulk is here: what is left is small enough for the freeze. */
  readonly copied: boolean;
  /** What the source said when it froze. */
  readonly mark: Mark | null;
  readonly applied: Mark;
}): MoveAction {
  switch (view.ownership.kind) {
    case "IMPORTING":
      if (!view.copied) return "copy";
      if (view.mark === null) return "askFreeze";
      return holdsMark(view.mark, view.applied) ? "markReady" : "pullTail";
    case "READY":
      return "commit";
    case "COMMITTING":
      return "askOutcome";
    case "NONE":
    case "OWNED":
    case "FROZEN":
    case "MOVED":
    case "ABANDONED":
    case "UNCERTAIN":
      return "done";
  }
}

/** Count and digest must both be what the source said; more rows than that are a fault as well. */
export function holdsMark(mark: Mark, applied: Mark): boolean {
  return mark.rows === applied.rows && mark.digest === applied.digest;
}

/** Why the source does not freeze now; null when it may. `frozen` of at most `frozenMax` users are frozen already. */
export function freezeObstacle(view: {
  readonly outcome: MoveOutcome | null;
  readonly target: CellId;
  readonly asking: CellId;
  readonly frozen: number;
  readonly frozenMax: number;
}): string | null {
  if (view.asking !== view.target) return "only the target may ask";
  if (view.outcome !== "PENDING") return "the move is not pending";
  return view.frozen >= view.frozenMax ? "too many users are frozen" : null;
}

/** What a device that connects, or sends, is told. */
export function answerToDevice(ownership: Ownership): "serve" | "retryLater" | "moved" | "notHome" {
  switch (ownership.kind) {
    case "OWNED":
      return "serve";
    case "FROZEN":
    case "COMMITTING":
    case "UNCERTAIN":
      return "retryLater";
    case "MOVED":
    case "ABANDONED":
      return "moved";
    case "NONE":
    case "IMPORTING":
    case "READY":
      return "notHome";
  }
}

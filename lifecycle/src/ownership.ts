/**
 * What a cell itself believes about a user (a group, a channel): one durable row, changed in one transaction with what it
 * protects. The conversation rows of the user are locked when it changes.
 *
 *   the source of a move                         its target
 *
 *   NONE ──granted──▶ OWNED                      NONE, MOVED, ABANDONED
 *                      │  ▲                        │ import(op)
 *            freeze(op)│  │aborted(op), by the     ▼
 *                      ▼  │target or directory   IMPORTING(op) ──ready──▶ READY(op) ──commit──▶ COMMITTING(op)
 *                    FROZEN(op)                    │ abandon               │ abandon              │        │
 *                      │ committed(op)             ▼                       ▼          aborted(op) │        │ committed(op)
 *                      ▼                         ABANDONED(op) ◀───────────┴──────────────────────┘        ▼
 *                    MOVED(cell, epoch)                                                                  OWNED
 *
 *   placed elsewhere at a higher epoch: any state → MOVED. Granted here at a higher epoch (first placement, failover, new
 *   generation): any state → OWNED, and the conversations that the user numbers must first find out where the former
 *   term ended. Storage went back: OWNED, FROZEN → UNCERTAIN, imports → ABANDONED. No timer changes anything.
 */

import type { CellId } from "@cellwire/protocol";
import type { MoveOutcome } from "./placement.ts";

/** `epoch` is the one that the cell owns, or would own, the user under; in MOVED and ABANDONED the one of the other cell. */
export type Ownership =
  | { readonly kind: "NONE" }
  | { readonly kind: "OWNED"; readonly epoch: number }
  | { readonly kind: "FROZEN"; readonly epoch: number; readonly op: string; readonly target: CellId }
  | { readonly kind: "IMPORTING"; readonly epoch: number; readonly op: string; readonly source: CellId }
  | { readonly kind: "READY"; readonly epoch: number; readonly op: string; readonly source: CellId }
  | { readonly kind: "COMMITTING"; readonly epoch: number; readonly op: string; readonly source: CellId }
  /** The tombstone: kept as long as tickets and outbox rows live that lead here. */
  | { readonly kind: "MOVED"; readonly epoch: number; readonly cell: CellId }
  /** This cell will not take the user by `op`, whatever arrives late. `cell` has the user, as far as is known here. */
  | { readonly kind: "ABANDONED"; readonly epoch: number; readonly cell: CellId; readonly op: string }
  /** Storage went back: who owns the user is known to the directory alone. */
  | { readonly kind: "UNCERTAIN"; readonly epoch: number };

export type OwnershipEvent =
  /** A signed statement of the directory. It never expires, so one for an earlier generation of this cell grants nothing. */
  | {
      readonly kind: "placed";
      readonly cell: CellId;
      readonly epoch: number;
      readonly here: "no" | "thisGeneration" | "earlierGeneration";
    }
  /** The directory says MIGRATING(op) to this cell, and what became of `op` so far; `epoch` is that of the source. */
  | {
      readonly kind: "import";
      readonly op: string;
      readonly source: CellId;
      readonly epoch: number;
      readonly outcome: MoveOutcome;
      /** The move began with this generation of the cell as its target. An earlier one may have given it up. */
      readonly forThisGeneration: boolean;
    }
  /**
   * The target asks; `outcome` and `answerAgeMs` are from the directory's last answer about `op`. `assembling`: some conversation
   * that the user numbers does not know yet where its former term ended.
   */
  | {
      readonly kind: "freeze";
      readonly op: string;
      readonly target: CellId;
      readonly outcome: MoveOutcome;
      readonly answerAgeMs: number;
      readonly assembling: boolean;
    }
  /** Everything through the source's mark is here, by count and hash. */
  | { readonly kind: "ready"; readonly op: string }
  | { readonly kind: "commit"; readonly op: string }
  /** This cell gives its import up. */
  | { readonly kind: "abandon"; readonly op: string }
  /** The target's signed word that it gave up. */
  | { readonly kind: "abandoned"; readonly op: string }
  /** The directory's word about `op`, however old. */
  | { readonly kind: "outcome"; readonly op: string; readonly outcome: MoveOutcome }
  | { readonly kind: "storageWentBack" };

export type OwnershipEffect =
  /** In a later statement than the one that wrote FROZEN: read the mark, and send it and the tail to the target. */
  | "readMark"
  /** Number what waited. */
  | "thaw"
  /** Send the commit to the directory; again until an outcome is known. */
  | "sendCommit"
  /** Tell the source and the directory that the import is given up, and drop what was imported. */
  | "tellAbandoned"
  /** Ask the directory, and it alone, to abort: this cell may have committed in what its storage no longer knows. */
  | "askAbort"
  /** Devices are sent to the other cell. */
  | "sendMoved"
  /** The next number opens the term of this epoch, after the last number imported. */
  | "openAfterImport"
  /**
   * Owe the authority every message of the user that has no number here. The source owes the same and may burn with it; the
   * authority deduplicates. For that such a message is imported with its content, never as a stub.
   */
  | "submitUnnumbered"
  /** Find out where the former term ended (terms.ts) before giving a number. */
  | "assemble";

export type OwnershipStep =
  | { readonly kind: "next"; readonly ownership: Ownership; readonly effects: readonly OwnershipEffect[] }
  /** True already: repetitions end here. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "refused"; readonly reason: string };

/** A freeze needs an answer of the directory younger than this: else a thaw could wait for a directory that is down. */
export const FREEZE_ANSWER_AGE_MS_MAX = 1_000;

/** The user's own sends are stored and acknowledged. */
export function mayAccept(ownership: Ownership): boolean {
  return ownership.kind === "OWNED";
}

/** Conversations of which the user has the numbering get numbers here (once the former term's end is known). */
export function mayNumber(ownership: Ownership): boolean {
  return ownership.kind === "OWNED";
}

/** Messages to the user are stored here. While FROZEN each is owed to the target as well. */
export function mayStoreFor(ownership: Ownership): boolean {
  return ["OWNED", "FROZEN", "IMPORTING", "READY", "COMMITTING"].includes(ownership.kind);
}

/** The cell that is owed what is stored for the user here, besides this one. */
export function owedTo(ownership: Ownership): CellId | null {
  if (ownership.kind === "FROZEN") return ownership.target;
  return ownership.kind === "MOVED" ? ownership.cell : null;
}

export function stepOwnership(current: Ownership, event: OwnershipEvent): OwnershipStep {
  switch (event.kind) {
    case "placed":
      return placed(current, event);
    case "import":
      return startImport(current, event);
    case "freeze":
      return freeze(current, event);
    case "ready":
      if (!isImport(current, event.op)) return refused("no such import");
      return current.kind === "IMPORTING" ? next({ ...current, kind: "READY" }) : unchanged();
    case "commit":
      if (!isImport(current, event.op) || current.kind === "IMPORTING") return refused("not ready");
      return next({ ...current, kind: "COMMITTING" }, ["sendCommit"]);
    case "abandon":
      if (!isImport(current, event.op)) return refused("no such import");
      return current.kind === "COMMITTING" ? refused("only the directory decides now") : abandon(current);
    case "abandoned":
      return current.kind === "FROZEN" && current.op === event.op ? thaw(current) : unchanged();
    case "outcome":
      return outcome(current, event);
    case "storageWentBack":
      return storageWentBack(current);
  }
}

function placed(current: Ownership, { cell, epoch, here }: OwnershipEvent & { kind: "placed" }): OwnershipStep {
  if (epoch <= authoritativeEpoch(current)) return unchanged();
  if (here === "earlierGeneration") return refused("granted to an earlier generation");
  if (here === "no") return next({ kind: "MOVED", cell, epoch }, current.kind === "NONE" ? [] : ["sendMoved"]);
  // The move's own commit, heard of as a statement: the outcome tells it apart from a failover to here.
  if (current.kind === "COMMITTING" && current.epoch === epoch) return refused("ask for the outcome of the move");
  // A new user has no former home.
  return next({ kind: "OWNED", epoch }, epoch === 1 ? [] : ["assemble", "submitUnnumbered"]);
}

function startImport(current: Ownership, event: OwnershipEvent & { kind: "import" }): OwnershipStep {
  const { op, source, epoch, outcome } = event;
  if (isImport(current, op)) return unchanged();
  // An old statement: two of them would be taken up and given up in turns for ever.
  if (outcome !== "PENDING") return refused("the move has ended");
  if (!event.forThisGeneration) return refused("a move to an earlier generation");
  if (current.kind === "ABANDONED" && current.op === op) return refused("given up");
  if (!["NONE", "MOVED", "ABANDONED"].includes(current.kind)) return refused(`is ${current.kind}`);
  if (epoch < authoritativeEpoch(current)) return refused("an older move");
  return next({ kind: "IMPORTING", epoch: epoch + 1, op, source });
}

function freeze(current: Ownership, event: OwnershipEvent & { kind: "freeze" }): OwnershipStep {
  const { op, target, outcome, answerAgeMs, assembling } = event;
  // The answer may have been lost: the mark is read again, and may be higher by then.
  if (current.kind === "FROZEN" && current.op === op) return next(current, ["readMark"]);
  if (current.kind !== "OWNED") return refused(`is ${current.kind}`);
  if (answerAgeMs >= FREEZE_ANSWER_AGE_MS_MAX) return refused("the directory has not answered lately");
  if (outcome !== "PENDING") return refused("the move has ended");
  // The target would open its term after what it was given, and take the numbers of all that a member still holds.
  if (assembling) return refused("a former term's end is not known yet");
  return next({ kind: "FROZEN", epoch: current.epoch, op, target }, ["readMark"]);
}

function outcome(current: Ownership, event: OwnershipEvent & { kind: "outcome" }): OwnershipStep {
  if (!("op" in current) || current.op !== event.op || event.outcome === "PENDING") return unchanged();
  const committed = event.outcome === "COMMITTED";
  switch (current.kind) {
    case "FROZEN":
      if (!committed) return thaw(current);
      return next({ kind: "MOVED", cell: current.target, epoch: current.epoch + 1 }, ["sendMoved"]);
    case "COMMITTING":
      return committed
        ? next({ kind: "OWNED", epoch: current.epoch }, ["openAfterImport", "submitUnnumbered"])
        : abandon(current);
    case "IMPORTING":
    case "READY":
      return committed ? refused("committed by someone else") : abandon(current);
    case "ABANDONED":
      return unchanged();
  }
}

/** Nothing that was written since is known here, so neither what was owned nor what was promised can be relied upon. */
function storageWentBack(current: Ownership): OwnershipStep {
  if (current.kind === "OWNED" || current.kind === "FROZEN") return next({ kind: "UNCERTAIN", epoch: current.epoch });
  return isImport(current) ? abandon(current, "askAbort") : unchanged();
}

function thaw(current: Ownership & { kind: "FROZEN" }): OwnershipStep {
  return next({ kind: "OWNED", epoch: current.epoch }, ["thaw"]);
}

function abandon(current: Importing, effect: "tellAbandoned" | "askAbort" = "tellAbandoned"): OwnershipStep {
  const { epoch, source, op } = current;
  return next({ kind: "ABANDONED", epoch: epoch - 1, cell: source, op }, [effect]);
}

type Importing = Ownership & { kind: "IMPORTING" | "READY" | "COMMITTING" };

function isImport(ownership: Ownership, op?: string): ownership is Importing {
  return (
    ["IMPORTING", "READY", "COMMITTING"].includes(ownership.kind) &&
    (op === undefined || (ownership as Importing).op === op)
  );
}

/** The highest epoch of which this cell knows that it was granted to somebody. */
function authoritativeEpoch(ownership: Ownership): number {
  if (ownership.kind === "NONE") return 0;
  return isImport(ownership) ? ownership.epoch - 1 : ownership.epoch;
}

function next(ownership: Ownership, effects: readonly OwnershipEffect[] = []): OwnershipStep {
  return { kind: "next", ownership, effects };
}

function unchanged(): OwnershipStep {
  return { kind: "unchanged" };
}

function refused(reason: string): OwnershipStep {
  return { kind: "refused", reason };
}

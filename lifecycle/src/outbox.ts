/**
 * The life of an outbox row ("this cell owes that cell this message") and of the lane that carries it.
 *
 *   WAITING ──resolved(cell)──▶ PENDING ──answer──▶ ack, duplicate: DONE     (row deleted; the message has its key)
 *   (no destination yet)         │  ▲               refused:       REFUSED  (row deleted; the sender's devices are told)
 *                                │  │               moved:         PENDING at the new destination
 *                                │  │               retry:         PENDING, the conversation is held back
 *                                │  └── redriven ── reject:        PARKED   (an operator sees it)
 *                                └─ its partition is dropped: EXPIRED       (row deleted; skip{expired} stands for it)
 *
 *   lane: FREE ──claim(batch id, deadline)──▶ CLAIMED ──settle(the same batch id), or the deadline passes──▶ FREE
 *
 * A batch id is never used twice: the queue drops an addition whose id exists, so a stuck job of that name would keep
 * the rows from ever being sent; and an answer that comes after the deadline must find nothing to free.
 */

import type { CellId, OrderKey } from "@cellwire/protocol";

export type RowState =
  | { readonly kind: "WAITING" }
  | { readonly kind: "PENDING"; readonly destination: CellId }
  | { readonly kind: "PARKED"; readonly destination: CellId; readonly code: string }
  /** The ends: the row is deleted, and this is what stays of it. */
  | { readonly kind: "DONE"; readonly key: OrderKey }
  | { readonly kind: "REFUSED"; readonly code: string }
  | { readonly kind: "EXPIRED" };

export type Answer =
  | { readonly kind: "ack" | "duplicate"; readonly key: OrderKey }
  | { readonly kind: "moved"; readonly cell: CellId }
  | { readonly kind: "retry" }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "reject"; readonly code: string };

export type RowEvent =
  | { readonly kind: "resolved"; readonly cell: CellId }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "redriven" }
  | { readonly kind: "partitionDropped" };

export function stepRow(row: RowState, event: RowEvent): RowState {
  if (isEnd(row)) return row;
  switch (event.kind) {
    case "resolved":
      return row.kind === "WAITING" ? { kind: "PENDING", destination: event.cell } : row;
    case "answered":
      return row.kind === "PENDING" ? answered(row, event.answer) : row;
    case "redriven":
      return row.kind === "PARKED" ? { kind: "PENDING", destination: row.destination } : row;
    case "partitionDropped":
      return { kind: "EXPIRED" };
  }
}

export function isEnd(row: RowState): boolean {
  return row.kind === "DONE" || row.kind === "REFUSED" || row.kind === "EXPIRED";
}

function answered(row: RowState & { kind: "PENDING" }, answer: Answer): RowState {
  switch (answer.kind) {
    case "ack":
    case "duplicate":
      return { kind: "DONE", key: answer.key };
    case "moved":
      return { kind: "PENDING", destination: answer.cell };
    case "retry":
      return row;
    case "refused":
      return { kind: "REFUSED", code: answer.code };
    case "reject":
      return { kind: "PARKED", destination: row.destination, code: answer.code };
  }
}

export interface Lane {
  readonly batch: string | null;
  /** Past it the batch is taken to be lost; 0 when free. */
  readonly deadlineMs: number;
}

export const FREE_LANE: Lane = Object.freeze({ batch: null, deadlineMs: 0 });

export function mayClaim(lane: Lane, nowMs: number): boolean {
  return lane.batch === null || lane.deadlineMs < nowMs;
}

/** `batch` must be fresh. */
export function claim(batch: string, deadlineMs: number): Lane {
  return { batch, deadlineMs };
}

/** The answers of a batch count only while it holds the lane: null when it does not, and then nothing of it is applied. */
export function settle(lane: Lane, batch: string): Lane | null {
  return lane.batch === batch ? FREE_LANE : null;
}

/**
 * What the destination may say to a batch: once a row of a conversation has to come again, all later ones of that
 * conversation have to, or they would overtake it.
 */
export function inOrder<A extends { readonly kind: string }>(
  answers: readonly { readonly conversation: string; readonly answer: A }[],
): readonly (A | { readonly kind: "retry" })[] {
  const held = new Set<string>();
  return answers.map(({ conversation, answer }) => {
    if (held.has(conversation)) return { kind: "retry" };
    if (answer.kind === "retry" || answer.kind === "moved") held.add(conversation);
    return answer;
  });
}

/**
 * May `caller` submit a message of this sender? Its present home may; so may a former home, for what it accepted before
 * the move or the failover and still owes, and a member's home that holds a copy which lost its number. Both
 * show the directory's statement for the sender's epoch at `caller`, or the numbered copy's former key.
 */
export function maySubmit(claim: {
  readonly caller: CellId;
  readonly senderHome: CellId;
  /** From a verified statement: the sender lived at `caller` under an earlier epoch. */
  readonly livedAtCaller: boolean;
  /** The row had a key in a term that is closed now, and a member of the conversation lives at `caller`. */
  readonly lostItsNumber: boolean;
}): boolean {
  return claim.caller === claim.senderHome || claim.livedAtCaller || claim.lostItsNumber;
}

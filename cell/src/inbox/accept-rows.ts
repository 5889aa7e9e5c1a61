/** Rows of accept_batch and accept_group_batch to outcomes, and of either kind of function back to the order of the batch. */

import type { ErrorCode } from "@cellwire/protocol";
import { groupOf } from "@cellwire/protocol";
import type { Submission } from "./contract.ts";
import type { AcceptOutcome } from "./outcomes.ts";
import { keyFrom } from "./rows.ts";

/** Runs each kind of message by its own function, where there are any, and puts the results where the messages were. */
export async function inKinds<T extends Pick<Submission, "recipient">, R>(
  batch: readonly T[],
  run: Readonly<Record<"direct" | "group", (part: readonly T[]) => Promise<R[]>>>,
): Promise<R[]> {
  const isGroup = batch.map(({ recipient }) => groupOf(recipient) !== undefined);
  // Nearly always.
  if (!isGroup.includes(true)) return run.direct(batch);
  const group = await run.group(batch.filter((_, at) => isGroup[at]));
  const direct = isGroup.includes(false) ? await run.direct(batch.filter((_, at) => !isGroup[at])) : [];
  return isGroup.map((is) => (is ? group : direct).shift()!);
}

/** Rows that carry the place of what they are about, from 1; a row without one is about nothing of the batch. */
export function ordered<Row extends { ord: string | null }, R>(rows: readonly Row[], outcome: (row: Row) => R): R[] {
  const placed = rows.filter(({ ord }) => ord !== null);
  const outcomes = Array.from<R>({ length: placed.length });
  for (const row of placed) outcomes[Number(row.ord) - 1] = outcome(row);
  return outcomes;
}

interface AnyAcceptRow {
  ord: string;
  outcome: number;
  term: string | null;
  n: string | null;
  duplicate: boolean;
  accepted_ms: string;
  code: string | null;
  revision: string | null;
}

export interface AcceptRow extends AnyAcceptRow {
  recipient_here: boolean;
  hidden: boolean;
}

export interface GroupAcceptRow extends AnyAcceptRow {
  version: string | null;
}

export function acceptOutcome(row: AcceptRow): AcceptOutcome {
  if (row.outcome !== 1) return notSequenced(row);
  return {
    kind: "sequenced",
    ...(row.hidden && { isHidden: true }),
    key: keyFrom(row.term, row.n),
    recipientHere: row.recipient_here,
    duplicate: row.duplicate,
    acceptedAtMs: Number(row.accepted_ms),
  };
}

export function groupAcceptOutcome(row: GroupAcceptRow): AcceptOutcome {
  switch (row.outcome) {
    case 1:
      return {
        kind: "sequenced",
        key: keyFrom(row.term, row.n),
        recipientHere: false,
        membersVersion: Number(row.version),
        duplicate: row.duplicate,
        acceptedAtMs: Number(row.accepted_ms),
      };
    case 6:
      return { kind: "not-taken", code: row.code as ErrorCode };
    case 7:
      return { kind: "unplaced" };
    default:
      return notSequenced(row);
  }
}

function notSequenced(row: AnyAcceptRow): AcceptOutcome {
  switch (row.outcome) {
    case 2:
      return { kind: "accepted", duplicate: row.duplicate, acceptedAtMs: Number(row.accepted_ms) };
    case 3:
      return { kind: "refused", code: row.code ?? "EXPIRED", revision: Number(row.revision) };
    case 4:
      return { kind: "conflict" };
    case 5:
      return { kind: "not-home" };
    default:
      throw new RangeError(`an accept function answered an unknown outcome ${row.outcome}`);
  }
}

/** Group messages to parameters of the group functions, and their rows to outcomes. */

import type { ErrorCode } from "@cellwire/protocol";
import { decodeGroupChange, namedUsers, thingOf, toHex } from "@cellwire/protocol";
import { bigintArray, byteaArray, textArray, uuidArray } from "./arrays.ts";
import type { Submission } from "./contract.ts";
import type { AcceptOutcome } from "./outcomes.ts";
import { keyFrom } from "./rows.ts";

/** Runs each kind of message by its own function, where there are any, and puts the results where the messages were. */
export async function inKinds<T extends Pick<Submission, "recipient">, R>(
  batch: readonly T[],
  run: Readonly<Record<"direct" | "group", (part: readonly T[]) => Promise<readonly R[]>>>,
): Promise<R[]> {
  const results = Array.from<R>({ length: batch.length });
  const places = Map.groupBy(batch.keys(), (at) =>
    thingOf(batch[at]!.recipient)?.kind === "group" ? "group" : "direct",
  );
  for (const [kind, at] of places) {
    const answers = await run[kind](at.map((place) => batch[place]!));
    for (const [i, place] of at.entries()) results[place] = answers[i]!;
  }
  return results;
}

/** Rows that carry the place of what they are about, from 1. */
export function ordered<Row extends { ord: string }, R>(rows: readonly Row[], outcome: (row: Row) => R): R[] {
  const outcomes = Array.from<R>({ length: rows.length });
  for (const row of rows) outcomes[Number(row.ord) - 1] = outcome(row);
  return outcomes;
}

/** The nine parallel arrays that accept_group_batch and ingest_group_batch share. */
export function groupArrays(batch: readonly Submission[]): Buffer[] {
  return [
    uuidArray(batch.map((item) => item.messageId)),
    textArray(batch.map((item) => item.sender)),
    textArray(batch.map((item) => item.senderDevice)),
    textArray(batch.map((item) => item.recipient)),
    byteaArray(batch.map((item) => item.conversation)),
    byteaArray(batch.map((item) => item.content)),
    byteaArray(batch.map((item) => item.headers)),
    bigintArray(batch.map((item) => item.acceptedAtMs)),
    textArray(batch.map((item) => item.traceparent)),
  ];
}

/** What each change does, as JSON for the column `change`; null for content. */
export function changeArray(batch: readonly Submission[]): Buffer {
  return textArray(batch.map((item) => (item.isChange ? changeText(item.content) : null)));
}

function changeText(content: Uint8Array): string {
  const change = decodeGroupChange(content);
  if (!change) throw new TypeError("a message that says it is a group change is none");
  return JSON.stringify({
    op: change.kind,
    users: namedUsers(change),
    ...("title" in change && { title: toHex(change.title) }),
    ...("isAdmin" in change && { isAdmin: change.isAdmin }),
  });
}

export interface GroupAcceptRow {
  ord: string;
  outcome: number;
  term: string | null;
  n: string | null;
  version: string | null;
  duplicate: boolean;
  accepted_ms: string;
  code: string | null;
  revision: string | null;
}

export function groupAcceptOutcome(row: GroupAcceptRow): AcceptOutcome {
  const { duplicate } = row;
  const acceptedAtMs = Number(row.accepted_ms);
  switch (row.outcome) {
    case 1: {
      const membersVersion = Number(row.version);
      const key = keyFrom(row.term, row.n);
      return { kind: "sequenced", key, recipientHere: false, membersVersion, duplicate, acceptedAtMs };
    }
    case 2:
      return { kind: "accepted", duplicate, acceptedAtMs };
    case 3:
      return { kind: "refused", code: row.code ?? "EXPIRED", revision: Number(row.revision) };
    case 4:
      return { kind: "conflict" };
    case 5:
      return { kind: "not-home" };
    case 6:
      return { kind: "not-taken", code: row.code as ErrorCode };
    case 7:
      return { kind: "unplaced" };
    default:
      throw new RangeError(`accept_group_batch answered an unknown outcome ${row.outcome}`);
  }
}

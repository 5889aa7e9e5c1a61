/** Messages as the parallel arrays that the functions which store them take. */

import { decodeGroupChange, decodeOpened, namedUsers, toHex } from "@cellwire/protocol";
import { bigintArray, byteaArray, textArray, uuidArray } from "./arrays.ts";
import type { Submission } from "./contract.ts";

/** The ten that accept_batch, ingest_batch and fill_hole share. */
export function submissionArrays(batch: readonly Submission[]): Buffer[] {
  return [...placeArrays(batch), textArray(batch.map((item) => item.numberingUser)), ...contentArrays(batch)];
}

/** The nine that accept_group_batch and ingest_group_batch share: a group is its own numbering user. */
export function groupArrays(batch: readonly Submission[]): Buffer[] {
  return [...placeArrays(batch), ...contentArrays(batch)];
}

/** What each change does, as JSON for the column `change`; null for content. */
export function changeArray(batch: readonly Submission[]): Buffer {
  return textArray(batch.map((item) => (item.isChange ? changeText(item.content) : null)));
}

function placeArrays(batch: readonly Submission[]): Buffer[] {
  return [
    uuidArray(batch.map((item) => item.messageId)),
    textArray(batch.map((item) => item.sender)),
    textArray(batch.map((item) => item.senderDevice)),
    textArray(batch.map((item) => item.recipient)),
    byteaArray(batch.map((item) => item.conversation)),
  ];
}

function contentArrays(batch: readonly Submission[]): Buffer[] {
  return [
    byteaArray(batch.map((item) => item.content)),
    byteaArray(batch.map((item) => item.headers)),
    bigintArray(batch.map((item) => item.acceptedAtMs)),
    textArray(batch.map((item) => item.traceparent)),
  ];
}

function changeText(content: Uint8Array): string {
  if (decodeOpened(content)) return JSON.stringify({ op: "opened", users: [] });
  const change = decodeGroupChange(content);
  if (!change) throw new TypeError("a message that says it is a group change is none");
  return JSON.stringify({
    op: change.kind,
    users: namedUsers(change),
    ...("title" in change && { title: toHex(change.title) }),
    ...("isAdmin" in change && { isAdmin: change.isAdmin }),
  });
}

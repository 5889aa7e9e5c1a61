/** What an application sees of a row of the outbox. */

import { wire } from "@cellwire/protocol";
import type { OutboxEntry } from "../client.ts";
import { counterpartOf } from "../counterpart.ts";
import { decodeChange } from "../groups/group-change.ts";
import type { OutboxRow } from "../store/contract.ts";
import type { Outcome } from "./send-handle.ts";

const NO_BYTES = new Uint8Array(0);

export function outboxEntry(row: OutboxRow): OutboxEntry {
  const { messageId, conversation, kind, state, plain, madeAtMs, key, code, formerMessageId } = row;
  return {
    messageId,
    conversation,
    ...counterpartOf(row),
    state,
    content: isChange(kind) ? NO_BYTES : plain,
    change: isChange(kind) ? decodeChange(plain) : undefined,
    madeAtMs,
    ...(key && { key }),
    ...(code !== undefined && { code }),
    ...(formerMessageId && { formerMessageId }),
  };
}

export function isChange(kind: OutboxRow["kind"]): boolean {
  return kind === wire.MessageKind.GROUP_CHANGE;
}

export function outcomeOf({ state, key, code }: OutboxRow): Outcome {
  if (state === "sequenced") return { state, key: key! };
  if (state === "refused") return { state, code: code ?? "" };
  return state === "unknown" ? { state } : { state: "accepted" };
}

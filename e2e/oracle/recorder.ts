/** Writes down what one SDK client does. The recorders of a run share a clock and an array: together they are its history. */

import { hash } from "node:crypto";
import type { DeviceId, UserId } from "@cellwire/protocol";
import type { Client, GroupChange, OutboxEntry } from "@cellwire/sdk";
import { HistoryError } from "./history.ts";
import type { Change, HistoryEvent } from "./history.ts";

const HISTORY_EVENTS_MAX = 5_000_000;

type WithoutStamp<E> = E extends unknown ? Omit<E, "at" | "user" | "device"> : never;
export type Happening = WithoutStamp<HistoryEvent>;

export interface RecorderOptions {
  readonly user: UserId;
  readonly device: DeviceId;
  /** Milliseconds, with fractions; the same clock for every recorder of the history. */
  readonly nowMs: () => number;
  /** Appended to. */
  readonly history: HistoryEvent[];
}

export class Recorder {
  readonly #options: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** For what no client emits: `readMark`, before markRead() is called, and `ended`. */
  record(happening: Happening): void {
    const { user, device, nowMs, history } = this.#options;
    if (history.length >= HISTORY_EVENTS_MAX)
      throw new HistoryError(`a history has ${HISTORY_EVENTS_MAX} events at most`);
    history.push({ at: nowMs(), user, device, ...happening });
  }

  /** Records what the client emits, until the returned function is called. Follow before connect() and send(). */
  follow(client: Pick<Client, "on">): () => void {
    const undo = [
      client.on("message", ({ messageId, conversation, key, sender, senderDevice, content, change }) => {
        const contentHash = hashOf({ content, change });
        this.record({ type: "delivered", messageId, conversation, key, sender, senderDevice, contentHash });
      }),
      client.on("moved", ({ messageId, conversation, former, key }) =>
        this.record({ type: "moved", messageId, conversation, former, key }),
      ),
      client.on("outbox", (entry) => happeningsOf(entry).forEach((happening) => this.record(happening))),
      client.on("skip", ({ conversation, from, to, reason }) =>
        this.record({ type: "skipped", conversation, from, to, reason }),
      ),
      client.on("receipt", ({ conversation, user: about, delivered, read }) =>
        this.record({ type: "receipt", conversation, about, delivered, read }),
      ),
      client.on("connection", ({ state }) => this.record({ type: "connection", state })),
    ];
    return () => undo.forEach((off) => off());
  }
}

/** Of a message that is a change or has content. */
function hashOf({ content, change }: { content: Uint8Array; change: GroupChange | undefined }): string {
  return contentHashOf(change ? new TextEncoder().encode(JSON.stringify(change)) : content);
}

/** SHA-256, hexadecimal: a history holds no content. */
export function contentHashOf(content: Uint8Array): string {
  return hash("sha256", content, "hex");
}

function happeningsOf({ state, key, code, content, change, ...entry }: OutboxEntry): Happening[] {
  const { messageId, conversation, peer, group, formerMessageId: former } = entry;
  switch (state) {
    case "waiting": {
      const sent = {
        type: "sent",
        messageId,
        conversation,
        peer,
        group,
        contentHash: hashOf({ content, change }),
        change: change && recorded(change),
        former,
      } as const;
      return former === undefined ? [sent] : [{ type: "refused", messageId: former, code: "ID_FROM_FUTURE" }, sent];
    }
    case "accepted":
      return [{ type: "acknowledged", messageId, key }];
    case "sequenced":
      if (!key) throw new HistoryError(`message ${messageId} is sequenced without a key`);
      return [{ type: "sequenced", messageId, key }];
    case "refused":
      return [{ type: "refused", messageId, code: code ?? "none" }];
    case "unknown":
      return [{ type: "unknown", messageId }];
    default:
      return state satisfies never;
  }
}

function recorded(change: GroupChange): Change {
  switch (change.kind) {
    case "create":
      return { kind: change.kind, users: [...change.members] };
    case "add":
    case "remove":
      return { kind: change.kind, users: [...change.users] };
    case "rename":
      return { kind: change.kind, users: [] };
    case "role":
      return { kind: change.kind, users: [change.user], isAdmin: change.isAdmin };
    default:
      return change satisfies never;
  }
}

/** Replies, edits, deletions and reactions: messages that name another one. docs/content.md says how they are written. */

import type { OrderKey, UserId } from "@cellwire/protocol";

import type { Recipient } from "../counterpart.ts";
import type { Message } from "../message.ts";
import type { SendHandle } from "../outbox/send-handle.ts";
import type { MessageReference } from "./envelope.ts";

/** A message as it is now. Edits, deletions and reactions are no items, but part of the one that they change. */
export type TimelineItem = FoldedMessage & {
  /** What `replyTo` names, as it is now; undefined too when this device has never got it. */
  readonly quoted: FoldedMessage | undefined;
};

export type FoldedMessage = Message & {
  /** Edited by its author; `content` is that of the last edit in the order of the conversation. */
  readonly isEdited: boolean;
  /** Deleted by its author for everyone: without content, reactions, or what it answered. */
  readonly isDeleted: boolean;
  /** Of a kind that a later version of the SDK may know. */
  readonly isUnknown: boolean;
  /** One for each user at most, the last that they gave; in the order in which they were given. */
  readonly reactions: readonly { readonly user: UserId; readonly emoji: string }[];
  readonly replyTo: MessageReference | undefined;
};

/** A message as the methods here take it: a Message or a TimelineItem is one. */
export type NamedMessage = MessageReference & Pick<Message, "conversation">;

/**
 * What changes a message is itself a message on its way: made offline too, in the order of sending, with an outcome.
 * @throws {ClientError} as Client.send(); TOO_LATE.
 * @throws {RangeError} this device has no such conversation.
 */
export interface ContentMethods {
  /**
   * Replaces the content; the last edit in the order of the conversation counts. Within 15 minutes of the message, by the server's clock.
   * @throws {RangeError} the message is another user's.
   */
  edit(message: NamedMessage, content: Uint8Array | string): Promise<SendHandle>;

  /**
   * Takes the content away from everyone: from what devices that hold the message keep, too. Within 60 hours of the message. What somebody
   * has seen, copied, or holds in a client of their own making stays with them.
   * @throws {RangeError} the message is another user's.
   */
  deleteForEveryone(message: NamedMessage): Promise<SendHandle>;

  /**
   * This user's reaction, in place of the one before; null takes it back.
   * @throws {RangeError} the emoji is empty or has more than 64 bytes.
   */
  react(message: NamedMessage, emoji: string | null): Promise<SendHandle>;

  /**
   * The conversation as a person reads it, in order: the last `limit` (100) items; with `after`, the first ones above that, with `before`, the last
   * ones below it. What changes a message that this device has not got is applied when that comes. `conversation`: as in messages().
   */
  timeline(
    conversation: Recipient,
    options?: { readonly after?: OrderKey; readonly before?: OrderKey; readonly limit?: number },
  ): Promise<TimelineItem[]>;
}

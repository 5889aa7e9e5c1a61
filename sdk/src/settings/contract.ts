/** The list of chats as a person keeps it: muted, pinned, archived, with drafts; the same on all devices of the user. docs/content.md, "Chat list". */

import type { TimelineItem } from "../content/contract.ts";
import type { MessageReference } from "../content/envelope.ts";
import type { ConversationView } from "../conversation-view.ts";
import type { Recipient } from "../counterpart.ts";

export type ChatView = ConversationView & {
  /** Unix milliseconds; Infinity: for ever. Undefined: not muted, or not any more. */
  readonly mutedUntilMs: number | undefined;
  /** Lower ones are further up; undefined: not pinned. */
  readonly pin: number | undefined;
  readonly isArchived: boolean;
  /** The user wants to see it as unread, whatever `unread` says. */
  readonly isMarkedUnread: boolean;
  readonly draft: Draft | undefined;
  /** The last message as it is now. */
  readonly last: TimelineItem | undefined;
};

export interface Draft {
  readonly text: string;
  readonly replyTo: MessageReference | undefined;
}

export interface ChatPreferences {
  /** True: an archived chat stays archived when a message comes. False (at first): it comes back, unless it is muted. */
  readonly keepArchived: boolean;
}

/**
 * `chat`: a conversation's id, a user's id, or `{ group }`. What is changed is durable on this device when the promise resolves, online or not, and
 * reaches the user's other devices as soon as there is a connection; of two who change the same at once the later one wins on all.
 * @throws {RangeError} it is no such name, or a value is out of its bounds.
 * @throws {ClientError} REQUEST_REFUSED (SETTINGS_FULL: 2,000 chats have settings), STORE_FAILED, CLOSED.
 */
export interface Chats {
  /**
   * Pinned ones first, in the order of their pins, then by the time of the last message, the newest first. `archived`: only those that are, or
   * (at first) those that are not. Needs no connection.
   */
  list(options?: { readonly archived?: boolean }): Promise<ChatView[]>;
  /** Until then (Unix milliseconds, or Infinity) the application should not make a noise; null: it should again. */
  mute(chat: Recipient, untilMs: number | null): Promise<void>;
  pin(chat: Recipient, order: number | null): Promise<void>;
  archive(chat: Recipient, isArchived?: boolean): Promise<void>;
  /** Taken back by markRead(). */
  markUnread(chat: Recipient, isUnread?: boolean): Promise<void>;
  /** At most 3,000 bytes, written as JSON; null or empty: there is none. */
  draft(chat: Recipient, text: string | null, options?: { readonly replyTo?: MessageReference }): Promise<void>;
  preferences(): Promise<ChatPreferences>;
  updatePreferences(change: Partial<ChatPreferences>): Promise<void>;
}

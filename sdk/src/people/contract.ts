/** Who learns what of this user, who is blocked, and who is online or typing. docs/protocol.md, "Privacy" and "Presence and typing". */

import type { UserId } from "@cellwire/protocol";

export type Audience = "everyone" | "contacts" | "nobody";

export interface PrivacySettings {
  /** Who sees when this user was last online, and who sees that they are. Who hides from somebody sees nothing of them either. */
  readonly lastSeen: Audience;
  readonly online: Audience;
  /** Who learns that a message was delivered, or read. */
  readonly delivered: Audience;
  /** False: none are sent, and none are seen. */
  readonly readReceipts: boolean;
}

export interface PresenceView {
  readonly user: UserId;
  readonly online: boolean;
  /** Unix milliseconds, to the minute; undefined: online, or not known, or not for this user to know. */
  readonly lastSeenMs: number | undefined;
}

export interface TypingEvent {
  readonly peer: UserId;
  /** False: six seconds have passed since the peer typed, or their message has come. */
  readonly typing: boolean;
}

/**
 * What asks the server waits up to 30 s for a connection and the answer.
 * @throws {ClientError} REQUEST_REFUSED (its reason is a code of the protocol's catalogue), REQUEST_TIMED_OUT, CLOSED.
 * @throws {RangeError} a name is not a user id.
 */
export interface People {
  settings(): Promise<PrivacySettings>;
  /** Changes what is named and leaves the rest, also when another device changes something at the same time. */
  updateSettings(change: Partial<PrivacySettings>): Promise<PrivacySettings>;

  /**
   * What the user sends from now on never reaches this user's devices (`skip` with reason `blocked` stands for it), also not after
   * unblock(); they learn neither that nor when this user is online, types, or has read something.
   */
  block(user: string): Promise<void>;
  unblock(user: string): Promise<void>;
  /** In byte order. */
  blocked(): Promise<UserId[]>;

  /** Those whom the audience `contacts` means. */
  addContacts(users: readonly string[]): Promise<void>;
  removeContacts(users: readonly string[]): Promise<void>;
  contacts(): Promise<UserId[]>;

  /**
   * Watches these users (200 at most) in place of those before, across reconnections, until it is called again: the `presence` event tells what
   * changes. Resolves with what is known now; users of other cells follow as events. Nothing is ever told of whom this user may not see.
   */
  presence(users: readonly string[]): Promise<PresenceView[]>;

  /** Call it while the user types: it tells the peer at most every three seconds, and only while connected. */
  typing(peer: string): void;
}

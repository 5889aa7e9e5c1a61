/** Who a conversation of the fake cell is between, and which of its numbers each of them sees. */

import type { ErrorCode, GroupId, cellwire } from "@cellwire/protocol";

/** Numbers, both included. */
export interface Span {
  readonly from: number;
  /** Infinity: whatever comes. */
  readonly through: number;
}

export interface FakeAudience {
  readonly group: GroupId | undefined;
  /** In a direct conversation. */
  peerOf(user: string): string | undefined;
  /** Ascending, apart from each other; empty for outsiders. */
  spans(user: string): readonly Span[];
  /** The code that refuses the message; when it is undefined, what the message changes has been changed. */
  take(message: OfferedMessage): ErrorCode | undefined;
}

export interface OfferedMessage {
  readonly by: string;
  /** Its place, if it gets one. */
  readonly n: number;
  readonly send: cellwire.v1.Send.$Properties;
}

const EVERYTHING: readonly Span[] = [{ from: 1, through: Number.POSITIVE_INFINITY }];

export class TwoUsers implements FakeAudience {
  readonly group = undefined;
  readonly #users: readonly [string, string];
  readonly #isUser: (user: string) => boolean;

  constructor(users: readonly [string, string], isUser: (user: string) => boolean) {
    this.#users = users;
    this.#isUser = isUser;
  }

  peerOf(user: string): string {
    return this.#users[0] === user ? this.#users[1] : this.#users[0];
  }

  spans(user: string): readonly Span[] {
    return this.#users.includes(user) ? EVERYTHING : [];
  }

  take(): ErrorCode | undefined {
    return this.#users.every(this.#isUser) ? undefined : "UNKNOWN_USER";
  }
}

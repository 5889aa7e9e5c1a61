/** A conversation as this device knows it. */

import type { ConversationId, OrderKey } from "@cellwire/protocol";
import type { Counterpart } from "./counterpart.ts";
import type { Message } from "./message.ts";

export type ConversationView = Counterpart & {
  readonly id: ConversationId;
  /**
   * Messages of others above the own read mark, without changes of the group, edits, deletions and reactions; 1000 means "1000 or more". What
   * came before this device was linked is counted by the server, which cannot tell these apart.
   */
  readonly unread: number;
  readonly head: OrderKey;
  readonly read: OrderKey;
  /** Of a direct conversation, like `peerRead`; `{ term: 0, n: 0 }` of a group. */
  readonly peerDelivered: OrderKey;
  readonly peerRead: OrderKey;
  /** The last that changes no other one, as it was sent. */
  readonly lastMessage?: Message;
};

/** What the application reads of what this device holds. */

import { ORIGIN, type OrderKey } from "@cellwire/protocol";
import type { OutboxEntry } from "./client.ts";
import type { ConversationView } from "./conversation-view.ts";
import type { Conversation, Conversations } from "./inbound/conversation.ts";
import type { Message } from "./message.ts";
import { outboxEntry } from "./outbox/outbox-entry.ts";
import type { Store } from "./store/contract.ts";

const MESSAGES = 100;
const OUTBOX_ENTRIES = 100;

export async function conversationViews(
  { conversations }: { readonly conversations: Conversations },
  store: Store,
): Promise<ConversationView[]> {
  const views = await Promise.all(Array.from(conversations.all(), (conversation) => viewOf(conversation, store)));
  return views.sort((a, b) => (b.lastMessage?.acceptedAtMs ?? 0) - (a.lastMessage?.acceptedAtMs ?? 0));
}

export async function heldMessages(
  { id }: Conversation,
  store: Store,
  { after = ORIGIN, limit = MESSAGES }: { readonly after?: OrderKey; readonly limit?: number },
): Promise<Message[]> {
  return store.messages({ conversation: id, after, limit });
}

export async function outboxEntries(
  core: { stored(): Promise<void> },
  store: Store,
  limit: number = OUTBOX_ENTRIES,
): Promise<OutboxEntry[]> {
  await core.stored();
  return (await store.outbox({ finishedLimit: limit })).map(outboxEntry);
}

async function viewOf(conversation: Conversation, store: Store): Promise<ConversationView> {
  const { id, counterpart, unread, timeline, read, peerDelivered, peerRead } = conversation;
  const lastMessage = await store.lastMessage(id);
  const { head } = timeline;
  return { id, ...counterpart, unread, head, read, peerDelivered, peerRead, ...(lastMessage && { lastMessage }) };
}

/** What tests of the outbox say and look for. */

import { messageIdToBytes, type cellwire, type MessageId } from "@cellwire/protocol";
import type { SendHandle } from "../src/outbox/send-handle.ts";
import { CONVERSATION, type Scripted } from "./scripted-client.ts";
import type { ScriptedSocket } from "./scripted-gateway.ts";

export async function sendTexts(
  { client, clock }: Scripted,
  texts: readonly string[],
  peer = "bob",
): Promise<SendHandle[]> {
  const sending = texts.map((text) => client.send(peer, text));
  await clock.settle();
  return Promise.all(sending);
}

export const takeTexts = (socket: ScriptedSocket) =>
  socket.take("send").map(({ content }) => new TextDecoder().decode(content!));
export const accept = (id: MessageId, key?: { term: number; n: number }) => ({
  accepted: { messageId: messageIdToBytes(id), conversation: CONVERSATION, acceptedAtMs: 5, ...(key && { key }) },
});
export const fail = (id: MessageId, error: Partial<cellwire.v1.Error.$Properties>) => ({
  error: { messageId: messageIdToBytes(id), ...error },
});

/** What an earlier run stored and did not hand over. */

import { compareKeys } from "@cellwire/protocol";
import type { Store } from "../store/contract.ts";
import type { Conversation } from "./conversation.ts";
import type { HandOver } from "./hand-over.ts";

const PAGE = 256;

export async function replay(
  conversation: Conversation,
  store: Pick<Store, "messages">,
  handOver: Pick<HandOver, "add">,
): Promise<void> {
  let after = conversation.handed;
  while (compareKeys(after, conversation.delivered) < 0) {
    const page = await store.messages({ conversation: conversation.id, after, limit: PAGE });
    handOver.add(
      conversation,
      page.map((message) => ({ kind: "stored", message }) as const),
    );
    const last = page.at(-1);
    if (!last) break;
    after = last.key;
  }
}

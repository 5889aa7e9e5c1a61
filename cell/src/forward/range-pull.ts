/** One page of a conversation from another cell, as far as it is well formed. */

import type { CellId, OrderKey, cellwire } from "@cellwire/protocol";
import { LIMITS, keyOf, wire } from "@cellwire/protocol";
import { DirectConversations } from "../conversation/direct-conversation.ts";
import type { IngestEnvelope } from "../inbox/contract.ts";
import { parseEnvelope } from "./envelope.ts";
import type { PeerSource } from "./peer-client.ts";

export type PulledRange =
  | {
      readonly kind: "pulled";
      readonly envelopes: readonly IngestEnvelope[];
      /** Every number up to here is among them, or has expired there. */
      readonly through: OrderKey;
      readonly head: OrderKey;
    }
  /** It does not answer now. */
  | { readonly kind: "unavailable" }
  /** It has no such conversation for this cell's users, or its answer is no good. */
  | { readonly kind: "refused"; readonly isMember: boolean };

const NOT_A_MEMBER_STATUS = 403;

export class RangePull {
  readonly #peers: PeerSource;
  readonly #conversations = new DirectConversations();

  constructor(peers: PeerSource) {
    this.#peers = peers;
  }

  /** Messages above `after`. Never throws for what the other cell does. */
  async page(from: CellId, conversation: Uint8Array, after: OrderKey): Promise<PulledRange> {
    const peer = await this.#peers.peer(from);
    if (!peer) return { kind: "unavailable" };
    const body = wire.RangeRequest.encode({ conversation, after, limit: LIMITS.fetchMessagesMax }).finish();
    const answer = await peer.post({ path: "/v1/range", body });
    if (answer.kind === "unavailable") return { kind: "unavailable" };
    if (answer.kind === "rejected") return { kind: "refused", isMember: answer.status !== NOT_A_MEMBER_STATUS };
    const range = decodedRange(answer.body);
    if (!range) return { kind: "refused", isMember: true };
    const envelopes = this.#numberedOf(range.envelopes ?? [], conversation);
    // What is no good here has not expired.
    const isWhole = envelopes.length === (range.envelopes?.length ?? 0);
    return { kind: "pulled", envelopes, through: isWhole ? keyOf(range.through) : after, head: keyOf(range.head) };
  }

  /** What is well formed, numbered and of the conversation that was asked for. */
  #numberedOf(
    envelopes: readonly cellwire.v1.Envelope.$Properties[],
    conversation: Uint8Array,
  ): readonly IngestEnvelope[] {
    return envelopes
      .slice(0, LIMITS.fetchMessagesMax)
      .map((envelope) => parseEnvelope(envelope, this.#conversations))
      .filter((envelope) => envelope !== undefined)
      .filter((envelope) => envelope.key !== null && Buffer.compare(envelope.conversation, conversation) === 0);
  }
}

function decodedRange(body: Uint8Array): cellwire.v1.RangeResponse.$Properties | undefined {
  try {
    return wire.RangeResponse.decode(body);
  } catch {
    return undefined;
  }
}

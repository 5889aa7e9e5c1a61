/** Pulls the numbers that are missing here from the cell that gave them out. */

import type { CellId, cellwire } from "@cellwire/protocol";
import { LIMITS, compareKeys, keyOf, toHex, wire } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { DirectConversations } from "../conversation/direct-conversation.ts";
import type { ForwardInbox, Hole, IngestEnvelope } from "../inbox/contract.ts";
import type { Announcer } from "./announcer.ts";
import { parseEnvelope } from "./envelope.ts";
import type { ForwardMetrics } from "./metrics.ts";
import type { PeerSource } from "./peer-client.ts";
import { PerCell } from "./per-cell.ts";

const INTERVAL_MS = 500;
const HOLES_MAX = 256;
/** A hole that could not be filled is asked for again after this. */
const AGAIN_MS = 2_000;
const ASKED_MAX = 4_096;
const WAIT_MS = 1_000;

export interface HoleFillerOptions {
  readonly inbox: Pick<ForwardInbox, "holes" | "fillHole">;
  readonly peers: PeerSource;
  readonly announcer: Announcer;
  readonly metrics: ForwardMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

export class HoleFiller implements Service {
  readonly name = "hole-filler";
  readonly #options: HoleFillerOptions;
  readonly #loop: Loop;
  readonly #perCell: PerCell;
  readonly #askAgainMs = new Map<string, number>();
  readonly #conversations = new DirectConversations();

  constructor(options: HoleFillerOptions) {
    this.#options = options;
    this.#perCell = new PerCell(this.name, options.log);
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#perCell.settled(WAIT_MS);
  }

  async runOnce(): Promise<void> {
    const holes = await this.#options.inbox.holes({ olderThanMs: LIMITS.holeAgeMs, limit: HOLES_MAX });
    const due = holes.filter((hole) => this.#isDue(hole));
    for (const [authority, group] of Map.groupBy(due, (hole) => hole.authority))
      this.#perCell.start(authority, () => this.#fillAll(authority, group));
    await this.#perCell.settled(WAIT_MS);
  }

  async #fillAll(authority: CellId, holes: readonly Hole[]): Promise<void> {
    for (const hole of holes) if (!(await this.#fill(authority, hole))) return;
  }

  /** False: the authority is not to be had now. */
  async #fill(authority: CellId, { conversation, head }: Hole): Promise<boolean> {
    const { inbox, peers, announcer, metrics, log } = this.#options;
    const peer = await peers.peer(authority);
    if (!peer) return false;
    const body = wire.RangeRequest.encode({ conversation, after: head, limit: LIMITS.fetchMessagesMax }).finish();
    const answer = await peer.post({ path: "/v1/range", body });
    if (answer.kind === "unavailable") return false;
    this.#postpone(conversation);
    const range = answer.kind === "answered" ? decodedRange(answer.body) : undefined;
    if (!range) {
      log.warn({ peerCell: authority, conversationId: toHex(conversation) }, "the authority does not serve a hole");
      return true;
    }
    const envelopes = this.#numberedOf(range.envelopes, conversation);
    // What is no good here has not expired.
    const isWhole = envelopes.length === (range.envelopes?.length ?? 0);
    const through = isWhole ? keyOf(range.through) : head;
    const advances = await inbox.fillHole({ from: authority, conversation, envelopes, through });
    if (advances.length === 0) return true;
    metrics.holesFilled(advances.length);
    await announcer.advances(advances);
    // More than one page: go on at the next run.
    if (compareKeys(keyOf(range.through), keyOf(range.head)) < 0) this.#askAgainMs.delete(toHex(conversation));
    return true;
  }

  /** What is well formed, numbered and of the conversation that was asked for. */
  #numberedOf(
    envelopes: readonly cellwire.v1.Envelope.$Properties[] | null | undefined,
    conversation: Uint8Array,
  ): readonly IngestEnvelope[] {
    return (envelopes ?? [])
      .slice(0, LIMITS.fetchMessagesMax)
      .map((envelope) => parseEnvelope(envelope, this.#conversations))
      .filter((envelope) => envelope !== undefined)
      .filter((envelope) => envelope.key !== null && Buffer.compare(envelope.conversation, conversation) === 0);
  }

  #isDue({ conversation }: Hole): boolean {
    return this.#options.clock.monotonicMs() >= (this.#askAgainMs.get(toHex(conversation)) ?? 0);
  }

  #postpone(conversation: Uint8Array): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#askAgainMs.size >= ASKED_MAX)
      for (const [id, atMs] of this.#askAgainMs) if (atMs <= nowMs) this.#askAgainMs.delete(id);
    if (this.#askAgainMs.size < ASKED_MAX) this.#askAgainMs.set(toHex(conversation), nowMs + AGAIN_MS);
  }
}

function decodedRange(body: Uint8Array): cellwire.v1.RangeResponse.$Properties | undefined {
  try {
    return wire.RangeResponse.decode(body);
  } catch {
    return undefined;
  }
}

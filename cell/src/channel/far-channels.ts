/** Asks the cell that numbers a channel. */

import type { CellId, ChannelId, cellwire } from "@cellwire/protocol";
import { isErrorCode, thingKey, wire } from "@cellwire/protocol";
import { RequestRefused } from "../flow/requests.ts";
import type { PeerSource } from "../forward/peer-client.ts";
import type { ThingSource } from "../forward/ports.ts";
import type { Question } from "./authority.ts";
import { RETRY_MS } from "./authority.ts";

const DETAIL_LENGTH_MAX = 200;

export interface FarChannelsOptions {
  readonly peers: PeerSource;
  readonly placements: ThingSource;
}

export class FarChannels {
  readonly #options: FarChannelsOptions;

  constructor(options: FarChannelsOptions) {
    this.#options = options;
  }

  /** Where the directory has placed it. @throws {RequestRefused} nowhere, or it does not say. */
  async authority(channel: ChannelId): Promise<CellId> {
    const lookup = await this.#options.placements.thing(thingKey({ kind: "channel", id: channel }));
    if (lookup.kind === "placed") return lookup.placement.cell;
    if (lookup.kind === "unknown") throw new RequestRefused("UNKNOWN_CHANNEL");
    throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_MS });
  }

  /** @throws {RequestRefused} with the code of the other cell; RETRY_AFTER: it is not to be reached. */
  async ask(cell: CellId, question: Question): Promise<cellwire.v1.ChannelAnswer.$Properties> {
    const peer = await this.#options.peers.peer(cell);
    const answer = await peer?.post({ path: "/v1/channel", body: wire.ChannelQuestion.encode(question).finish() });
    if (answer?.kind !== "answered") {
      const retryAfterMs = answer?.kind === "unavailable" ? answer.afterMs : RETRY_MS;
      throw new RequestRefused("RETRY_AFTER", { retryAfterMs });
    }
    const decoded = decodedAnswer(answer.body);
    const { code, detail, retryAfterMs } = decoded;
    if (!code) return decoded;
    if (!isErrorCode(code)) throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_MS });
    throw new RequestRefused(code, {
      detail: (detail ?? "").slice(0, DETAIL_LENGTH_MAX),
      retryAfterMs: retryAfterMs ?? 0,
    });
  }
}

function decodedAnswer(body: Uint8Array): cellwire.v1.ChannelAnswer.$Properties {
  try {
    return wire.ChannelAnswer.decode(body);
  } catch {
    throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_MS });
  }
}

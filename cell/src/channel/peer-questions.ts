/** What other cells ask about channels (docs/protocol.md, "Between cells"). */

import type { CellId, cellwire } from "@cellwire/protocol";
import { isChannelId, wire } from "@cellwire/protocol";
import { Overloaded } from "../flow/concurrency-limit.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { PeerQuestion } from "../forward/ingest-routes.ts";
import { decoded, malformed } from "../forward/ingest-routes.ts";
import type { ChannelAuthority } from "./authority.ts";
import { RETRY_MS } from "./authority.ts";
import type { ChannelFollower } from "./follower.ts";
import type { ChannelStore } from "./store.ts";

const CHANNELS_MAX = 1_000;

type Answer = cellwire.v1.ChannelAnswer.$Properties;

export interface ChannelQuestionsParts {
  readonly authority: ChannelAuthority;
  readonly follower: Pick<ChannelFollower, "hinted">;
  readonly store: Pick<ChannelStore, "report">;
}

export function channelQuestions(parts: ChannelQuestionsParts): readonly PeerQuestion[] {
  const answer = async (from: CellId, body: Buffer) => {
    const question = decoded(() => wire.ChannelQuestion.decode(body));
    return wire.ChannelAnswer.encode(await answered(() => answerTo(parts, from, question))).finish();
  };
  return [{ path: "/v1/channel", answer }];
}

async function answerTo(
  { authority, follower, store }: ChannelQuestionsParts,
  from: CellId,
  question: cellwire.v1.ChannelQuestion.$Properties,
): Promise<Answer> {
  if (question.hint) {
    const channels = question.hint.channels ?? [];
    if (channels.length > CHANNELS_MAX || !channels.every(isChannelId)) throw malformed("channels");
    await follower.hinted(from, channels);
    return {};
  }
  if (question.sync) {
    const counts = question.sync.counts ?? [];
    if (counts.length > CHANNELS_MAX) throw malformed(`over ${CHANNELS_MAX} channels`);
    const told = await store.report(from, counts.map(parsedCount));
    return { sync: { channels: [...told] } };
  }
  return authority.answer(question, from);
}

function parsedCount({ channel, subscribers }: cellwire.v1.ChannelCount.$Properties) {
  if (!channel || !isChannelId(channel) || !Number.isSafeInteger(subscribers ?? 0)) throw malformed("counts");
  return { channel, subscribers: subscribers ?? 0 };
}

async function answered(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof RequestRefused) {
      const { code, message: detail, retryAfterMs } = error;
      return { code, detail, retryAfterMs };
    }
    if (error instanceof Overloaded) return { code: "RETRY_AFTER", retryAfterMs: RETRY_MS };
    throw error;
  }
}

/** Samples of what crosses process edges about channels; see frame-samples.ts. */

import { GROUP as CHANNEL_ID, KEY, LATER, MESSAGE_ID, TIME_MS } from "./sample-values.ts";

const OP = "0190b0a0-0000-7000-8000-000000000001";
const POSTERS = [{ user: "alice", role: 3 }];
const POST = { key: KEY, messageId: MESSAGE_ID, sender: "alice", content: "hex:00ff10", acceptedAtMs: TIME_MS };
const CHANNEL = {
  channel: CHANNEL_ID,
  title: "hex:0102",
  head: LATER,
  subscribers: 1_000_000,
  posters: POSTERS,
  read: KEY,
};
const CREATE = { channel: CHANNEL_ID, op: OP, title: "hex:0102" };

export const CHANNEL_REQUESTS = {
  createChannel: CREATE,
  changeChannel: { channel: CHANNEL_ID, title: "hex:0102", posters: POSTERS },
  getChannel: { channel: CHANNEL_ID },
  subscribeChannel: { channel: CHANNEL_ID },
  unsubscribeChannel: { channel: CHANNEL_ID },
  listChannels: { offset: 100 },
  postToChannel: { channel: CHANNEL_ID, messageId: MESSAGE_ID, content: "hex:00ff10" },
  fetchPosts: { channel: CHANNEL_ID, after: KEY, before: LATER, limit: 50 },
  markChannelRead: { channel: CHANNEL_ID, read: KEY },
};

export const CHANNEL_RESPONSES = {
  channel: CHANNEL,
  subscriptions: { channels: [CHANNEL], more: true },
  posted: { key: KEY, acceptedAtMs: TIME_MS },
  posts: { posts: [POST], through: KEY, head: LATER },
};

export const CHANNEL_POSTS = { channel: CHANNEL_ID, posts: [POST] };

export const CHANNEL_PUSHES = {
  channelPosts: CHANNEL_POSTS,
  channelHead: { channel: CHANNEL_ID, head: LATER },
  channelsChanged: { channel: CHANNEL_ID, read: KEY },
};

const SYNC = { counts: [{ channel: CHANNEL_ID, subscribers: 100_000 }] };
const HINT = { channels: [CHANNEL_ID] };

const QUESTIONS = {
  create: CHANNEL_REQUESTS.createChannel,
  change: CHANNEL_REQUESTS.changeChannel,
  get: CHANNEL_REQUESTS.getChannel,
  post: CHANNEL_REQUESTS.postToChannel,
  fetch: CHANNEL_REQUESTS.fetchPosts,
  sync: SYNC,
  hint: HINT,
};
const ANSWERS = {
  channel: CHANNEL,
  posted: CHANNEL_RESPONSES.posted,
  posts: CHANNEL_RESPONSES.posts,
  sync: { channels: [CHANNEL] },
};

export function channelsBetweenCells(): { name: string; type: string; value: object }[] {
  const named = (type: string, bodies: object, shared: object) =>
    Object.entries(bodies).map(([body, value]) => ({
      name: `${type} ${body}`,
      type,
      value: { ...shared, [body]: value as object },
    }));
  return [
    ...named("ChannelQuestion", QUESTIONS, { user: "alice" }),
    ...named("ChannelAnswer", ANSWERS, { code: "RETRY_AFTER", detail: "busy", retryAfterMs: 1000 }),
  ];
}

import { randomBytes } from "node:crypto";
import { channelId, keyOf, wire, type cellwire } from "@cellwire/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChannelWorld } from "./channel-cells.ts";
import { channelWorld, created, newPostId, post, synced, textsOf } from "./channel-cells.ts";

let world: ChannelWorld;
beforeAll(async () => {
  world = await channelWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const DAY_MS = 24 * 3_600_000;
const at = (n: number, term = 1) => ({ term, n });

test("a channel is created once, by whoever drew its id, and a repetition changes nothing", async () => {
  const { eu } = world;
  const [owner, other] = [await eu.person(), await eu.person()];
  const asked = { channel: channelId(randomBytes(16)), op: crypto.randomUUID(), title: Buffer.from("News") };
  const first = await eu.requests.createChannel(asked, owner);
  expect(first.channel).toMatchObject({
    posters: [{ user: owner.user, role: wire.ChannelRole.OWNER }],
    subscribers: 0,
  });
  expect(await eu.requests.createChannel(asked, owner)).toEqual(first);
  await expect(eu.requests.createChannel(asked, other)).rejects.toMatchObject({ code: "CHANNEL_EXISTS" });
  const foreign = { ...asked, op: crypto.randomUUID() };
  await expect(eu.requests.createChannel(foreign, owner)).rejects.toMatchObject({ code: "CHANNEL_EXISTS" });
});

test("a post has one effect, however often it is asked for, and its id stands for one content", async () => {
  const { eu } = world;
  const owner = await eu.person();
  const channel = await created(eu, owner);
  const id = newPostId();
  expect(await post(eu, owner, { channel, text: "one", id })).toEqual(at(1));
  expect(await post(eu, owner, { channel, text: "one", id })).toEqual(at(1));
  await expect(post(eu, owner, { channel, text: "two", id })).rejects.toMatchObject({ code: "ID_CONFLICT" });
  expect(await post(eu, owner, { channel, text: "two" })).toEqual(at(2));
  const old = { channel, text: "old", id: newPostId(Date.now() - 8 * DAY_MS) };
  await expect(post(eu, owner, old)).rejects.toMatchObject({ code: "ID_TOO_OLD" });
  expect(await textsOf(eu, owner, channel)).toEqual(["one", "two"]);
});

test("posters post, admins change the channel, and the owner stays", async () => {
  const { eu } = world;
  const [owner, admin, reader] = [await eu.person(), await eu.person(), await eu.person()];
  const channel = await created(eu, owner);
  const { POSTER, CHANNEL_ADMIN, READER } = wire.ChannelRole;
  await expect(post(eu, admin, { channel, text: "x" })).rejects.toMatchObject({ code: "NOT_POSTER" });
  const give = (by: typeof owner, user: string, role: cellwire.v1.ChannelRole) =>
    eu.requests.changeChannel({ channel, posters: [{ user, role }] }, by);
  await give(owner, admin.user, CHANNEL_ADMIN);
  await give(admin, reader.user, POSTER);
  await expect(give(reader, admin.user, READER)).rejects.toMatchObject({ code: "NOT_POSTER" });
  await give(admin, owner.user, READER);
  await post(eu, owner, { channel, text: "by the owner" });
  await give(admin, reader.user, READER);
  await expect(post(eu, reader, { channel, text: "x" })).rejects.toMatchObject({ code: "NOT_POSTER" });
  await expect(give(owner, "nobody-at-all", POSTER)).rejects.toMatchObject({ code: "UNKNOWN_USER" });
  const { channel: changed } = await eu.requests.changeChannel({ channel, title: Buffer.from("Olds") }, admin);
  expect(Buffer.from(changed?.title ?? []).toString()).toBe("Olds");
  expect(changed?.posters?.map(({ user }) => user)).toEqual([owner.user, admin.user]);
});

test("who subscribes begins at the head, marks rise up to it, and the user's other devices are told", async () => {
  const { eu } = world;
  const [owner, reader] = [await eu.person(), await eu.person()];
  const channel = await created(eu, owner);
  await post(eu, owner, { channel, text: "before" });
  const subscribed = await eu.requests.subscribeChannel({ channel }, reader);
  expect(subscribed.channel).toMatchObject({ head: at(1), read: at(1), subscribers: 1, posters: [] });
  await eu.requests.subscribeChannel({ channel }, reader);
  await post(eu, owner, { channel, text: "after" });
  await eu.requests.markChannelRead({ channel, read: at(9) }, reader);
  await eu.requests.markChannelRead({ channel, read: at(1) }, reader);
  const { subscriptions } = await eu.requests.listChannels({}, reader);
  expect(subscriptions).toMatchObject({
    channels: [{ channel, head: at(2), read: at(2), subscribers: 1 }],
    more: false,
  });
  const told = eu.notified.filter(({ users }) => users[0] === reader.user);
  expect(told.map(({ frame }) => wire.ServerFrame.decode(frame).channelsChanged?.channel)).toEqual(
    Array.from({ length: 3 }, () => channel),
  );
  await eu.requests.unsubscribeChannel({ channel }, reader);
  await eu.requests.unsubscribeChannel({ channel }, reader);
  expect((await eu.requests.getChannel({ channel }, reader)).channel?.subscribers).toBe(0);
  const marking = eu.requests.markChannelRead({ channel, read: at(1) }, reader);
  await expect(marking).rejects.toMatchObject({ code: "NOT_SUBSCRIBED" });
});

test("posts are read from either end", async () => {
  const { eu } = world;
  const owner = await eu.person();
  const channel = await created(eu, owner);
  for (const text of ["1", "2", "3", "4", "5"]) await post(eu, owner, { channel, text });
  const read = async (range: object) => {
    const { posts } = await eu.requests.fetchPosts({ channel, limit: 2, ...range }, owner);
    return { ns: posts?.posts?.map(({ key }) => keyOf(key).n), through: keyOf(posts?.through).n };
  };
  expect(await read({ after: at(1) })).toEqual({ ns: [2, 3], through: 3 });
  expect(await read({ after: at(4) })).toEqual({ ns: [5], through: 5 });
  expect(await read({ after: at(5) })).toEqual({ ns: [], through: 5 });
  expect(await read({ before: at(6) })).toEqual({ ns: [5, 4], through: 4 });
  expect(await read({ before: at(2) })).toEqual({ ns: [1], through: 1 });
  expect(await read({ before: at(1) })).toEqual({ ns: [], through: 0 });
});

test("after the storage went back, numbers go on in another term", async () => {
  await using own = await channelWorld();
  const owner = await own.eu.person();
  const channel = await created(own.eu, owner);
  await post(own.eu, owner, { channel, text: "before" });
  await own.eu.pool.query("update incarnation set generation = 2");
  expect(await post(own.eu, owner, { channel, text: "after" })).toEqual(at(1, 2));
  expect(await textsOf(own.eu, owner, channel)).toEqual(["before", "after"]);
});

test("what was stored and not pushed is pushed by the next look at the table, in order and once", async () => {
  const { eu } = world;
  const [owner, reader] = [await eu.person(), await eu.person()];
  const channel = await created(eu, owner);
  await eu.requests.subscribeChannel({ channel }, reader);
  await post(eu, owner, { channel, text: "1" });
  eu.isDead.value = true;
  await post(eu, owner, { channel, text: "2" });
  eu.isDead.value = false;
  await post(eu, owner, { channel, text: "3" });
  await eu.feed.settled();
  expect(reader.socket.texts).toEqual(["1", "2", "3"]);
  eu.isDead.value = true;
  await post(eu, owner, { channel, text: "4" });
  eu.isDead.value = false;
  await eu.feed.runOnce();
  await eu.feed.settled();
  expect(reader.socket.texts).toEqual(["1", "2", "3", "4"]);
});

test("a full socket is sent nothing, and told the head when it has room", async () => {
  const { eu } = world;
  const [owner, slow, quick] = [await eu.person(), await eu.person(), await eu.person()];
  const channel = await created(eu, owner);
  for (const reader of [slow, quick]) await eu.requests.subscribeChannel({ channel }, reader);
  slow.socket.isFull = true;
  await post(eu, owner, { channel, text: "1" });
  await eu.feed.runOnce();
  slow.socket.isFull = false;
  await eu.feed.runOnce();
  expect(slow.socket).toMatchObject({ texts: [], heads: [at(1)] });
  expect(quick.socket).toMatchObject({ texts: ["1"], heads: [] });
});

test("subscribers of another cell get each post once, whatever hints were lost, and their cell stores it once", async () => {
  const { eu, us, link } = world;
  const [owner, reader, second] = [await eu.person(), await us.person(), await us.person()];
  const channel = await created(eu, owner, "Across");
  await post(eu, owner, { channel, text: "history" });
  for (const person of [reader, second]) await us.requests.subscribeChannel({ channel }, person);
  for (const text of ["1", "2"]) await post(eu, owner, { channel, text });
  link.isDown = true;
  await synced(us);
  expect(reader.socket.texts).toEqual([]);
  link.isDown = false;
  await synced(us);
  await synced(us);
  await post(eu, owner, { channel, text: "3" });
  await us.follower.hinted(eu.cell, [channel]);
  await us.follower.settled();
  for (const { socket } of [reader, second]) expect(socket.texts).toEqual(["1", "2", "3"]);
  const { rows } = await us.pool.query("select count(*)::int as count from channel_post where sender = $1", [
    owner.user,
  ]);
  expect(rows).toEqual([{ count: 3 }]);
  // What was before anybody subscribed here is asked of the authority.
  expect(await textsOf(us, reader, channel)).toEqual(["history", "1", "2", "3"]);
  expect((await eu.requests.getChannel({ channel }, owner)).channel?.subscribers).toBe(2);
  const { subscriptions } = await us.requests.listChannels({}, reader);
  expect(subscriptions?.channels).toMatchObject([{ channel, head: at(4), read: at(1), subscribers: 2 }]);
});

test("a poster of another cell posts through the authority; who is away is answered RETRY_AFTER", async () => {
  const { eu, us, link } = world;
  const [owner, author] = [await eu.person(), await us.person()];
  const channel = await created(eu, owner);
  const posters = [{ user: author.user, role: wire.ChannelRole.POSTER }];
  await eu.requests.changeChannel({ channel, posters }, owner);
  const id = newPostId();
  link.isDown = true;
  await expect(post(us, author, { channel, text: "far", id })).rejects.toMatchObject({ code: "RETRY_AFTER" });
  link.isDown = false;
  expect(await post(us, author, { channel, text: "far", id })).toEqual(at(1));
  expect(await post(us, author, { channel, text: "far", id })).toEqual(at(1));
});

test("nobody posts in the name of a user of another cell, and only the authority's hints cause a pull", async () => {
  const { eu, us } = world;
  const [owner, reader] = [await eu.person(), await us.person()];
  const channel = await created(eu, owner);
  await us.requests.subscribeChannel({ channel }, reader);
  const body = wire.ChannelQuestion.encode({
    user: owner.user,
    post: { channel, messageId: newPostId(), content: Buffer.from("forged") },
  }).finish();
  const answer = wire.ChannelAnswer.decode(await eu.ask(us.cell, body));
  expect(answer.code).toBe("NOT_HOME");
  await post(eu, owner, { channel, text: "1" });
  await us.follower.hinted(us.cell, [channel]);
  await us.follower.settled();
  expect(reader.socket.texts).toEqual([]);
});

test("a cell whose last subscriber has left is told nothing more, and begins anew at the head when one comes", async () => {
  const { eu, us } = world;
  const [owner, reader] = [await eu.person(), await us.person()];
  const channel = await created(eu, owner);
  await us.requests.subscribeChannel({ channel }, reader);
  expect(await eu.store.cellsOf([channel])).toEqual(new Map([[us.cell, [channel]]]));
  await us.requests.unsubscribeChannel({ channel }, reader);
  await synced(us);
  expect(await eu.store.cellsOf([channel])).toEqual(new Map());
  await post(eu, owner, { channel, text: "missed" });
  await synced(us);
  const again = await us.requests.subscribeChannel({ channel }, reader);
  expect(again.channel).toMatchObject({ head: at(1), read: at(1) });
  await post(eu, owner, { channel, text: "2" });
  await synced(us);
  expect(reader.socket.texts).toEqual(["2"]);
  expect(await textsOf(us, reader, channel)).toEqual(["missed", "2"]);
});

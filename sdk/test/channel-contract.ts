/** What a Client promises about channels, as a suite to run over every way there is to get one. */

import { messageIdAt } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import type { ChannelPost } from "../src/channels/contract.ts";
import { textOf } from "../src/client.ts";
import { once, peopleOf, until, type ClientsUnderTest, type Person } from "./people.ts";

const NO_CHANNEL = "0".repeat(26);

export function channelContract(name: string, setup: () => Promise<ClientsUnderTest>): void {
  describe(`channels of ${name}`, () => {
    const { start, newUser } = peopleOf(setup);

    test("each subscriber gets each post once, in order, from the moment of subscribing on", async () => {
      const [owner, reader, late] = [await start(), await start(), await start()];
      const { id } = await owner.client.channels.create({ title: "News" });
      await owner.client.channels.post(id, "before");
      const posts = postsOf(reader);
      const { unread, title } = await reader.client.channels.subscribe(id);
      expect({ unread, title }).toEqual({ unread: 0, title: "News" });
      for (const text of ["1", "2"]) await owner.client.channels.post(id, text);
      const latePosts = postsOf(late);
      await late.client.channels.subscribe(id);
      await owner.client.channels.post(id, "3");
      await has(reader, posts, 3);
      await has(late, latePosts, 1);
      expect(posts.map(textOf)).toEqual(["1", "2", "3"]);
      expect(latePosts.map(textOf)).toEqual(["3"]);
      expect(posts.map(({ key }) => key.n)).toEqual([2, 3, 4]);
      expect(posts.map(({ sender }) => sender)).toEqual([owner.user, owner.user, owner.user]);
    });

    test("posts made at once keep their order, and a post id has one effect", async () => {
      const owner = await start();
      const { channels } = owner.client;
      const { id } = await channels.create({ title: "Order" });
      const texts = Array.from({ length: 20 }, (_, i) => `${i}`);
      await Promise.all(texts.map((text) => channels.post(id, text)));
      const postId = messageIdAt(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
      const first = await channels.post(id, "again", { postId });
      expect(await channels.post(id, "again", { postId })).toEqual(first);
      await expect(channels.post(id, "other", { postId })).rejects.toMatchObject({ reason: "ID_CONFLICT" });
      expect(await read(owner, id)).toEqual([...texts, "again"]);
    });

    test("what was posted is read from either end, by whoever knows the id", async () => {
      const [owner, passer] = [await start(), await start()];
      const { id } = await owner.client.channels.create({ title: "Archive" });
      const texts = Array.from({ length: 60 }, (_, i) => `${i}`);
      for (const text of texts) await owner.client.channels.post(id, text);
      expect(await read(passer, id)).toEqual(texts);
      const newest: string[] = [];
      for await (const post of passer.client.channels.posts(id)) newest.push(textOf(post));
      expect(newest).toEqual(texts.toReversed());
    });

    test("roles are given and taken, and tell who may do what", async () => {
      const [owner, author] = [await start(), await start()];
      const { channels } = owner.client;
      const { id } = await channels.create({ title: "Roles" });
      await expect(author.client.channels.post(id, "x")).rejects.toMatchObject({ reason: "NOT_POSTER" });
      await channels.setRole(id, author.user, "poster");
      await author.client.channels.post(id, "by the author");
      await expect(author.client.channels.rename(id, "Mine")).rejects.toMatchObject({ reason: "NOT_POSTER" });
      await channels.setRole(id, author.user, "admin");
      expect(await author.client.channels.rename(id, "Ours")).toMatchObject({ title: "Ours" });
      await author.client.channels.setRole(id, author.user, "none");
      expect((await channels.info(id)).posters).toEqual([{ user: owner.user, role: "owner" }]);
      await expect(channels.setRole(id, newUser(), "poster")).rejects.toMatchObject({ reason: "UNKNOWN_USER" });
    });

    test("read marks are the user's, and the list says what is unread", async () => {
      const [owner, reader] = [await start(), await start()];
      const tablet = await start(reader.user);
      const { id } = await owner.client.channels.create({ title: "Marks" });
      const posts = postsOf(reader);
      await reader.client.channels.subscribe(id);
      await tablet.client.channels.list();
      for (const text of ["1", "2", "3"]) await owner.client.channels.post(id, text);
      await has(reader, posts, 3);
      const told = until(tablet.client, "channels-changed", ({ read }) => read !== undefined);
      await reader.client.channels.markRead(id, posts[1]!.key);
      expect(await told).toEqual({ channel: id, read: posts[1]!.key });
      expect(await tablet.client.channels.list()).toMatchObject([
        { id, title: "Marks", unread: 1, head: posts[2]!.key },
      ]);
      await reader.client.channels.markRead(id);
      expect(await tablet.client.channels.list()).toMatchObject([{ id, unread: 0 }]);
    });

    test("another device of the user learns what was subscribed, and gets its posts", async () => {
      const [owner, phone] = [await start(), await start()];
      const laptop = await start(phone.user);
      const { id } = await owner.client.channels.create({ title: "Two devices" });
      await laptop.client.channels.list();
      const posts = postsOf(laptop);
      const told = once(laptop.client, "channels-changed");
      await phone.client.channels.subscribe(id);
      await told;
      await laptop.client.channels.list();
      await owner.client.channels.post(id, "to both");
      await has(laptop, posts, 1);
      await phone.client.channels.unsubscribe(id);
      expect(await phone.client.channels.list()).toEqual([]);
      await expect(phone.client.channels.markRead(id, posts[0]!.key)).rejects.toMatchObject({
        reason: "NOT_SUBSCRIBED",
      });
    });

    test("refuse what there is not", async () => {
      const { channels } = (await start()).client;
      await expect(channels.subscribe(NO_CHANNEL)).rejects.toMatchObject({ reason: "UNKNOWN_CHANNEL" });
      await expect(channels.post(NO_CHANNEL, "x")).rejects.toMatchObject({ reason: "UNKNOWN_CHANNEL" });
      await expect(channels.info("no id")).rejects.toThrow(RangeError);
      await expect(channels.create({ title: "" })).rejects.toThrow(RangeError);
      await expect(channels.post(NO_CHANNEL, new Uint8Array(65_537))).rejects.toThrow(RangeError);
    });
  });
}

function postsOf({ client }: Person): ChannelPost[] {
  const posts: ChannelPost[] = [];
  client.on("channel-post", (post) => posts.push(post));
  return posts;
}

async function has({ client }: Person, posts: readonly ChannelPost[], count: number): Promise<void> {
  if (posts.length < count) await until(client, "channel-post", () => posts.length >= count);
}

async function read({ client }: Person, channel: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const post of client.channels.posts(channel, { after: { term: 0, n: 0 } })) texts.push(textOf(post));
  return texts;
}

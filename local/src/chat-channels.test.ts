import { createFakeNetwork } from "@cellwire/sdk/testing";
import type { Client } from "@cellwire/sdk";
import { afterEach, expect, test } from "vitest";
import { ChatChannels } from "./chat-channels.ts";

const clients: Client[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

async function setup() {
  const network = createFakeNetwork();
  const start = async (user: string) => {
    const client = network.client(user);
    clients.push(client);
    await client.connect();
    const shown: string[] = [];
    const channels = new ChatChannels(client, { print: (line) => shown.push(line.trim()) });
    return { client, shown, say: (line: string) => channels.command(line.split(" ")) };
  };
  return { alice: await start("alice"), bob: await start("bob") };
}

test("a channel is created, joined, posted to, read, listed and left", async () => {
  const { alice, bob } = await setup();
  const id = /channel (\S+):/.exec((await alice.say("/channel create Daily news")) ?? "")![1]!;
  expect(await bob.say(`/channel join ${id}`)).toContain("Daily news, 0 unread, 1 subscribers");
  const posted = new Promise((resolve) => bob.client.on("channel-post", resolve));
  expect(await alice.say(`/channel post ${id} it rains`)).toBe("  posted");
  await posted;
  expect(bob.shown).toEqual(["[Daily news] alice: it rains"]);
  expect(await bob.say("/channel list")).toContain("1 unread");
  expect(await bob.say(`/channel read ${id}`)).toBe("  alice: it rains");
  expect(await bob.say("/channel list")).toContain("0 unread");
  await bob.say(`/channel leave ${id}`);
  expect(await bob.say("/channel list")).toBe("  none");
  expect(await bob.say(`/channel read ${id}`)).toBe("  alice: it rains");
  await expect(bob.say(`/channel post ${id} me too`)).rejects.toMatchObject({ reason: "NOT_POSTER" });
  expect(await bob.say("/channel")).toContain("create TITLE");
  expect(await bob.say("/who")).toBeUndefined();
});

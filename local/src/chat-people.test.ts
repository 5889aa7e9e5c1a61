import { createFakeNetwork } from "@cellwire/sdk/testing";
import type { Client, Counterpart } from "@cellwire/sdk";
import { afterEach, expect, test } from "vitest";
import { ChatPeople } from "./chat-people.ts";

const clients: Client[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

async function setup() {
  const network = createFakeNetwork();
  const start = async (user: string) => {
    const client = network.client(user);
    clients.push(client);
    await client.connect();
    return client;
  };
  const [alice, bob] = [await start("alice"), await start("bob")];
  const shown: string[] = [];
  let current: Counterpart | undefined;
  const people = new ChatPeople(alice, { print: (line) => shown.push(line.trim()), current: () => current });
  const say = (line: string) => people.command(line.split(" "));
  const talkTo = (peer: Counterpart) => (current = peer);
  return { alice, bob, say, talkTo, shown };
}

function next(client: Client, name: "presence" | "typing"): Promise<unknown> {
  return new Promise((resolve) => client.on(name, resolve));
}

test("blocks and contacts are changed and listed", async () => {
  const { say } = await setup();
  expect(await say("/blocked")).toBe("  nobody");
  await say("/block bob");
  expect(await say("/blocked")).toBe("  bob");
  await say("/unblock bob");
  expect(await say("/blocked")).toBe("  nobody");
  await say("/contact carol");
  expect(await say("/contacts")).toBe("  carol");
  await expect(say("/block not/a/user")).rejects.toThrow(RangeError);
});

test("settings are shown and changed by name", async () => {
  const { say } = await setup();
  expect(await say("/settings last-seen contacts")).toContain("last-seen contacts");
  expect(await say("/settings read-receipts off")).toMatch(/last-seen contacts[^]*read-receipts off/);
  expect(await say("/settings")).toMatch(/online everyone[^]*read-receipts off/);
  for (const bad of ["/settings last-seen sometimes", "/settings toString everyone", "/settings read-receipts maybe"])
    expect(await say(bad)).toContain("/settings last-seen|online|delivered");
});

test("presence and typing of others are shown, and typing is told", async () => {
  const { alice, bob, say, talkTo, shown } = await setup();
  expect(await say("/presence bob carol")).toBe("  bob is online\n  nothing is known of carol");
  const gone = next(alice, "presence");
  const typed = next(bob, "typing");
  expect(await say("/typing")).toContain("Whom to?");
  talkTo({ peer: bob.user!, group: undefined });
  await say("/typing");
  expect(await typed).toEqual({ peer: "alice", typing: true });
  const typing = next(alice, "typing");
  bob.people.typing("alice");
  await typing;
  await bob.close();
  await gone;
  expect(shown[0]).toBe("bob is typing");
  expect(shown[1]).toMatch(/^bob was here at /);
  expect(await say("/unheard-of")).toBeUndefined();
});

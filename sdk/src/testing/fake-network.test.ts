import { expect, test } from "vitest";
import { clientContract } from "../../test/client-contract.ts";
import { channelContract } from "../../test/channel-contract.ts";
import { chatsContract } from "../../test/chats-contract.ts";
import { contentContract } from "../../test/content-contract.ts";
import { peopleContract } from "../../test/people-contract.ts";
import { groupContract } from "../../test/group-contract.ts";
import { keysContract } from "../../test/keys-contract.ts";
import { modelTest } from "../../test/model/model.ts";
import { once, until, type ClientsUnderTest } from "../../test/people.ts";
import { textOf } from "../client.ts";
import { createFakeNetwork } from "./fake-network.ts";

async function setup(): Promise<ClientsUnderTest> {
  const network = createFakeNetwork();
  let users = 0;
  return {
    newUser: () => `user-${++users}`,
    client: (user, store) => network.client(user, { store }),
    dispose: async () => undefined,
  };
}

clientContract("the fake network", setup);
groupContract("the fake network", setup);
channelContract("the fake network", setup);
contentContract("the fake network", setup);
chatsContract("the fake network", setup);
peopleContract("the fake network", setup);
keysContract("the fake network", setup);
modelTest("the fake network", setup, { runs: 30, operationsMax: 60, timeoutMs: 60_000 });

test("a user who was cut off gets everything once the network is back", async () => {
  const network = createFakeNetwork();
  const [alice, bob] = [network.client("alice"), network.client("bob")];
  await Promise.all([alice.connect(), bob.connect()]);
  const offline = until(bob, "connection", ({ state }) => state === "offline");
  network.cut("bob");
  await offline;
  await (
    await alice.send("bob", "hello")
  ).sequenced;
  const arriving = once(bob, "message");
  network.restore("bob");
  expect(textOf(await arriving)).toBe("hello");
  await Promise.all([alice.close(), bob.close()]);
});

/** What a client promises an application, in a real browser: its fetch, its WebSocket and its IndexedDB, against real cells. */

import { createClient, textOf, type Client, type Store } from "@cellwire/sdk";
import { createIndexedDbStore } from "@cellwire/sdk/store-indexed-db";
import { expect, inject, test } from "vitest";
import { clientContract } from "../../sdk/test/client-contract.ts";
import { chatsContract } from "../../sdk/test/chats-contract.ts";
import { contentContract } from "../../sdk/test/content-contract.ts";
import { groupContract } from "../../sdk/test/group-contract.ts";
import { keysContract } from "../../sdk/test/keys-contract.ts";
import { once, type ClientsUnderTest } from "../../sdk/test/people.ts";
import { storeConformance } from "../../sdk/test/store-conformance.ts";
import type { CellAddresses } from "./cells.ts";

const cells: CellAddresses = inject("cells" as never);
const REGIONS = ["eu", "us"] as const;

let made = 0;
/** Of a user that no other test has. */
const newUser = () => `browser-${++made}`;
const newStore = () => createIndexedDbStore({ user: `store-${++made}` });

async function userToken(user: string): Promise<string> {
  const answer = await fetch(`${cells.tokenUrl}?user=${encodeURIComponent(user)}`);
  if (!answer.ok) throw new Error(`no token for ${user}: ${answer.status}`);
  return answer.text();
}

function clientOf(user: string, store: Store): Client {
  return createClient({
    directoryUrl: cells.directoryUrl,
    userToken: () => userToken(user),
    region: REGIONS[Number(user.split("-")[1]) % REGIONS.length]!,
    store,
  });
}

const setup = async (): Promise<ClientsUnderTest> => ({
  newUser,
  newStore,
  client: clientOf,
  dispose: async () => undefined,
});

clientContract("a browser", setup);
groupContract("a browser", setup);
keysContract("a browser", setup);
contentContract("a browser", setup);
chatsContract("a browser", setup);

storeConformance("a browser's IndexedDB", async () => {
  const user = newUser();
  const stores = [createIndexedDbStore({ user })];
  return {
    store: stores[0]!,
    reopen: async () => {
      const again = createIndexedDbStore({ user });
      stores.push(again);
      return again;
    },
    dispose: async () => {
      for (const store of stores) await store.close();
    },
  };
});

test("what a page took to send before it could connect, the next page sends", async () => {
  const [alice, bob] = [newUser(), newUser()];
  const reader = clientOf(bob, newStore());
  await reader.connect();
  const arriving = once(reader, "message");
  const first = clientOf(alice, createIndexedDbStore({ user: alice }));
  await first.send(bob, "from the first page");
  await first.close();
  const second = clientOf(alice, createIndexedDbStore({ user: alice }));
  await second.connect();
  expect(textOf(await arriving)).toBe("from the first page");
  await second.close();
  await reader.close();
});

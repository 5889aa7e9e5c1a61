import { expect, test } from "vitest";
import { createSqliteStore } from "../store/sqlite.ts";
import { createMemoryStore } from "../store/memory.ts";
import { createFakeNetwork } from "../testing/fake-network.ts";

test("a client that is closed while its keys are made reports no error", async () => {
  const network = createFakeNetwork();
  for (let i = 0; i < 10; i++) {
    const errors: Error[] = [];
    const client = network.client("alice", { store: createSqliteStore(":memory:") });
    client.on("error", (error) => errors.push(error));
    await client.connect();
    await client.close();
    // Longer than keys take to be made.
    await crypto.subtle.generateKey("Ed25519", true, ["sign"]);
    await crypto.subtle.generateKey("Ed25519", true, ["sign"]);
    expect(errors).toEqual([]);
  }
});

test("a device keeps its keys, and its place in the list, from run to run", async () => {
  const network = createFakeNetwork();
  const store = createMemoryStore();
  const run = async () => {
    const client = network.client("alice", { store });
    await client.connect();
    await expect.poll(async () => (await client.devices())[0]?.signed).toBe(true);
    const [{ fingerprint } = { fingerprint: undefined }] = await client.devices();
    const [list] = await client.keys.deviceLists(["alice"]);
    await client.close();
    return { fingerprint, version: list?.version };
  };
  const first = await run();
  expect(first).toEqual({ fingerprint: expect.stringMatching(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/), version: 1 });
  expect(await run()).toEqual(first);
});

test("a device without keys is in no list", async () => {
  const client = createFakeNetwork().client("alice", { deviceKeys: false });
  await client.connect();
  expect(await client.devices()).toMatchObject([{ signed: false, fingerprint: undefined }]);
  await client.close();
});

import { groupId, thingKey } from "@cellwire/protocol";
import { HttpServer } from "@cellwire/runtime/http-server.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { afterEach, expect, test } from "vitest";
import { DirectoryClient } from "./directory-client.ts";

const GROUP = groupId(new Uint8Array(16));
const KEY = thingKey({ kind: "group", id: GROUP });
const OP = "00000000-0000-7000-8000-000000000001";
const PLACED = { thing: KEY, cell: "eu", epoch: 1, statement: "signed" };

let stop = async (): Promise<void> => undefined;
afterEach(() => stop());

/** A directory that gives one answer to everything. */
async function setup(status: number, answer: object) {
  const asked: object[] = [];
  const server = new HttpServer({
    name: "directory",
    host: "127.0.0.1",
    port: 0,
    log: silentLogger,
    bodyLimitBytes: 1024,
    routes: (app) =>
      void app.all("/v1/*", ({ method, url, body, headers: { authorization } }, reply) => {
        asked.push({ method, url, body, authorization });
        return reply.status(status).send(answer);
      }),
  });
  await server.start();
  const tokens = { token: async (audience: string) => `for-${audience}` };
  const client = new DirectoryClient({ url: `http://127.0.0.1:${server.port}`, tokens });
  stop = async () => {
    await client.close();
    await server.stop();
  };
  return { client, asked };
}

test("a group is placed under its id and operation id, and the directory knows who asks", async () => {
  const { client, asked } = await setup(200, PLACED);
  expect(await client.placeGroup({ group: GROUP, op: OP })).toEqual({ kind: "placed", placement: PLACED });
  const body = { kind: "group", id: GROUP, op: OP };
  expect(asked).toEqual([
    { method: "POST", url: "/v1/placements", body, authorization: "Bearer for-cellwire-directory" },
  ]);
});

test.each([
  [409, "ID_TAKEN", "taken"],
  [503, "NO_CAPACITY", "noCapacity"],
])("a placement that is refused with %i %s is an outcome", async (status, code, kind) => {
  const { client } = await setup(status, { code, message: "" });
  expect(await client.placeGroup({ group: GROUP, op: OP })).toEqual({ kind });
});

test.each([
  [503, { code: "TIMEOUT", message: "" }],
  [200, { ...PLACED, thing: "group:no-id" }],
])("any other answer to a placement is a failure: %i %j", async (status, answer) => {
  const { client } = await setup(status, answer);
  await expect(client.placeGroup({ group: GROUP, op: OP })).rejects.toMatchObject({ code: "DIRECTORY_ANSWER" });
});

test("a group is looked up by its key", async () => {
  const { client, asked } = await setup(200, PLACED);
  expect(await client.placement(KEY)).toEqual(PLACED);
  expect(asked).toMatchObject([{ method: "GET", url: `/v1/placements/${encodeURIComponent(KEY)}` }]);
});

test("a group that was never placed is no failure", async () => {
  const { client } = await setup(404, { code: "UNKNOWN_THING", message: "" });
  expect(await client.placement(KEY)).toBeUndefined();
});

import { DIRECTORY_ISSUER, TOKEN_TYPE } from "@cellwire/protocol";
import type { HttpRequest } from "@cellwire/runtime/http-client.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { serverRoutes } from "@cellwire/server-api/serve.ts";
import { ServerTokenVerifier } from "@cellwire/server-api/server-tokens.ts";
import { fastify } from "fastify";
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from "jose";
import { expect, test } from "vitest";
import { cell, registration } from "../../test/cell-registration.ts";
import { NOW_S, stoppedClock, testKey } from "../../test/test-tokens.ts";
import { MemoryRegistry } from "../registry/memory.ts";
import { parseSigningKeys } from "../tickets/key-set.ts";
import { Signer } from "../tickets/signer.ts";
import type { CellCalls } from "./cell-calls.ts";
import { relayHandlers } from "./relay.ts";

const KEY = "0190b0a0-c000-7abc-8def-0123456789ab";
const OP = "00000000-0000-4000-8000-000000000001";
const ALICE = "alice" as never;

/** One cell, eu, where alice lives, that answers as it is told; `asked` is what it was asked. */
async function setup(answer: { status: number; body: unknown } = { status: 200, body: { devices: [], known: true } }) {
  const [backend, own] = [await testKey("backend-1"), await testKey("dir-1")];
  const registry = new MemoryRegistry();
  await registry.putCell(cell("eu"), registration({ region: "eu", publicKeys: [(await testKey("eu-1")).publicJwk] }));
  await registry.place({ thing: ALICE, cell: cell("eu"), op: OP });
  const asked: (HttpRequest & { cell: string })[] = [];
  const cells = {
    request: async (at: string, request: HttpRequest) => {
      asked.push({ ...request, cell: at });
      return { status: answer.status, headers: {}, body: Buffer.from(JSON.stringify(answer.body)) };
    },
  } as unknown as CellCalls;
  const signingKeys = await parseSigningKeys(JSON.stringify({ active: "dir-1", keys: [own.privateJwk] }));
  const handlers = relayHandlers({
    registry,
    signer: new Signer(signingKeys, stoppedClock),
    cells,
    erasures: { isErased: async (user) => user === ("gone" as never) },
    clock: stoppedClock,
    random: { bytes: (count) => new Uint8Array(count), float: () => 0 },
  });
  const applicationKeys = createLocalJWKSet({ keys: [{ ...backend.publicJwk }] });
  const verifier = new ServerTokenVerifier({ audience: "cellwire-server", applicationKeys, clock: stoppedClock });
  const app = fastify();
  const clock = { ...stoppedClock, nowMs: () => Number.parseInt(KEY.slice(0, 13).replace("-", ""), 16) };
  serverRoutes({ handlers, verifier, clock, log: silentLogger })(app);
  const token = await new SignJWT({ aud: "cellwire-server", scope: "users:write messages:send", sub: "billing" })
    .setProtectedHeader({ alg: "EdDSA", kid: "backend-1" })
    .setIssuedAt(NOW_S)
    .setExpirationTime(NOW_S + 60)
    .sign(await importJWK({ ...backend.privateJwk }, "EdDSA"));
  const call = async (
    method: "POST" | "PUT" | "GET",
    url: string,
    { body, key = KEY }: { body?: object; key?: string | null } = {},
  ) => {
    const headers = { authorization: `Bearer ${token}`, ...(key !== null && { "idempotency-key": key }) };
    const payload = body && {
      payload: JSON.stringify(body),
      headers: { ...headers, "content-type": "application/json" },
    };
    const { statusCode, json } = await app.inject({ method, url, headers, ...payload });
    return { status: statusCode, body: json<Record<string, unknown>>() };
  };
  return { call, asked, keys: createLocalJWKSet({ keys: [{ ...own.publicJwk }] }), registry };
}

test("what the home cell does is passed on with a token that is good in that cell alone, and the same key", async () => {
  const { call, asked, keys } = await setup();
  expect(await call("POST", "/server/v1/users/alice/revocations", { body: { device: "phone" } })).toEqual({
    status: 200,
    body: { devices: [], known: true },
  });
  const [request] = asked;
  expect(request).toMatchObject({ cell: "eu", method: "POST", path: "/server/v1/users/alice/revocations" });
  expect(request!.headers).toMatchObject({ "idempotency-key": KEY });
  expect(JSON.parse(String(request!.body))).toEqual({ device: "phone" });
  const passed = request!.headers!["authorization"]!.slice("Bearer ".length);
  const { payload } = await jwtVerify(passed, keys, {
    typ: TOKEN_TYPE.server,
    issuer: DIRECTORY_ISSUER,
    audience: "eu",
    currentDate: new Date(NOW_S * 1000),
  });
  expect(payload).toMatchObject({ sub: "billing", scope: "users:write" });
});

test.each([
  ["PUT", "/server/v1/users/nobody/suspension", "UNKNOWN_USER", 404],
  ["PUT", "/server/v1/users/gone/suspension", "USER_ERASED", 410],
  ["PUT", "/server/v1/users/a%20b/suspension", "REQUEST_INVALID", 400],
  ["GET", "/server/v1/users/alice", "SCOPE_MISSING", 403],
] as const)("%s %s is answered with %s, and no cell is asked", async (method, url, code, status) => {
  const { call, asked } = await setup();
  expect(await call(method, url)).toMatchObject({ status, body: { code } });
  expect(asked).toEqual([]);
});

test.each([null, "not-a-uuid", "00000000-0000-7000-8000-000000000000"])(
  "a change with the key %s is refused",
  async (key) => {
    const { call } = await setup();
    expect(await call("PUT", "/server/v1/users/alice/suspension", { key })).toMatchObject({
      body: { code: "KEY_INVALID" },
    });
  },
);

test.each([
  [409, { code: "KEY_REUSED", message: "used" }, "KEY_REUSED", 409],
  [409, { code: "NOT_HOME", message: "moved" }, "RETRY_AFTER", 503],
  [500, "<html>", "HOME_UNAVAILABLE", 503],
] as const)("the cell's %i %j becomes %s", async (status, body, code, expected) => {
  const { call } = await setup({ status, body });
  expect(await call("PUT", "/server/v1/users/alice/suspension")).toMatchObject({
    status: expected,
    body: { code },
  });
});

test("a system user is placed when somebody first speaks as it", async () => {
  const { call, asked, registry } = await setup();
  const message = { sender: "system.billing", to: { user: "alice" }, content: "aGk=" };
  expect((await call("POST", "/server/v1/messages", { body: message })).status).toBe(200);
  expect(asked[0]!.cell).toBe("eu");
  expect(await registry.placement("system.billing" as never)).toMatchObject({ cell: "eu" });
});

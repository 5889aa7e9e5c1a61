import { TOKEN_TYPE } from "@cellwire/protocol";
import { describe, expect, it } from "vitest";
import { cell, group, op, user } from "../../test/cell-registration.ts";
import { ADMIN_TOKEN, directoryApp, expectFailure, verified } from "../../test/directory-app.ts";
import { NOW_S, peerToken } from "../../test/test-tokens.ts";

describe("GET /v1/placements/:thing", () => {
  it("tells a cell where a user lives, with a statement that proves it", async () => {
    const { call, keys, registry } = await directoryApp();
    await registry.place({ thing: user("bob"), cell: cell("us"), op: op(1) });
    const answer = await call("GET", "/v1/placements/bob", { token: await peerToken(keys.eu) });
    expect(answer).toMatchObject({ status: 200, body: { thing: "bob", cell: "us", epoch: 1 } });
    const { body: keySet } = await call("GET", "/.well-known/jwks.json");
    const { payload } = await verified(answer.body.statement, keySet, TOKEN_TYPE.placement);
    expect(payload).toMatchObject({ sub: "bob", cell: "us", epoch: 1, op: op(1), state: "ACTIVE", iat: NOW_S });
  });

  it("knows no group that was never placed", async () => {
    const { call, keys } = await directoryApp();
    const path = `/v1/placements/${encodeURIComponent(group(1))}`;
    expectFailure(await call("GET", path, { token: await peerToken(keys.eu) }), "UNKNOWN_THING");
  });

  it("places nobody who is only looked up", async () => {
    const { call, keys } = await directoryApp();
    const token = await peerToken(keys.eu);
    expectFailure(await call("GET", "/v1/placements/bob", { token }), "UNKNOWN_USER");
    expectFailure(await call("GET", "/v1/placements/bob", { token }), "UNKNOWN_USER");
    expectFailure(await call("GET", "/v1/placements/b%40b", { token }), "REQUEST_INVALID");
  });

  it("is for cells only", async () => {
    const { call, keys } = await directoryApp();
    expectFailure(await call("GET", "/v1/placements/bob"), "TOKEN_MISSING");
    expectFailure(await call("GET", "/v1/placements/bob", { token: ADMIN_TOKEN }), "PEER_TOKEN_INVALID");
    const forged = await peerToken(keys.eu, { claims: { iss: "us" } });
    expectFailure(await call("GET", "/v1/placements/bob", { token: forged }), "PEER_TOKEN_INVALID");
    const stranger = await peerToken(keys.eu, { claims: { iss: "ap" } });
    expectFailure(await call("GET", "/v1/placements/bob", { token: stranger }), "PEER_UNKNOWN");
  });
});

describe("POST /v1/placements", () => {
  const id = group(1).slice("group:".length);
  const body = { kind: "group", id, op: op(1) };

  it("places a group in the calling cell, with a statement that proves it, and again the same", async () => {
    const { call, keys } = await directoryApp();
    const token = await peerToken(keys.us, { claims: { iss: "us" } });
    const answer = await call("POST", "/v1/placements", { token, body });
    expect(answer).toMatchObject({ status: 200, body: { thing: group(1), cell: "us", epoch: 1 } });
    const { body: keySet } = await call("GET", "/.well-known/jwks.json");
    const { payload } = await verified(answer.body.statement, keySet, TOKEN_TYPE.placement);
    expect(payload).toMatchObject({ sub: group(1), cell: "us", epoch: 1, op: op(1), state: "ACTIVE" });
    expect(await call("POST", "/v1/placements", { token, body })).toMatchObject({ status: 200, body: answer.body });
  });

  it("places a channel where the caller wants it, and shows it to lookups and in the change stream", async () => {
    const { call, keys } = await directoryApp();
    const token = await peerToken(keys.eu);
    await call("POST", "/v1/placements", { token, body: { ...body, kind: "channel", cell: "us" } });
    const key = `channel:${id}`;
    const answer = await call("GET", `/v1/placements/${encodeURIComponent(key)}`, { token });
    expect(answer).toMatchObject({ status: 200, body: { thing: key, cell: "us", epoch: 1 } });
    const { body: stream } = await call("GET", "/v1/changes?after=2", { token });
    expect(stream.changes).toEqual([{ revision: 3, kind: "placement", id: key }]);
  });

  it("gives an id to one operation only", async () => {
    const { call, keys } = await directoryApp();
    await call("POST", "/v1/placements", { token: await peerToken(keys.eu), body });
    const token = await peerToken(keys.us, { claims: { iss: "us" } });
    expectFailure(await call("POST", "/v1/placements", { token, body: { ...body, op: op(2) } }), "ID_TAKEN");
  });

  it.each([
    ["kind", { kind: "user", id: "alice" }],
    ["id", { id: "alice" }],
    ["op", { op: "1" }],
    ["op", { op: op(1).replace("7000", "7ABC") }],
    ["cell", { cell: "US" }],
    ["region", { region: "" }],
  ])("names %s when it is not what it should be", async (field, changes) => {
    const { call, keys } = await directoryApp();
    const token = await peerToken(keys.eu);
    const answer = await call("POST", "/v1/placements", { token, body: { ...body, ...changes } });
    expectFailure(answer, "REQUEST_INVALID");
    expect(answer.body.message).toContain(`${field}: `);
  });

  it("is for cells only", async () => {
    const { call } = await directoryApp();
    expectFailure(await call("POST", "/v1/placements", { body }), "TOKEN_MISSING");
    expectFailure(await call("POST", "/v1/placements", { token: ADMIN_TOKEN, body }), "PEER_TOKEN_INVALID");
  });
});

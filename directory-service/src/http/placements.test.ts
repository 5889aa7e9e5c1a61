import { TOKEN_TYPE } from "@cellwire/protocol";
import { describe, expect, it } from "vitest";
import { cell, op, user } from "../../test/cell-registration.ts";
import { ADMIN_TOKEN, directoryApp, expectFailure, verified } from "../../test/directory-app.ts";
import { NOW_S, peerToken } from "../../test/test-tokens.ts";

describe("GET /v1/placements/:user", () => {
  it("tells a cell where a user lives, with a statement that proves it", async () => {
    const { call, keys, registry } = await directoryApp();
    await registry.placeUser({ user: user("bob"), cell: cell("us"), op: op(1) });
    const answer = await call("GET", "/v1/placements/bob", { token: await peerToken(keys.eu) });
    expect(answer).toMatchObject({ status: 200, body: { user: "bob", cell: "us", epoch: 1 } });
    const { body: keySet } = await call("GET", "/.well-known/jwks.json");
    const { payload } = await verified(answer.body.statement, keySet, TOKEN_TYPE.placement);
    expect(payload).toMatchObject({ sub: "bob", cell: "us", epoch: 1, op: op(1), state: "ACTIVE", iat: NOW_S });
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

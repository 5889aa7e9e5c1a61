import { TOKEN_TYPE } from "@cellwire/protocol";
import { describe, expect, it } from "vitest";
import { cell, registration, user } from "../../test/cell-registration.ts";
import { directoryApp, expectFailure, verified } from "../../test/directory-app.ts";
import { NOW_S, testKey, userToken } from "../../test/test-tokens.ts";
import { BODY_BYTES_MAX } from "./routes.ts";

describe("POST /v1/tickets", () => {
  it("places a new user in his region and answers with a ticket that the published keys verify", async () => {
    const { call, keys } = await directoryApp();
    const answer = await call("POST", "/v1/tickets", { token: await userToken(keys.app), body: phoneIn("us") });
    expect(answer).toMatchObject({ status: 200, body: { user: "alice", cell: "us", epoch: 1 } });
    expect(answer.body.gateways).toEqual(registration().gateways);
    expect(answer.body.expiresAtMs).toBe((NOW_S + 900) * 1000);
    const { body: keySet } = await call("GET", "/.well-known/jwks.json");
    const { payload } = await verified(answer.body.ticket, keySet, TOKEN_TYPE.ticket);
    expect(payload).toMatchObject({ sub: "alice", aud: "us", device: "phone", epoch: 1 });
  });

  it("never moves a user", async () => {
    const { call, keys, registry } = await directoryApp();
    const token = await userToken(keys.app);
    await call("POST", "/v1/tickets", { token, body: phoneIn("us") });
    await registry.putCell(
      cell("us"),
      registration({ region: "us", publicKeys: [keys.us.publicJwk], state: "FAILED" }),
    );
    const again = await call("POST", "/v1/tickets", { token, body: phoneIn("eu") });
    expect(again).toMatchObject({ status: 200, body: { cell: "us", epoch: 1 } });
  });

  it("gives the same home to requests that race", async () => {
    const { call, keys, registry } = await directoryApp();
    const token = await userToken(keys.app);
    const bodies = ["eu", "us", "eu", "us"].map(phoneIn);
    const answers = await Promise.all(bodies.map((body) => call("POST", "/v1/tickets", { token, body })));
    expect(new Set(answers.map((answer) => answer.body.cell)).size).toBe(1);
    const users = (await registry.cells()).map((record) => record.users);
    expect(users.reduce((sum, count) => sum + count)).toBe(1);
  });

  it("says what to do when no cell takes users", async () => {
    const { call, keys, registry } = await directoryApp();
    for (const id of ["eu", "us"] as const) {
      const closed = registration({ publicKeys: [keys[id].publicJwk], schedulable: false });
      await registry.putCell(cell(id), closed);
    }
    const answer = await call("POST", "/v1/tickets", { token: await userToken(keys.app), body: phoneIn("eu") });
    expectFailure(answer, "NO_CAPACITY");
  });

  it("refuses requests without a good user token and places nobody", async () => {
    const { call, keys, registry } = await directoryApp();
    const tokens = {
      TOKEN_MISSING: undefined,
      USER_TOKEN_SIGNATURE_INVALID: await userToken(await testKey("app-1")),
      USER_TOKEN_EXPIRED: await userToken(keys.app, { claims: { exp: NOW_S - 60 } }),
      USER_TOKEN_KEY_UNKNOWN: await userToken(await testKey("app-2")),
      USER_TOKEN_INVALID: "garbage",
    } as const;
    for (const [code, token] of Object.entries(tokens)) {
      expectFailure(await call("POST", "/v1/tickets", { token, body: phoneIn("eu") }), code as keyof typeof tokens);
    }
    expect(await registry.placement(user("alice"))).toBeUndefined();
  });

  it.each([
    ["no device", {}, "device"],
    ["a device id outside the grammar", { device: "my phone" }, "device"],
    ["a region outside the grammar", { device: "phone", region: "EU!" }, "region"],
    ["a list", [], "body"],
  ])("refuses %s and names the field", async (_what, body, field) => {
    const { call, keys } = await directoryApp();
    const answer = await call("POST", "/v1/tickets", { token: await userToken(keys.app), body });
    expectFailure(answer, "REQUEST_INVALID");
    expect(answer.body.message).toContain(`${field}: `);
  });

  it.each([
    ["truncated JSON", "application/json", '{"device":', "REQUEST_INVALID"],
    ["another media type", "text/plain", "device=phone", "MEDIA_TYPE_UNSUPPORTED"],
    ["more than 64 KiB", "application/json", `"${"x".repeat(BODY_BYTES_MAX)}"`, "BODY_TOO_LARGE"],
  ] as const)("refuses %s", async (_what, contentType, payload, code) => {
    const { inject } = await directoryApp();
    const answer = await inject({
      method: "POST",
      url: "/v1/tickets",
      headers: { "content-type": contentType },
      payload,
    });
    expectFailure(answer, code);
  });
});

function phoneIn(region: string) {
  return { device: "phone", region };
}

import { describe, expect, it } from "vitest";
import { publicKey, registration } from "../../test/cell-registration.ts";
import { ADMIN_TOKEN, directoryApp, expectFailure } from "../../test/directory-app.ts";
import { peerToken, testKey } from "../../test/test-tokens.ts";

describe("PUT /v1/cells/:cell", () => {
  it("registers a cell that everyone can then read, without secrets", async () => {
    const { call } = await directoryApp();
    const body = registration({ region: "ap" });
    const put = await call("PUT", "/v1/cells/ap", {
      token: ADMIN_TOKEN,
      body: { ...body, comment: "from a later version" },
    });
    expect(put).toMatchObject({ status: 200, body: { ...body, cell: "ap", users: 0, revision: 3 } });
    expect(put.body).not.toHaveProperty("comment");
    const { body: all } = await call("GET", "/v1/cells");
    expect(all.cells.map((record: { cell: string }) => record.cell)).toEqual(["ap", "eu", "us"]);
    expect(all.cells[0]).toEqual(put.body);
  });

  it("is for the admin only", async () => {
    const { call, keys } = await directoryApp();
    const body = registration({ region: "ap" });
    expectFailure(await call("PUT", "/v1/cells/ap", { body }), "TOKEN_MISSING");
    for (const token of [`${ADMIN_TOKEN}x`, "x", await peerToken(keys.eu)]) {
      expectFailure(await call("PUT", "/v1/cells/ap", { token, body }), "ADMIN_TOKEN_INVALID");
    }
  });

  it("refuses an older incarnation and a takeover by other keys", async () => {
    const { call, keys } = await directoryApp();
    const put = (changes: object) => {
      const body = { ...registration({ publicKeys: [keys.eu.publicJwk] }), ...changes };
      return call("PUT", "/v1/cells/eu", { token: ADMIN_TOKEN, body });
    };
    expectFailure(await put({ generation: 0 }), "GENERATION_BEHIND");
    expectFailure(await put({ publicKeys: [publicKey("other")] }), "KEYS_WITHOUT_OVERLAP");
  });

  it("registers only what follows the revision that the caller has seen", async () => {
    const { inject, keys } = await directoryApp();
    const put = (id: string, condition: Record<string, string>, weight: number) =>
      inject({
        method: "PUT",
        url: `/v1/cells/${id}`,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json", ...condition },
        payload: JSON.stringify(registration({ publicKeys: [keys.eu.publicJwk], weight })),
      });
    expect(await put("eu", { "if-match": '"1"' }, 7)).toMatchObject({ status: 200, body: { revision: 3 } });
    expectFailure(await put("eu", { "if-match": '"1"' }, 8), "REGISTRATION_CHANGED");
    expectFailure(await put("eu", { "if-none-match": "*" }, 8), "REGISTRATION_CHANGED");
    expect(await put("ap", { "if-none-match": "*" }, 8)).toMatchObject({ status: 200 });
    // The answer of the first may have been lost.
    expect(await put("eu", { "if-match": '"1"' }, 7)).toMatchObject({ status: 200, body: { revision: 3 } });
    for (const bad of [{ "if-match": "1" }, { "if-match": "*" }, { "if-match": '"1"', "if-none-match": "*" }])
      expectFailure(await put("eu", bad, 9), "REQUEST_INVALID");
  });

  it.each([
    ["state", { state: "BORED" }],
    ["maxUsers", { maxUsers: 0 }],
    ["weight", { weight: 1001 }],
    ["weight", { weight: 0.5 }],
    ["gateways", { gateways: [] }],
    ["gateways.0", { gateways: ["http://gateway.example"] }],
    ["ingestUrl", { ingestUrl: "http://user:password@ingest.example" }],
    ["publicKeys", { publicKeys: [] }],
    ["publicKeys", { publicKeys: [publicKey("same"), publicKey("same", "B")] }],
    ["publicKeys.0.x", { publicKeys: [{ ...publicKey("short"), x: "AAAA" }] }],
    ["generation", { generation: -1 }],
  ])("names %s when it is not what it should be", async (field, changes) => {
    const { call } = await directoryApp();
    const answer = await call("PUT", "/v1/cells/ap", { token: ADMIN_TOKEN, body: { ...registration(), ...changes } });
    expectFailure(answer, "REQUEST_INVALID");
    expect(answer.body.message).toContain(`${field}: `);
  });

  it("warns of a private key and does not repeat it", async () => {
    const { call } = await directoryApp();
    const { privateJwk } = await testKey("eu-9");
    const body = { ...registration(), publicKeys: [privateJwk] };
    const answer = await call("PUT", "/v1/cells/ap", { token: ADMIN_TOKEN, body });
    expectFailure(answer, "REQUEST_INVALID");
    expect(answer.body.message).toContain("publicKeys.0.d: this is a private key");
    expect(answer.body.message).not.toContain(privateJwk.d);
  });

  it("refuses what is no cell id", async () => {
    const { call } = await directoryApp();
    const answer = await call("PUT", "/v1/cells/EU", { token: ADMIN_TOKEN, body: registration() });
    expectFailure(answer, "REQUEST_INVALID");
  });
});

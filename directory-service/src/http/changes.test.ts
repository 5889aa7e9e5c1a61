import { describe, expect, it } from "vitest";
import { cell, op, user } from "../../test/cell-registration.ts";
import { directoryApp, expectFailure } from "../../test/directory-app.ts";
import { peerToken } from "../../test/test-tokens.ts";

describe("GET /v1/changes", () => {
  it("begins at the newest revision and continues from there", async () => {
    const { call, keys, registry } = await directoryApp();
    const token = await peerToken(keys.eu);
    const begin = await call("GET", "/v1/changes", { token });
    expect(begin).toMatchObject({ status: 200, body: { changes: [], revision: 2 } });
    await registry.place({ thing: user("bob"), cell: cell("us"), op: op(1) });
    const next = await call("GET", "/v1/changes?after=2", { token });
    expect(next.body).toEqual({ changes: [{ revision: 3, kind: "placement", id: "bob" }], revision: 3 });
    const idle = await call("GET", "/v1/changes?after=3", { token });
    expect(idle.body).toEqual({ changes: [], revision: 3 });
  });

  it("gives pages of the wanted size", async () => {
    const { call, keys } = await directoryApp();
    const token = await peerToken(keys.eu);
    const page = await call("GET", "/v1/changes?after=0&limit=1", { token });
    expect(page.body).toEqual({ changes: [{ revision: 1, kind: "cell", id: "eu" }], revision: 1 });
  });

  it("tells a reader who is ahead of the directory to start again", async () => {
    const { call, keys } = await directoryApp();
    expectFailure(await call("GET", "/v1/changes?after=99", { token: await peerToken(keys.eu) }), "REVISION_UNKNOWN");
  });

  it.each(["after=-1", "after=x", "after=1e3", "limit=0", "limit=1001", "after=1&after=2"])(
    "refuses %s",
    async (query) => {
      const { call, keys } = await directoryApp();
      const answer = await call("GET", `/v1/changes?${query}`, { token: await peerToken(keys.eu) });
      expectFailure(answer, "REQUEST_INVALID");
    },
  );

  it("is for cells only", async () => {
    const { call } = await directoryApp();
    expectFailure(await call("GET", "/v1/changes"), "TOKEN_MISSING");
  });
});

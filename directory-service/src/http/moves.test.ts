import { TOKEN_TYPE } from "@cellwire/protocol";
import { describe, expect, it } from "vitest";
import { cell, group, op, registration, user } from "../../test/cell-registration.ts";
import { ADMIN_TOKEN, directoryApp, expectFailure, verified } from "../../test/directory-app.ts";
import { peerToken } from "../../test/test-tokens.ts";

const BEGIN = { op: op(2), expected: { epoch: 1, op: op(1) }, target: "us" };
const REPLACE = { op: op(3), expected: { epoch: 1, op: op(1) }, cell: "us" };

/** alice lives in eu. */
async function setup() {
  const { call, keys, registry } = await directoryApp();
  await registry.place({ thing: user("alice"), cell: cell("eu"), op: op(1) });
  const tokens = { eu: await peerToken(keys.eu), us: await peerToken(keys.us, { claims: { iss: "us" } }) };
  const ask = (path: string, request: { token?: string; body?: object }) =>
    call("POST", `/v1/placements/alice/${path}`, request);
  const begin = () => ask("moves", { token: tokens.eu, body: BEGIN });
  const claimsOf = async (statement: string, typ: string) => {
    const { body: keySet } = await call("GET", "/.well-known/jwks.json");
    return (await verified(statement, keySet, typ)).payload;
  };
  return { call, registry, keys, tokens, ask, begin, claimsOf };
}

describe("POST /v1/placements/:thing/moves", () => {
  it("begins a move for the cell where a user lives, with statements for the target", async () => {
    const { begin, claimsOf } = await setup();
    const { status, body } = await begin();
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { thing: "alice", cell: "eu", epoch: 1, op: op(2), outcome: "PENDING" },
    });
    const move = { state: "MIGRATING", target: "us", targetGeneration: 1, generation: 1, op: op(2) };
    expect(await claimsOf(body.statement, TOKEN_TYPE.placement)).toMatchObject({
      sub: "alice",
      cell: "eu",
      epoch: 1,
      ...move,
    });
    const outcome = { sub: "alice", op: op(2), kind: "move", target: "us", outcome: "PENDING" };
    expect(await claimsOf(body.outcomeStatement, TOKEN_TYPE.outcome)).toMatchObject(outcome);
    expect((await begin()).body).toEqual(body);
  });

  it("moves a group for the admin", async () => {
    const { call, registry } = await setup();
    await registry.place({ thing: group(1), cell: cell("eu"), op: op(1) });
    const path = `/v1/placements/${encodeURIComponent(group(1))}/moves`;
    const answer = await call("POST", path, { token: ADMIN_TOKEN, body: BEGIN });
    expect(answer).toMatchObject({ status: 200, body: { thing: group(1), outcome: "PENDING" } });
  });

  it("says why it does not begin", async () => {
    const { ask, begin, call, registry, tokens } = await setup();
    const conflict = await ask("moves", { token: tokens.eu, body: { ...BEGIN, expected: { epoch: 2, op: op(1) } } });
    expectFailure(conflict, "PLACEMENT_CONFLICT");
    expect(conflict.body.message).toContain("the placement has changed");
    expectFailure(await ask("moves", { token: tokens.us, body: BEGIN }), "NOT_PERMITTED");
    const nobody = await call("POST", "/v1/placements/bob/moves", { token: tokens.eu, body: BEGIN });
    expectFailure(nobody, "UNKNOWN_USER");
    const nothing = `/v1/placements/${encodeURIComponent(group(1))}/moves`;
    expectFailure(await call("POST", nothing, { token: tokens.eu, body: BEGIN }), "UNKNOWN_THING");
    await registry.putCell(cell("us"), { ...(await registry.cell(cell("us")))!, schedulable: false });
    expectFailure(await begin(), "TARGET_UNAVAILABLE");
  });

  it.each([
    ["op", { op: "x" }],
    ["expected.epoch", { expected: { epoch: 0, op: op(1) } }],
    ["expected.op", { expected: { epoch: 1 } }],
    ["target", { target: "US" }],
  ])("names %s when it is not what it should be", async (field, changes) => {
    const { ask, tokens } = await setup();
    const answer = await ask("moves", { token: tokens.eu, body: { ...BEGIN, ...changes } });
    expectFailure(answer, "REQUEST_INVALID");
    expect(answer.body.message).toContain(`${field}: `);
  });
});

describe("POST /v1/placements/:thing/moves/:op/commit", () => {
  const path = `moves/${op(2)}/commit`;

  it("moves the user for the target, and answers a repetition the same", async () => {
    const { ask, begin, claimsOf, tokens } = await setup();
    await begin();
    const commit = () => ask(path, { token: tokens.us, body: { generation: 1 } });
    const { status, body } = await commit();
    expect({ status, body }).toMatchObject({ status: 200, body: { cell: "us", epoch: 2, outcome: "COMMITTED" } });
    const placement = await claimsOf(body.statement, TOKEN_TYPE.placement);
    expect(placement).toMatchObject({ sub: "alice", cell: "us", epoch: 2, generation: 1, op: op(2), state: "ACTIVE" });
    expect(placement).not.toHaveProperty("target");
    expect((await commit()).body).toEqual(body);
  });

  it("is the target's alone, of the generation that the move began with", async () => {
    const { ask, begin, tokens } = await setup();
    await begin();
    const body = { generation: 1 };
    expectFailure(await ask(path, { token: tokens.eu, body }), "PLACEMENT_CONFLICT");
    expectFailure(await ask(path, { token: ADMIN_TOKEN, body }), "PEER_TOKEN_INVALID");
    expectFailure(await ask(path, { body }), "TOKEN_MISSING");
    expectFailure(await ask(path, { token: tokens.us, body: { generation: 2 } }), "PLACEMENT_CONFLICT");
    expectFailure(await ask(path, { token: tokens.us, body: {} }), "REQUEST_INVALID");
  });
});

describe("POST /v1/placements/:thing/moves/:op/abort", () => {
  it("ends the move for either side or the admin", async () => {
    for (const side of ["eu", "us", "admin"] as const) {
      const { ask, begin, tokens } = await setup();
      await begin();
      const token = side === "admin" ? ADMIN_TOKEN : tokens[side];
      const answer = await ask(`moves/${op(2)}/abort`, { token });
      expect(answer).toMatchObject({ status: 200, body: { cell: "eu", epoch: 1, outcome: "ABORTED" } });
    }
  });

  it("needs a move of this id", async () => {
    const { ask, tokens } = await setup();
    expectFailure(await ask(`moves/${op(2)}/abort`, { token: tokens.eu }), "PLACEMENT_CONFLICT");
    expectFailure(await ask("moves/2/abort", { token: tokens.eu }), "REQUEST_INVALID");
    expectFailure(await ask(`moves/${op(2)}/abort`, {}), "TOKEN_MISSING");
  });
});

describe("POST /v1/placements/:thing/replacements", () => {
  it("gives a user another home for the admin", async () => {
    const { ask } = await setup();
    const answer = await ask("replacements", { token: ADMIN_TOKEN, body: REPLACE });
    expect(answer).toMatchObject({ status: 200, body: { cell: "us", epoch: 2, op: op(3), outcome: "COMMITTED" } });
  });

  it("grants a restored cell its users again, if it is of the generation that it says", async () => {
    const { ask, registry, tokens } = await setup();
    await registry.grantGeneration({ cell: cell("eu"), op: op(9), expected: 1 });
    const body = { ...REPLACE, cell: "eu" };
    const old = await ask("replacements", { token: tokens.eu, body: { ...body, generation: 1 } });
    expectFailure(old, "PLACEMENT_CONFLICT");
    const answer = await ask("replacements", { token: tokens.eu, body: { ...body, generation: 2 } });
    expect(answer).toMatchObject({ status: 200, body: { cell: "eu", epoch: 2 } });
  });

  it("lets no cell say where else a user lives", async () => {
    const { ask, keys, tokens } = await setup();
    for (const token of [tokens.us, tokens.eu])
      expectFailure(await ask("replacements", { token, body: { ...REPLACE, generation: 1 } }), "NOT_PERMITTED");
    const unsaid = await ask("replacements", { token: tokens.eu, body: { ...REPLACE, cell: "eu" } });
    expectFailure(unsaid, "REQUEST_INVALID");
    expect(unsaid.body.message).toContain("generation: ");
    const forged = await peerToken(keys.us, { claims: { iss: "eu" } });
    expectFailure(await ask("replacements", { token: forged, body: REPLACE }), "PEER_TOKEN_INVALID");
  });
});

describe("a move whose target was granted another generation", () => {
  it("is aborted when someone asks what became of it", async () => {
    const { begin, call, registry, tokens, claimsOf } = await setup();
    await begin();
    const path = `/v1/placements/alice/operations/${op(2)}`;
    expect(await call("GET", path, { token: tokens.eu })).toMatchObject({ status: 200, body: { outcome: "PENDING" } });
    await registry.grantGeneration({ cell: cell("us"), op: op(9), expected: 1 });
    const { body } = await call("GET", path, { token: tokens.eu });
    expect(body).toMatchObject({ thing: "alice", op: op(2), kind: "move", target: "us", outcome: "ABORTED" });
    expect(await claimsOf(body.statement, TOKEN_TYPE.outcome)).toMatchObject({
      sub: "alice",
      op: op(2),
      outcome: "ABORTED",
    });
    expect(await registry.placement(user("alice"))).toMatchObject({ cell: "eu", epoch: 1, state: "ACTIVE" });
  });

  it("is aborted as well when the target was declared dead, and only then", async () => {
    const { begin, call, registry, tokens } = await setup();
    await begin();
    const outcomeIn = async (state: "SUSPECT" | "FENCED") => {
      await registry.putCell(cell("us"), { ...(await registry.cell(cell("us")))!, state });
      return (await call("GET", `/v1/placements/alice/operations/${op(2)}`, { token: tokens.eu })).body.outcome;
    };
    expect(await outcomeIn("SUSPECT")).toBe("PENDING");
    expect(await outcomeIn("FENCED")).toBe("ABORTED");
  });
});

describe("GET /v1/operations", () => {
  it("tells a cohort's outcomes page by page, and an unknown operation from a pending one", async () => {
    const { begin, call, registry, tokens } = await setup();
    await registry.place({ thing: user("bob"), cell: cell("eu"), op: op(1) });
    await begin();
    await call("POST", "/v1/placements/bob/moves", { token: tokens.eu, body: BEGIN });
    await call("POST", `/v1/placements/bob/moves/${op(2)}/abort`, { token: tokens.eu });
    const page = async (query: string) =>
      (await call("GET", `/v1/operations/${op(2)}?${query}`, { token: ADMIN_TOKEN })).body.operations;
    expect(await page("limit=1")).toEqual([
      { op: op(2), thing: "alice", kind: "move", target: "us", outcome: "PENDING" },
    ]);
    expect(await page("after=alice")).toMatchObject([{ thing: "bob", outcome: "ABORTED" }]);
    const unknown = await call("GET", `/v1/placements/bob/operations/${op(3)}`, { token: tokens.us });
    expectFailure(unknown, "UNKNOWN_OPERATION");
  });

  it("is for cells and the admin", async () => {
    const { call } = await setup();
    for (const path of [`/v1/operations/${op(2)}`, `/v1/placements/alice/operations/${op(2)}`]) {
      expectFailure(await call("GET", path), "TOKEN_MISSING");
      expectFailure(await call("GET", path, { token: "x" }), "PEER_TOKEN_INVALID");
    }
  });
});

describe("GET /v1/cells/:cell/placements", () => {
  it("lists what lives in a cell, or comes to it, for the cell and the admin", async () => {
    const { begin, call, tokens } = await setup();
    const record = {
      thing: "alice",
      cell: "eu",
      epoch: 1,
      generation: 1,
      op: op(2),
      state: "MIGRATING",
      target: "us",
      targetGeneration: 1,
    };
    await begin();
    const home = await call("GET", "/v1/cells/eu/placements?limit=10", { token: tokens.eu });
    expect(home).toMatchObject({ status: 200, body: { placements: [record] } });
    const target = await call("GET", "/v1/cells/us/placements?role=target", { token: tokens.us });
    expect(target.body.placements).toEqual([record]);
    const after = await call("GET", "/v1/cells/eu/placements?after=alice", { token: ADMIN_TOKEN });
    expect(after.body.placements).toEqual([]);
  });

  it("is no other cell's to ask", async () => {
    const { call, tokens } = await setup();
    expectFailure(await call("GET", "/v1/cells/eu/placements", { token: tokens.us }), "NOT_PERMITTED");
    expectFailure(await call("GET", "/v1/cells/eu/placements"), "TOKEN_MISSING");
  });

  it.each(["limit=0", "limit=1001", "after=group:x", "role=both"])("refuses %s", async (query) => {
    const { call } = await setup();
    const answer = await call("GET", `/v1/cells/eu/placements?${query}`, { token: ADMIN_TOKEN });
    expectFailure(answer, "REQUEST_INVALID");
  });
});

describe("POST /v1/cells/:cell/generations", () => {
  const body = { op: op(9), expected: 1 };

  it("grants a cell its next generation, with a statement, and again the same", async () => {
    const { call, claimsOf, tokens } = await setup();
    const grant = () => call("POST", "/v1/cells/eu/generations", { token: tokens.eu, body });
    const answer = await grant();
    expect(answer).toMatchObject({ status: 200, body: { cell: "eu", generation: 2, op: op(9) } });
    const claims = await claimsOf(answer.body.statement, TOKEN_TYPE.generation);
    expect(claims).toMatchObject({ sub: "eu", generation: 2, op: op(9) });
    expect((await grant()).body).toEqual(answer.body);
  });

  it("tells an older incarnation that it is one", async () => {
    const { call, tokens } = await setup();
    await call("POST", "/v1/cells/eu/generations", { token: tokens.eu, body });
    const late = await call("POST", "/v1/cells/eu/generations", { token: tokens.eu, body: { ...body, op: op(8) } });
    expectFailure(late, "GENERATION_CONFLICT");
    const registered = await call("PUT", "/v1/cells/eu", { token: ADMIN_TOKEN, body: registration() });
    expectFailure(registered, "GENERATION_BEHIND");
  });

  it("is for the cell itself and the admin", async () => {
    const { call, tokens } = await setup();
    expectFailure(await call("POST", "/v1/cells/eu/generations", { token: tokens.us, body }), "NOT_PERMITTED");
    expectFailure(await call("POST", "/v1/cells/ap/generations", { token: ADMIN_TOKEN, body }), "UNKNOWN_CELL");
    expectFailure(await call("POST", "/v1/cells/eu/generations", { token: ADMIN_TOKEN, body: {} }), "REQUEST_INVALID");
    const granted = await call("POST", "/v1/cells/eu/generations", { token: ADMIN_TOKEN, body });
    expect(granted.status).toBe(200);
  });
});

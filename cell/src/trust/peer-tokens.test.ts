import { DIRECTORY_ISSUER, TOKEN_TYPE, parseCellId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { FakeDirectory, manualClock, newKeys } from "../../test/forward/world.ts";
import { PeerTokenIssuer, PeerTokenVerifier } from "./peer-tokens.ts";
import { PlacementStatements } from "./placement-statement.ts";

const eu = parseCellId("eu");
const us = parseCellId("us");

async function setup() {
  const clock = manualClock();
  const directory = new FakeDirectory(await newKeys(clock));
  const keys = await newKeys(clock);
  directory.register(eu, keys.publicKeys);
  const verifier = new PeerTokenVerifier({ cell: us, cells: directory, clock });
  const sign = (claims: Record<string, string>, type: string = TOKEN_TYPE.peer, lifetimeSeconds = 60) =>
    keys.sign({ type, claims, lifetimeSeconds });
  return { clock, directory, keys, verifier, sign };
}

describe("issuing", () => {
  test("one token serves an audience for 30 seconds, and each audience has its own", async () => {
    const { clock, keys } = await setup();
    const issuer = new PeerTokenIssuer({ cell: eu, keys, clock });
    const first = await issuer.token("us");
    expect(await issuer.token("us")).toBe(first);
    expect(await issuer.token("asia")).not.toBe(first);
    clock.advance(31_000);
    expect(await issuer.token("us")).not.toBe(first);
  });
});

describe("verifying", () => {
  test("a good token names its cell", async () => {
    const { verifier, sign } = await setup();
    expect(await verifier.verify(await sign({ iss: "eu", aud: "us" }))).toEqual({ kind: "peer", cell: "eu" });
  });

  test("a token of another kind is none", async () => {
    const { verifier, sign } = await setup();
    const ticket = await sign({ iss: "eu", aud: "us" }, TOKEN_TYPE.ticket);
    expect(await verifier.verify(ticket)).toEqual({ kind: "invalid", reason: "malformed" });
  });

  test("a token for someone else, or from nobody known, is told apart", async () => {
    const { verifier, sign } = await setup();
    const faults = [
      await verifier.verify(await sign({ iss: "eu", aud: "asia" })),
      await verifier.verify(await sign({ iss: "asia", aud: "us" })),
      await verifier.verify(await sign({ iss: "us", aud: "us" })),
      await verifier.verify("garbage"),
      await verifier.verify("x".repeat(10_000)),
    ];
    expect(faults.map((fault) => "reason" in fault && fault.reason)).toEqual([
      "audience",
      "unknown-cell",
      "unknown-cell",
      "malformed",
      "malformed",
    ]);
  });

  test("a token that would live for long is not taken", async () => {
    const { verifier, sign } = await setup();
    const token = await sign({ iss: "eu", aud: "us" }, TOKEN_TYPE.peer, 3_600);
    expect(await verifier.verify(token)).toEqual({ kind: "invalid", reason: "lifetime" });
  });

  test("a retired cell is nobody", async () => {
    const { verifier, directory, sign } = await setup();
    directory.records.set(eu, { ...directory.records.get(eu)!, state: "RETIRED" });
    expect(await verifier.verify(await sign({ iss: "eu", aud: "us" }))).toMatchObject({ reason: "unknown-cell" });
  });

  test("the keys of both sides of a rotation are taken", async () => {
    const { clock, directory, keys, verifier, sign } = await setup();
    const next = await newKeys(clock);
    directory.register(eu, [...keys.publicKeys, ...next.publicKeys]);
    const claims = { iss: "eu", aud: "us" };
    const token = await next.sign({ type: TOKEN_TYPE.peer, claims, lifetimeSeconds: 60 });
    expect(await verifier.verify(token)).toMatchObject({ kind: "peer" });
    expect(await verifier.verify(await sign(claims))).toMatchObject({ kind: "peer" });
  });
});

const STATED = { cell: "eu", epoch: 1, generation: 1, op: "op", pending: null };

describe("placement statements", () => {
  test("only the directory's own statements hold", async () => {
    const { directory, keys } = await setup();
    const statements = new PlacementStatements(directory.keys.resolve);
    const claims = {
      iss: DIRECTORY_ISSUER,
      sub: "alice",
      cell: "eu",
      epoch: 3,
      generation: 2,
      op: "op",
      state: "ACTIVE",
    };
    const signed = await directory.keys.sign({ type: TOKEN_TYPE.placement, claims, lifetimeSeconds: 60 });
    expect(await statements.verify(signed)).toEqual({
      ...STATED,
      thing: "alice",
      epoch: 3,
      generation: 2,
      statement: signed,
    });
    for (const forged of [
      await keys.sign({ type: TOKEN_TYPE.placement, claims, lifetimeSeconds: 60 }),
      await directory.keys.sign({ type: TOKEN_TYPE.ticket, claims, lifetimeSeconds: 60 }),
      await directory.keys.sign({ type: TOKEN_TYPE.placement, claims: { ...claims, iss: "eu" }, lifetimeSeconds: 60 }),
      await directory.keys.sign({ type: TOKEN_TYPE.placement, claims: { ...claims, epoch: 0 }, lifetimeSeconds: 60 }),
      "garbage",
      "",
    ])
      expect(await statements.verify(forged)).toBe("invalid");
  });

  test.each([
    [`group:${"0".repeat(26)}`, true],
    [`channel:${"0".repeat(26)}`, true],
    ["group:alice", false],
    ["cell:eu", false],
  ])("name a user, a group or a channel: %s", async (sub, holds) => {
    const { directory } = await setup();
    const claims = { iss: DIRECTORY_ISSUER, sub, cell: "eu", epoch: 1, generation: 1, op: "op", state: "ACTIVE" };
    const statement = await directory.keys.sign({ type: TOKEN_TYPE.placement, claims, lifetimeSeconds: 60 });
    const verdict = await new PlacementStatements(directory.keys.resolve).verify(statement);
    expect(verdict).toEqual(holds ? { ...STATED, thing: sub, statement } : "invalid");
  });

  test.each([
    [
      { state: "MIGRATING", target: "us", targetGeneration: 4 },
      { target: "us", generation: 4 },
    ],
    [{ state: "ACTIVE" }, null],
    [{ state: "MIGRATING" }, "invalid"],
    [{ state: "MIGRATING", target: "us" }, "invalid"],
    [{ state: "LOST" }, "invalid"],
  ])("say where a pending move leads: %j", async (state, pending) => {
    const { directory } = await setup();
    const claims = { iss: DIRECTORY_ISSUER, sub: "alice", cell: "eu", epoch: 1, generation: 1, op: "op", ...state };
    const statement = await directory.keys.sign({ type: TOKEN_TYPE.placement, claims, lifetimeSeconds: 60 });
    const verdict = await new PlacementStatements(directory.keys.resolve).verify(statement);
    expect(verdict).toEqual(pending === "invalid" ? pending : { ...STATED, thing: "alice", pending, statement });
  });

  test("without the directory's keys nothing is decided", async () => {
    const { directory } = await setup();
    const claims = {
      iss: DIRECTORY_ISSUER,
      sub: "alice",
      cell: "eu",
      epoch: 3,
      generation: 2,
      op: "op",
      state: "ACTIVE",
    };
    const signed = await directory.keys.sign({ type: TOKEN_TYPE.placement, claims, lifetimeSeconds: 60 });
    const statements = new PlacementStatements(async () => {
      throw new Error("no copy yet");
    });
    expect(await statements.verify(signed)).toBe("unavailable");
  });
});

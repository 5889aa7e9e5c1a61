import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import type { CellId } from "@cellwire/protocol";
import { TOKEN_TYPE } from "@cellwire/protocol";
import { OwnKeys } from "../trust/own-keys.ts";
import { MeshTokens } from "./mesh-token.ts";

const EU = "eu" as CellId;

async function setup() {
  const clock = { now: 1_700_000_000_000, nowMs: () => clock.now, monotonicMs: () => clock.now };
  const keys = await freshKeys();
  return { clock, keys, tokens: new MeshTokens({ cell: EU, keys, clock }), freshKeys };

  async function freshKeys() {
    const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
    return OwnKeys.from({ active: "c1", keys: [{ ...jwk, kid: "c1" }] }, clock);
  }
}

test("a token is good for the process that it names, and for no other", async () => {
  const { tokens } = await setup();
  const token = await tokens.issue("gateway-0");
  expect(await tokens.verify(token, "gateway-0")).toBe(true);
  expect(await tokens.verify(token, "gateway-1")).toBe(false);
});

test("a token is good for half a minute, and half a minute of clock difference", async () => {
  const { tokens, clock } = await setup();
  const token = await tokens.issue("gateway-0");
  clock.now += 59_000;
  expect(await tokens.verify(token, "gateway-0")).toBe(true);
  clock.now += 2_000;
  expect(await tokens.verify(token, "gateway-0")).toBe(false);
});

test("tokens of other cells and keys, other kinds of token and garbage are not good", async () => {
  const { tokens, keys, clock, freshKeys } = await setup();
  const bad = [
    await new MeshTokens({ cell: "us" as CellId, keys, clock }).issue("gateway-0"),
    await new MeshTokens({ cell: EU, keys: await freshKeys(), clock }).issue("gateway-0"),
    "",
    "a.b.c",
    "x".repeat(10_000),
  ];
  for (const type of [TOKEN_TYPE.peer, TOKEN_TYPE.resumeTicket])
    bad.push(await keys.sign({ type, claims: { iss: EU, aud: EU, sub: "gateway-0" }, lifetimeSeconds: 30 }));
  for (const token of bad) expect(await tokens.verify(token, "gateway-0")).toBe(false);
});

import { DIRECTORY_ISSUER, parseDeviceId, TOKEN_TYPE } from "@cellwire/protocol";
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { cell, op, user } from "../../test/cell-registration.ts";
import { NOW_S, stoppedClock, testKey } from "../../test/test-tokens.ts";
import { parseSigningKeys, type SigningKeys } from "./key-set.ts";
import { Signer } from "./signer.ts";

const granted = { cell: cell("eu"), epoch: 3, generation: 2, op: op(7) };
const settled = { state: "ACTIVE", target: null, targetGeneration: null } as const;
const placement = { thing: user("alice"), ...granted, ...settled };
const phone = { user: user("alice"), device: parseDeviceId("phone") };

describe("what the directory signs", () => {
  it("is a ticket to the home cell, for one device and 15 minutes", async () => {
    const { keys, signer } = await setup();
    const { ticket, expiresAtMs } = await signer.ticket(placement, phone);
    const { payload, protectedHeader } = await verified(ticket, keys);
    expect(protectedHeader).toEqual({ alg: "EdDSA", typ: TOKEN_TYPE.ticket, kid: "dir-1" });
    const times = { iat: NOW_S, exp: NOW_S + 900 };
    expect(payload).toEqual({ iss: DIRECTORY_ISSUER, sub: "alice", aud: "eu", device: "phone", epoch: 3, ...times });
    expect(expiresAtMs).toBe((NOW_S + 900) * 1000);
  });

  it("is a statement of a placement that never expires", async () => {
    const { keys, signer } = await setup();
    const { payload, protectedHeader } = await verified(await signer.placementStatement(placement), keys);
    expect(protectedHeader.typ).toBe(TOKEN_TYPE.placement);
    expect(payload).toEqual({ iss: DIRECTORY_ISSUER, sub: "alice", ...granted, state: "ACTIVE", iat: NOW_S });
  });

  it("says in the statement where a move leads, and to which generation", async () => {
    const { keys, signer } = await setup();
    const move = { state: "MIGRATING", target: cell("us"), targetGeneration: 5 } as const;
    const { payload } = await verified(await signer.placementStatement({ ...placement, ...move }), keys);
    expect(payload).toEqual({ iss: DIRECTORY_ISSUER, sub: "alice", ...granted, ...move, iat: NOW_S });
  });

  it("is what became of an operation, and the generation of a cell", async () => {
    const { keys, signer } = await setup();
    const operation = { op: op(7), kind: "move", target: cell("us"), outcome: "COMMITTED" } as const;
    const outcome = await verified(await signer.outcomeStatement({ thing: user("alice"), ...operation }), keys);
    expect(outcome.protectedHeader.typ).toBe(TOKEN_TYPE.outcome);
    expect(outcome.payload).toEqual({ iss: DIRECTORY_ISSUER, sub: "alice", ...operation, iat: NOW_S });
    const generation = { generation: 5, op: op(8) };
    const grant = await verified(await signer.generationStatement({ cell: cell("eu"), ...generation }), keys);
    expect(grant.protectedHeader.typ).toBe(TOKEN_TYPE.generation);
    expect(grant.payload).toEqual({ iss: DIRECTORY_ISSUER, sub: "eu", ...generation, iat: NOW_S });
  });

  it("verifies after a rotation, while the old key is published", async () => {
    const { first, signer } = await setup();
    const { ticket } = await signer.ticket(placement, phone);
    const second = await testKey("dir-2");
    const rotated = await keysOf({ active: "dir-2", keys: [first.privateJwk, second.privateJwk] });
    await verified(ticket, rotated);
    const next = await new Signer(rotated, stoppedClock).placementStatement(placement);
    expect((await verified(next, rotated)).protectedHeader.kid).toBe("dir-2");
  });
});

describe("the signing key set", () => {
  it("publishes every key without its private part", async () => {
    const { keys } = await setup();
    expect(keys.published).toEqual([{ kty: "OKP", crv: "Ed25519", kid: "dir-1", x: expect.any(String) }]);
  });

  it("refuses faulty files without quoting them", async () => {
    const { privateJwk } = await testKey("dir-1");
    const { d: _d, ...publicJwk } = privateJwk;
    const faulty = [
      `{"active": "dir-1", "keys": [${privateJwk.d}]}`,
      JSON.stringify({ active: "dir-2", keys: [privateJwk] }),
      JSON.stringify({ active: "dir-1", keys: [privateJwk, privateJwk] }),
      JSON.stringify({ active: "dir-1", keys: [publicJwk] }),
      JSON.stringify({ active: "dir-1", keys: [{ ...privateJwk, d: `${privateJwk.d}=` }] }),
      JSON.stringify({ active: "dir-1", keys: [] }),
    ];
    for (const text of faulty) {
      const error = await parseSigningKeys(text).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(RangeError);
      expect(String(error)).toMatch(/^RangeError: not a signing key set: /);
      expect(String(error)).not.toContain(privateJwk.d);
    }
  });
});

async function setup() {
  const first = await testKey("dir-1");
  const keys = await keysOf({ active: "dir-1", keys: [first.privateJwk] });
  return { first, keys, signer: new Signer(keys, stoppedClock) };
}

function keysOf(file: unknown): Promise<SigningKeys> {
  return parseSigningKeys(JSON.stringify(file));
}

function verified(token: string, keys: SigningKeys) {
  const keySet = createLocalJWKSet({ keys: keys.published.map((key) => ({ ...key })) });
  return jwtVerify(token, keySet, { currentDate: new Date(NOW_S * 1000) });
}

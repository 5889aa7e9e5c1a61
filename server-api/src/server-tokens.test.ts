import { TOKEN_TYPE } from "@cellwire/protocol";
import { SignJWT, createLocalJWKSet, exportJWK, generateKeyPair, type CryptoKey } from "jose";
import { expect, test } from "vitest";
import { ServerTokenVerifier } from "./server-tokens.ts";

const NOW_S = 1_800_000_000;
const clock = { nowMs: () => NOW_S * 1000, monotonicMs: () => 0 };

async function keyPair() {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const jwk = { ...(await exportJWK(publicKey)), kid: "one" };
  return { privateKey, keys: createLocalJWKSet({ keys: [jwk] }) };
}

async function setup() {
  const [application, directory] = [await keyPair(), await keyPair()];
  const options = { applicationKeys: application.keys, clock };
  const eu = { keys: directory.keys, cell: "eu" };
  return {
    application,
    directory,
    atDirectory: new ServerTokenVerifier({ ...options, audience: "cellwire-server" }),
    atCell: new ServerTokenVerifier({ ...options, audience: "cellwire-server:eu", directory: eu }),
  };
}

function signed(key: CryptoKey, claims: Record<string, unknown>, typ?: string): Promise<string> {
  const defaults = { aud: "cellwire-server", scope: "users:read users:write", iat: NOW_S, exp: NOW_S + 60 };
  return new SignJWT({ ...defaults, ...claims })
    .setProtectedHeader({ alg: "EdDSA", kid: "one", ...(typ !== undefined && { typ }) })
    .sign(key);
}

test("the application's token is good where it is meant for, with the scopes that it names", async () => {
  const { application, atDirectory, atCell } = await setup();
  const token = await signed(application.privateKey, { sub: "billing" });
  expect((await atDirectory.verify(token, "users:write")).name).toBe("billing");
  await expect(atDirectory.verify(token, "messages:send")).rejects.toMatchObject({ code: "SCOPE_MISSING" });
  await expect(atCell.verify(token, "users:write")).rejects.toMatchObject({ code: "SERVER_TOKEN_INVALID" });
  const forCell = await signed(application.privateKey, { aud: "cellwire-server:eu" });
  await expect(atCell.verify(forCell, "users:read")).resolves.toMatchObject({ name: "backend" });
});

test.each([
  ["a user token, which has no audience", { aud: undefined }, undefined],
  ["an old one", { iat: NOW_S - 7_200, exp: NOW_S + 60 }, undefined],
  ["one without an end", { exp: undefined }, undefined],
  ["an expired one", { exp: NOW_S - 60 }, undefined],
  ["another kind", {}, TOKEN_TYPE.ticket],
  ["the directory's kind, signed by the application", {}, TOKEN_TYPE.server],
] as const)("refuses %s", async (_what, claims, typ) => {
  const { application, atDirectory } = await setup();
  const token = await signed(application.privateKey, claims, typ);
  await expect(atDirectory.verify(token, "users:read")).rejects.toMatchObject({ code: "SERVER_TOKEN_INVALID" });
});

test("refuses what another key signed, and what is no token", async () => {
  const { directory, atDirectory } = await setup();
  const foreign = await signed(directory.privateKey, {});
  for (const token of [foreign, "none", "a.b.c"])
    await expect(atDirectory.verify(token, "users:read")).rejects.toMatchObject({ code: "SERVER_TOKEN_INVALID" });
});

test("what the directory passes on is good in the one cell that it is for", async () => {
  const { directory, application, atCell } = await setup();
  const claims = { iss: "cellwire-directory", aud: "eu", scope: "cells:erase" };
  const token = await signed(directory.privateKey, claims, TOKEN_TYPE.server);
  await expect(atCell.verify(token, "cells:erase")).resolves.toMatchObject({ name: "backend" });
  const other = await signed(directory.privateKey, { ...claims, aud: "us" }, TOKEN_TYPE.server);
  await expect(atCell.verify(other, "cells:erase")).rejects.toMatchObject({ code: "SERVER_TOKEN_INVALID" });
  for (const scope of ["cells:erase", "users:read cells:erase", "cells:ercells:erasease"]) {
    const forged = await signed(application.privateKey, { aud: "cellwire-server:eu", scope });
    await expect(atCell.verify(forged, "cells:erase")).rejects.toMatchObject({ code: "SCOPE_MISSING" });
  }
});

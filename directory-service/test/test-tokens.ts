/** Keys and tokens for tests, signed as the application's backend and the cells sign them. */

import { DIRECTORY_ISSUER, TOKEN_TYPE, type JsonWebKeyOkp } from "@cellwire/protocol";
import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";

/** Seconds since the Unix epoch; the clock of the tests stands there. */
export const NOW_S = 1_800_000_000;
export const stoppedClock = { nowMs: () => NOW_S * 1000, monotonicMs: () => 0 };

export interface TestKey {
  readonly privateJwk: JsonWebKeyOkp & { readonly d: string };
  readonly publicJwk: JsonWebKeyOkp;
}

export async function testKey(kid: string): Promise<TestKey> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const { x, d } = await exportJWK(privateKey);
  const publicJwk = { kty: "OKP", crv: "Ed25519", kid, x: x! } as const;
  return { publicJwk, privateJwk: { ...publicJwk, d: d! } };
}

/** Header and claims over the defaults; `undefined` leaves one out. */
interface TokenChanges {
  readonly header?: Record<string, string | undefined>;
  readonly claims?: Record<string, unknown>;
}

export function userToken(key: TestKey, { header, claims }: TokenChanges = {}): Promise<string> {
  return signed(key, { header: { ...header }, claims: { sub: "alice", exp: NOW_S + 600, ...claims } });
}

export function peerToken(key: TestKey, { header, claims }: TokenChanges = {}): Promise<string> {
  return signed(key, {
    header: { typ: TOKEN_TYPE.peer, ...header },
    claims: { iss: "eu", aud: DIRECTORY_ISSUER, iat: NOW_S, exp: NOW_S + 60, ...claims },
  });
}

async function signed(key: TestKey, { header, claims }: Required<TokenChanges>): Promise<string> {
  const protectedHeader = defined({ alg: "EdDSA", kid: key.publicJwk.kid, ...header });
  return new SignJWT(defined(claims))
    .setProtectedHeader({ alg: "EdDSA", ...protectedHeader })
    .sign(await importJWK({ ...key.privateJwk }, "EdDSA"));
}

function defined<T>(fields: Record<string, T>): Record<string, T & {}> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<
    string,
    T & {}
  >;
}

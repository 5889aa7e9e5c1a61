/**
 * A user token of local mode, for the examples: signed with the key that `./cellwire up` keeps in its data directory. In
 * production the application's backend signs them (JWT, RFC 7519; EdDSA, RFC 8037), after its own login.
 */

import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const LIFETIME_S = 3_600;

export function localUserToken(user: string, dataDirectory = ".cellwire"): string {
  const { active, keys } = JSON.parse(readFileSync(`${dataDirectory}/keys/application.json`, "utf8")) as {
    active: string;
    keys: { kid: string; kty: string; crv: string; x: string; d: string }[];
  };
  const key = keys.find(({ kid }) => kid === active);
  if (!key) throw new Error(`no key ${active} in ${dataDirectory}`);
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "EdDSA", kid: active };
  const claims = { sub: user, iat: now, exp: now + LIFETIME_S };
  const unsigned = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const signature = sign(null, Buffer.from(unsigned), createPrivateKey({ key, format: "jwk" }));
  return `${unsigned}.${signature.toString("base64url")}`;
}

/** The keys of this cell: what it signs with, and what it takes as its own signature while a rotation overlaps. */

import { readFile } from "node:fs/promises";
import type { CryptoKey, JWTVerifyGetKey } from "jose";
import { SignJWT, errors, importJWK } from "jose";
import { z } from "zod";
import type { JsonWebKeyOkp } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";

const KEYS_MAX = 16;
const FILE_TIMEOUT_MS = 5_000;

const privateKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  kid: z.string().min(1),
  x: z.string().min(1),
  d: z.string().min(1),
});
const keysFile = z.object({ active: z.string().min(1), keys: z.array(privateKey).min(1).max(KEYS_MAX) });

type PrivateKey = z.output<typeof privateKey>;

/** What a token says; `iat` is added, and `exp` with a lifetime. */
export interface TokenRequest {
  /** `typ` of the header (RFC 7519, section 5.1). */
  readonly type: string;
  readonly claims: Readonly<Record<string, string | number>>;
  readonly lifetimeSeconds: number;
}

/** Signs with the active key; verifies with all of them. */
export class OwnKeys {
  readonly #active: { readonly kid: string; readonly key: CryptoKey };
  readonly #byKid: ReadonlyMap<string, CryptoKey>;
  readonly #clock: Clock;
  readonly publicKeys: readonly JsonWebKeyOkp[];

  private constructor(options: {
    active: { kid: string; key: CryptoKey };
    byKid: ReadonlyMap<string, CryptoKey>;
    publicKeys: readonly JsonWebKeyOkp[];
    clock: Clock;
  }) {
    this.#active = options.active;
    this.#byKid = options.byKid;
    this.#clock = options.clock;
    this.publicKeys = options.publicKeys;
  }

  /** @throws when the file cannot be read or is not `{ active, keys: [private Ed25519 JWK] }`; never quotes the keys. */
  static async read(file: string, clock: Clock): Promise<OwnKeys> {
    const text = await readFile(file, { encoding: "utf8", signal: AbortSignal.timeout(FILE_TIMEOUT_MS) });
    return OwnKeys.from(parsedJson(text, file), clock);
  }

  /** From the parsed content of a keys file. @throws when it has another shape. */
  static async from(content: unknown, clock: Clock): Promise<OwnKeys> {
    const result = keysFile.safeParse(content);
    if (!result.success) throw new Error(`the keys are not { active, keys }: ${z.prettifyError(result.error)}`);
    const { active, keys } = result.data;
    const signing = keys.find(({ kid }) => kid === active);
    if (!signing) throw new Error(`the active key ${JSON.stringify(active)} is not among the keys`);
    const byKid = new Map<string, CryptoKey>();
    for (const key of keys) byKid.set(key.kid, await imported(publicPart(key)));
    const activeKey = { kid: active, key: await imported(signing) };
    return new OwnKeys({ active: activeKey, byKid, publicKeys: keys.map(publicPart), clock });
  }

  /** A compact JWS, EdDSA. */
  async sign({ type, claims, lifetimeSeconds }: TokenRequest): Promise<string> {
    const nowSeconds = Math.floor(this.#clock.nowMs() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "EdDSA", typ: type, kid: this.#active.kid })
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + lifetimeSeconds)
      .sign(this.#active.key);
  }

  /** Key lookup for jose's `jwtVerify`. */
  readonly resolve: JWTVerifyGetKey = (header) => {
    const key = this.#byKid.get(header.kid ?? "");
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the text, which is secret.
    throw new Error(`${file} is not JSON`);
  }
}

function publicPart({ kty, crv, kid, x }: PrivateKey): JsonWebKeyOkp {
  return { kty, crv, kid, x };
}

async function imported(jwk: JsonWebKeyOkp): Promise<CryptoKey> {
  return importJWK({ ...jwk }, "EdDSA");
}

/** Web Push (RFC 8030) without a payload, so that nothing needs to be encrypted; the cell names itself by VAPID (RFC 8292). */

import { importJWK, SignJWT, type CryptoKey } from "jose";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { PushProvider, WakeOutcome } from "./provider.ts";
import { isPublicEndpoint } from "./public-address.ts";
import type { PushHttp } from "./push-http.ts";

const ALGORITHM = "ES256";
/** At most 24 hours by the RFC; and used for half of it. */
const TOKEN_SECONDS = 12 * 3_600;
const TOKENS_MAX = 256;
/** The service keeps it for a device that is off for a day, and a later one takes its place. */
const HEADERS = { ttl: "86400", urgency: "high", topic: "wake" } as const;
const COORDINATE_BYTES = 32;

export interface VapidOptions {
  /** `mailto:` or https URL of who runs the cell. */
  readonly subject: string;
  /** Uncompressed P-256 point, 65 bytes, and the private scalar, 32 bytes; base64url. */
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface WebPushOptions {
  readonly vapid: VapidOptions;
  readonly http: PushHttp;
  /** False in tests alone. */
  readonly publicOnly: boolean;
  readonly clock: Clock;
}

export class WebPush implements PushProvider {
  readonly #options: WebPushOptions;
  readonly #byOrigin = new Map<string, { readonly token: Promise<string>; readonly untilMs: number }>();
  #key: Promise<CryptoKey | Uint8Array> | undefined;

  constructor(options: WebPushOptions) {
    this.#options = options;
  }

  async wake(endpoint: string): Promise<WakeOutcome> {
    const { http, vapid, publicOnly } = this.#options;
    if (publicOnly && !isPublicEndpoint(endpoint)) return { kind: "gone" };
    const token = await this.#token(new URL(endpoint).origin);
    return http.post(endpoint, { ...HEADERS, authorization: `vapid t=${token}, k=${vapid.publicKey}` });
  }

  #token(origin: string): Promise<string> {
    const nowMs = this.#options.clock.nowMs();
    const known = this.#byOrigin.get(origin);
    if (known && nowMs < known.untilMs) return known.token;
    if (this.#byOrigin.size >= TOKENS_MAX) this.#byOrigin.clear();
    const token = this.#sign(origin, Math.floor(nowMs / 1_000) + TOKEN_SECONDS);
    this.#byOrigin.set(origin, { token, untilMs: nowMs + (TOKEN_SECONDS / 2) * 1_000 });
    return token;
  }

  async #sign(audience: string, expiresAtSeconds: number): Promise<string> {
    const { subject, publicKey, privateKey } = this.#options.vapid;
    const point = Buffer.from(publicKey, "base64url");
    const coordinate = (at: number) => point.subarray(at, at + COORDINATE_BYTES).toString("base64url");
    const jwk = { kty: "EC", crv: "P-256", x: coordinate(1), y: coordinate(1 + COORDINATE_BYTES), d: privateKey };
    this.#key ??= importJWK(jwk, ALGORITHM);
    return new SignJWT({ aud: audience, sub: subject, exp: expiresAtSeconds })
      .setProtectedHeader({ typ: "JWT", alg: ALGORITHM })
      .sign(await this.#key);
  }
}

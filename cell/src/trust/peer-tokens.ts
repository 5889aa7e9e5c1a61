/** Who calls whom between cells: short-lived tokens whose audience is the callee (JWT, RFC 7519; EdDSA, RFC 8037). */

import type { CryptoKey, JWTPayload } from "jose";
import { decodeJwt, errors, importJWK, jwtVerify } from "jose";
import type { CellId, CellRecord } from "@cellwire/protocol";
import { TOKEN_TYPE, isCellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { OwnKeys } from "./own-keys.ts";

const LIFETIME_SECONDS = 60;
/** A token is used for this long, so that it still has some life when it arrives. */
const REUSE_MS = 30_000;
const AUDIENCES_MAX = 1024;

/** The longest life of a token that is taken: a stolen one must die soon. */
const LIFETIME_SECONDS_MAX = 300;
/** Cells do not agree on the time to the second. */
const CLOCK_TOLERANCE_SECONDS = 30;
const TOKEN_LENGTH_MAX = 2048;
const VERIFIED_MAX = 1024;

/** Mints this cell's tokens. */
export class PeerTokenIssuer {
  readonly #cell: CellId;
  readonly #keys: Pick<OwnKeys, "sign">;
  readonly #clock: Clock;
  readonly #byAudience = new Map<string, { token: Promise<string>; untilMs: number }>();

  constructor(options: { cell: CellId; keys: Pick<OwnKeys, "sign">; clock: Clock }) {
    this.#cell = options.cell;
    this.#keys = options.keys;
    this.#clock = options.clock;
  }

  /** A token for a cell, or for the directory (`DIRECTORY_ISSUER`). */
  async token(audience: string): Promise<string> {
    const nowMs = this.#clock.monotonicMs();
    const cached = this.#byAudience.get(audience);
    if (cached && nowMs < cached.untilMs) return cached.token;
    if (this.#byAudience.size >= AUDIENCES_MAX) this.#byAudience.clear();
    const claims = { iss: this.#cell, aud: audience };
    const token = this.#keys.sign({ type: TOKEN_TYPE.peer, claims, lifetimeSeconds: LIFETIME_SECONDS });
    this.#byAudience.set(audience, { token, untilMs: nowMs + REUSE_MS });
    return token;
  }
}

/** `unknown`: the directory has no such cell. `unavailable`: it never said which cells there are. */
export type RegisteredCell =
  | { readonly kind: "known"; readonly record: CellRecord }
  | { readonly kind: "unknown" }
  | { readonly kind: "unavailable" };

/** The directory's registry of cells, as far as it is known here. */
export interface CellSource {
  cell(cell: CellId): Promise<RegisteredCell>;
}

export type PeerVerdict =
  | { readonly kind: "peer"; readonly cell: CellId }
  | { readonly kind: "invalid"; readonly reason: PeerTokenFault }
  | { readonly kind: "unavailable" };

export type PeerTokenFault = "malformed" | "audience" | "expired" | "signature" | "unknown-cell" | "lifetime";

/** Checks other cells' tokens against the keys that the directory has for them. */
export class PeerTokenVerifier {
  readonly #cell: CellId;
  readonly #cells: CellSource;
  readonly #clock: Clock;
  readonly #verified = new Map<string, { cell: CellId; untilMs: number }>();

  constructor(options: { cell: CellId; cells: CellSource; clock: Clock }) {
    this.#cell = options.cell;
    this.#cells = options.cells;
    this.#clock = options.clock;
  }

  /** Never throws for a bad token. A good one is remembered until it expires. */
  async verify(token: string): Promise<PeerVerdict> {
    const known = this.#verified.get(token);
    if (known && this.#clock.nowMs() < known.untilMs) return { kind: "peer", cell: known.cell };
    const issuer = issuerOf(token);
    if (!issuer) return { kind: "invalid", reason: "malformed" };
    // No cell calls itself, and its own tokens for others must not open its own door.
    if (issuer === this.#cell) return { kind: "invalid", reason: "unknown-cell" };
    const registered = await this.#cells.cell(issuer);
    if (registered.kind === "unavailable") return registered;
    if (registered.kind === "unknown" || registered.record.state === "RETIRED")
      return { kind: "invalid", reason: "unknown-cell" };
    return this.#check(token, issuer, registered.record);
  }

  async #check(token: string, issuer: CellId, record: CellRecord): Promise<PeerVerdict> {
    let claims: JWTPayload;
    try {
      const { payload } = await jwtVerify(token, (header) => publicKey(record, header.kid), {
        algorithms: ["EdDSA"],
        typ: TOKEN_TYPE.peer,
        issuer,
        audience: this.#cell,
        requiredClaims: ["iss", "aud", "iat", "exp"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.#clock.nowMs()),
      });
      claims = payload;
    } catch (error) {
      return { kind: "invalid", reason: faultOf(error) };
    }
    const { iat, exp } = claims as { iat: number; exp: number };
    if (exp - iat > LIFETIME_SECONDS_MAX) return { kind: "invalid", reason: "lifetime" };
    this.#remember(token, { cell: issuer, untilMs: exp * 1000 });
    return { kind: "peer", cell: issuer };
  }

  #remember(token: string, entry: { cell: CellId; untilMs: number }): void {
    if (this.#verified.size >= VERIFIED_MAX) {
      const oldest = this.#verified.keys().next().value;
      if (oldest !== undefined) this.#verified.delete(oldest);
    }
    this.#verified.set(token, entry);
  }
}

/** Whom the token claims to come from: decides only whose keys it is checked against. */
function issuerOf(token: string): CellId | undefined {
  if (token.length > TOKEN_LENGTH_MAX) return undefined;
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === "string" && isCellId(iss) ? iss : undefined;
  } catch {
    return undefined;
  }
}

async function publicKey(record: CellRecord, kid: string | undefined): Promise<CryptoKey> {
  const key = record.publicKeys.find((candidate) => candidate.kid === kid);
  if (!key) throw new errors.JWKSNoMatchingKey();
  return importJWK({ ...key }, "EdDSA");
}

function faultOf(error: unknown): PeerTokenFault {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === "aud" ? "audience" : "malformed";
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return "signature";
  return "malformed";
}

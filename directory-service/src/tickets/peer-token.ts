/** Peer tokens: short-lived JWTs by which a registered cell says that it is the one calling. */

import { DIRECTORY_ISSUER, isCellId, TOKEN_TYPE, type CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { DirectoryError } from "../errors.ts";
import type { RegisteredCell, Registry } from "../registry/contract.ts";
import { SIGNING_ALGORITHM } from "./key-set.ts";

/** Bounds what a token that leaked is good for, whatever `exp` its cell gave it. */
const PEER_TOKEN_AGE_MAX_S = 10 * 60;
const CLOCK_TOLERANCE_S = 30;

export class PeerTokenVerifier {
  readonly #registry: Pick<Registry, "cell">;
  readonly #clock: Clock;

  constructor(registry: Pick<Registry, "cell">, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /**
   * The cell that signed the token.
   * @throws {DirectoryError} PEER_TOKEN_INVALID, PEER_UNKNOWN
   */
  async verify(token: string): Promise<CellId> {
    const cell = await this.#registry.cell(claimedIssuer(token));
    if (cell === undefined || cell.state === "RETIRED") throw new DirectoryError("PEER_UNKNOWN");
    await this.#verifySignedBy(cell, token);
    return cell.cell;
  }

  async #verifySignedBy(cell: RegisteredCell, token: string): Promise<void> {
    try {
      await jwtVerify(token, createLocalJWKSet({ keys: cell.publicKeys.map((key) => ({ ...key })) }), {
        algorithms: [SIGNING_ALGORITHM],
        typ: TOKEN_TYPE.peer,
        issuer: cell.cell,
        audience: DIRECTORY_ISSUER,
        requiredClaims: ["exp"],
        maxTokenAge: PEER_TOKEN_AGE_MAX_S,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.#clock.nowMs()),
      });
    } catch (cause) {
      throw new DirectoryError("PEER_TOKEN_INVALID", { cause });
    }
  }
}

/** Only says whose keys to try: nothing is believed before the signature is verified. */
function claimedIssuer(token: string): CellId {
  let issuer: unknown;
  try {
    issuer = decodeJwt(token).iss;
  } catch (cause) {
    throw new DirectoryError("PEER_TOKEN_INVALID", { cause });
  }
  if (typeof issuer !== "string" || !isCellId(issuer)) throw new DirectoryError("PEER_UNKNOWN");
  return issuer;
}

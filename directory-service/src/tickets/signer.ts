/** What the directory signs: tickets, and statements of placements, outcomes and generations. */

import {
  DIRECTORY_ISSUER,
  TOKEN_TYPE,
  type DeviceId,
  type CellId,
  type GenerationClaims,
  type OutcomeClaims,
  type PlacementClaims,
  type TicketClaims,
  type UserId,
} from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { SignJWT, type JWTPayload } from "jose";
import type { Operation, Placement } from "../registry/contract.ts";
import { SIGNING_ALGORITHM, type SigningKeys } from "./key-set.ts";

const TICKET_LIFETIME_S = 15 * 60;
const SERVER_TOKEN_LIFETIME_S = 60;

export class Signer {
  readonly #keys: SigningKeys;
  readonly #clock: Clock;

  constructor(keys: SigningKeys, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Permits the user's device to connect to the cell where he is placed, for 15 minutes. */
  async ticket(
    { cell, epoch }: Placement,
    { user, device }: { user: UserId; device: DeviceId },
  ): Promise<{ ticket: string; expiresAtMs: number }> {
    const iat = this.#nowS();
    const exp = iat + TICKET_LIFETIME_S;
    const claims: TicketClaims = { sub: user, aud: cell, device, epoch, iat, exp };
    return { ticket: await this.#sign(TOKEN_TYPE.ticket, { ...claims }), expiresAtMs: exp * 1000 };
  }

  /** Proof of the placement at its epoch. Signed anew for each reader, as signing takes some tens of microseconds. */
  placementStatement({ thing, target, targetGeneration, ...rest }: Placement): Promise<string> {
    const { cell, epoch, generation, op, state } = rest;
    const claims: PlacementClaims = {
      sub: thing,
      cell,
      epoch,
      generation,
      op,
      state,
      ...(target !== null && targetGeneration !== null && { target, targetGeneration }),
      iat: this.#nowS(),
    };
    return this.#sign(TOKEN_TYPE.placement, { ...claims });
  }

  /** Proof of what became of an operation. */
  outcomeStatement({ thing, op, kind, target, outcome }: Operation): Promise<string> {
    const claims: OutcomeClaims = { sub: thing, op, kind, target, outcome, iat: this.#nowS() };
    return this.#sign(TOKEN_TYPE.outcome, { ...claims });
  }

  /** Proof of a cell's generation. */
  generationStatement({ cell, generation, op }: { cell: CellId; generation: number; op: string }): Promise<string> {
    const claims: GenerationClaims = { sub: cell, generation, op, iat: this.#nowS() };
    return this.#sign(TOKEN_TYPE.generation, { ...claims });
  }

  /** Passes a request of the backend, or one of the directory's own, on to one cell: good there alone, for a minute. */
  serverToken(cell: CellId, { caller, scope }: { caller: string; scope: string }): Promise<string> {
    const iat = this.#nowS();
    return this.#sign(TOKEN_TYPE.server, { sub: caller, aud: cell, scope, iat, exp: iat + SERVER_TOKEN_LIFETIME_S });
  }

  #sign(typ: string, claims: JWTPayload): Promise<string> {
    const { kid, key } = this.#keys.active;
    return new SignJWT(claims)
      .setIssuer(DIRECTORY_ISSUER)
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ, kid })
      .sign(key);
  }

  #nowS(): number {
    return Math.floor(this.#clock.nowMs() / 1000);
  }
}

/** Tickets: who may open a connection here. Verified offline; only the kinds of failure that a client acts on differ. */

import type { JWTPayload, JWTVerifyGetKey } from "jose";
import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import { DIRECTORY_ISSUER, LIMITS, TOKEN_TYPE, isDeviceId, isUserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { DirectoryKeys } from "./directory-keys.ts";
import { DirectoryKeysUnavailable } from "./directory-keys.ts";
import type { OwnKeys } from "./own-keys.ts";

export const RESUME_TICKET_SECONDS = 24 * 3600;

export interface Bearer {
  readonly user: UserId;
  readonly device: DeviceId;
  /** Placement epoch at which the user came to this cell. */
  readonly epoch: number;
}

export interface ResumeTicket {
  readonly ticket: string;
  readonly expiresMs: number;
}

export type TicketOutcome =
  | {
      readonly kind: "valid";
      readonly bearer: Bearer;
      readonly isResume: boolean;
      readonly issuedMs: number;
      readonly expiresMs: number;
    }
  | { readonly kind: "invalid" }
  | { readonly kind: "expired" }
  | { readonly kind: "wrong-cell" }
  /** The keys to verify it with are not here yet. */
  | { readonly kind: "unavailable" };

export interface TicketsOptions {
  readonly cell: CellId;
  readonly ownKeys: OwnKeys;
  readonly directoryKeys: Pick<DirectoryKeys, "resolve">;
  readonly clock: Clock;
  /** Of the cell's storage: what an earlier one issued resumes nothing. */
  readonly generation: () => number;
}

/** Before the claim was there, all were of the first. */
const FIRST_GENERATION = 1;

export class Tickets {
  readonly #options: TicketsOptions;

  constructor(options: TicketsOptions) {
    this.#options = options;
  }

  async verify(ticket: string): Promise<TicketOutcome> {
    if (ticket.length > LIMITS.ticketBytesMax) return { kind: "invalid" };
    const { clock } = this.#options;
    try {
      const { type, issuer, resolve } = this.#expected(ticket);
      const { payload } = await jwtVerify(ticket, resolve, {
        algorithms: ["EdDSA"],
        typ: type,
        issuer,
        requiredClaims: ["sub", "aud", "iat", "exp"],
        currentDate: new Date(clock.nowMs()),
      });
      return this.#judged(payload, type === TOKEN_TYPE.resumeTicket);
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { kind: "expired" };
      if (error instanceof DirectoryKeysUnavailable) return { kind: "unavailable" };
      if (error instanceof errors.JOSEError || error instanceof TypeError) return { kind: "invalid" };
      throw error;
    }
  }

  /** For this cell and this device only. */
  async issue(bearer: Bearer): Promise<ResumeTicket> {
    const { cell, ownKeys, clock, generation } = this.#options;
    const { user, device, epoch } = bearer;
    const expiresMs = (Math.floor(clock.nowMs() / 1000) + RESUME_TICKET_SECONDS) * 1000;
    const ticket = await ownKeys.sign({
      type: TOKEN_TYPE.resumeTicket,
      claims: { iss: cell, sub: user, aud: cell, device, epoch, generation: generation() },
      lifetimeSeconds: RESUME_TICKET_SECONDS,
    });
    return { ticket, expiresMs };
  }

  /** The header only says which kind is claimed; the signature by that kind's issuer must then hold. */
  #expected(ticket: string): { type: string; issuer: string; resolve: JWTVerifyGetKey } {
    const { cell, ownKeys, directoryKeys } = this.#options;
    return decodeProtectedHeader(ticket).typ === TOKEN_TYPE.resumeTicket
      ? { type: TOKEN_TYPE.resumeTicket, issuer: cell, resolve: ownKeys.resolve }
      : { type: TOKEN_TYPE.ticket, issuer: DIRECTORY_ISSUER, resolve: directoryKeys.resolve };
  }

  #judged(payload: JWTPayload, isResume: boolean): TicketOutcome {
    const { sub = "", aud, iat = 0, exp = 0 } = payload;
    const { device, epoch, generation = FIRST_GENERATION } = payload as Readonly<Record<string, unknown>>;
    if (aud !== this.#options.cell) return { kind: "wrong-cell" };
    if (!isUserId(sub) || typeof device !== "string" || !isDeviceId(device)) return { kind: "invalid" };
    if (typeof epoch !== "number" || !Number.isSafeInteger(epoch) || epoch < 0) return { kind: "invalid" };
    if (isResume && generation !== this.#options.generation()) return { kind: "expired" };
    const bearer = { user: sub, device, epoch };
    return { kind: "valid", bearer, isResume, issuedMs: iat * 1000, expiresMs: exp * 1000 };
  }
}

/** How the processes of a cell know each other: tokens that the cell signs for itself (JWT, RFC 7519). */

import { errors, jwtVerify } from "jose";
import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { ProcessName } from "../route/contract.ts";
import type { OwnKeys } from "../trust/own-keys.ts";

/** No other token of the cell opens the mesh, and this one opens nothing else. */
const TOKEN_TYPE_MESH = "cellwire-mesh+jwt";
const LIFETIME_SECONDS = 30;
/** The machines of a cell do not agree on the time to the second. */
const CLOCK_TOLERANCE_SECONDS = 30;
const TOKEN_LENGTH_MAX = 2048;

export class MeshTokens {
  readonly #cell: CellId;
  readonly #keys: Pick<OwnKeys, "sign" | "resolve">;
  readonly #clock: Clock;

  constructor(options: { cell: CellId; keys: Pick<OwnKeys, "sign" | "resolve">; clock: Clock }) {
    this.#cell = options.cell;
    this.#keys = options.keys;
    this.#clock = options.clock;
  }

  /** For one connection of this process. */
  async issue(process: ProcessName): Promise<string> {
    const claims = { iss: this.#cell, aud: this.#cell, sub: process };
    return this.#keys.sign({ type: TOKEN_TYPE_MESH, claims, lifetimeSeconds: LIFETIME_SECONDS });
  }

  /** Whether this cell signed the token for this process. Never throws for a bad token. */
  async verify(token: string, process: ProcessName): Promise<boolean> {
    if (token.length > TOKEN_LENGTH_MAX) return false;
    try {
      await jwtVerify(token, this.#keys.resolve, {
        algorithms: ["EdDSA"],
        typ: TOKEN_TYPE_MESH,
        issuer: this.#cell,
        audience: this.#cell,
        subject: process,
        requiredClaims: ["iat", "exp"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.#clock.nowMs()),
      });
      return true;
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
      throw error;
    }
  }
}

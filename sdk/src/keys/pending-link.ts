/** The linking code that this device shows, and the secrets behind it: in memory alone, for a few minutes. */

import type { DeviceId, UserId } from "@cellwire/protocol";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import { newAgreementKey, type AgreementKey } from "./agreement.ts";
import { openGrant } from "./grant.ts";
import { SECRET_BYTES, encodeLinkingCode, type LinkingCode } from "./linking-code.ts";

const VALID_MS = 10 * 60_000;

export class PendingLink {
  readonly #clock: Clock;
  readonly #random: Random;
  #shown: { readonly code: LinkingCode; readonly agreement: AgreementKey } | undefined;

  constructor({ clock, random }: { clock: Clock; random: Random }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** A newer code makes the older one void. */
  async show(self: { user: UserId; device: DeviceId; identityKey: Uint8Array }): Promise<string> {
    const agreement = await newAgreementKey();
    const secret = this.#random.bytes(SECRET_BYTES);
    const expiresAtMs = Math.round(this.#clock.nowMs()) + VALID_MS;
    const code = { ...self, agreementKey: agreement.publicKey, secret, expiresAtMs };
    this.#shown = { code, agreement };
    return encodeLinkingCode(code);
  }

  /** The seed that was sealed for the code; undefined when none was. */
  async open(grant: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#shown && openGrant(grant, this.#shown);
  }

  forget(): void {
    this.#shown = undefined;
  }
}

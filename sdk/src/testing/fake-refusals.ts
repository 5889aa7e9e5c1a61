/** What sequencing refused, per user: told to all devices, and again until a device says that it has it. */

import { toHex, type ErrorCode, type ServerBody } from "@cellwire/protocol";

export interface RefusedMessage {
  readonly messageId: Uint8Array;
  readonly conversation: Uint8Array;
  readonly code: ErrorCode;
}

export class FakeRefusals {
  /** In the order of their revisions, which begin with 1. */
  readonly #byUser = new Map<string, RefusedMessage[]>();

  of(user: string, messageId: Uint8Array): RefusedMessage | undefined {
    return this.#byUser.get(user)?.find((one) => toHex(one.messageId) === toHex(messageId));
  }

  /** Once for each message, however often it is sent. */
  add(user: string, refused: RefusedMessage): ServerBody {
    const all = this.#byUser.get(user) ?? [];
    this.#byUser.set(user, all);
    const known = this.of(user, refused.messageId);
    return { refused: { ...refused, revision: known ? all.indexOf(known) + 1 : all.push(refused) } };
  }

  above(user: string, revision: number): ServerBody[] {
    const all = this.#byUser.get(user) ?? [];
    return all.slice(revision).map((one, place) => ({ refused: { ...one, revision: revision + place + 1 } }));
  }
}

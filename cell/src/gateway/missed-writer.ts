/** Writes what a device may have missed: in pages, as there is room on its way out. */

import type { Missed, Reader } from "../flow/catch-up.ts";
import { DeviceRevoked } from "../flow/catch-up.ts";
import type { ConnectionContext } from "./connection-context.ts";
import type { Outgoing } from "./outgoing.ts";

export interface CatchingUpConnection extends Reader {
  readonly isOpen: boolean;
  readonly outgoing: Outgoing;
  write(frame: Uint8Array): void;
  onFault(err: unknown): void;
  fallBehind(sinceMs: number): void;
  close(code: "REVOKED"): void;
}

/** Marks may have changed while a lagging device was noticed. */
const LAG_MARGIN_MS = 5_000;

export class MissedWriter {
  readonly #connection: CatchingUpConnection;
  readonly #context: Pick<ConnectionContext, "catchUp" | "rooms" | "clock">;
  #isWriting = false;

  constructor(connection: CatchingUpConnection, context: Pick<ConnectionContext, "catchUp" | "rooms" | "clock">) {
    this.#connection = connection;
    this.#context = context;
  }

  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** Resolves when all is written, or the connection is no longer open. @throws faults of the database, `Overloaded`. */
  async writeAll(missed: Missed): Promise<void> {
    for await (const frames of this.#context.catchUp.missed(this.#connection, missed)) {
      await this.#writePage(frames);
      if (!this.#connection.isOpen) return;
    }
  }

  /** Resolves after the first read. On a fault the device lags on: the offer has to be made again. */
  async offer(missed: Missed): Promise<void> {
    const { clock, catchUp } = this.#context;
    const connection = this.#connection;
    if (!connection.isOpen) return;
    if (this.#isWriting) return connection.fallBehind(clock.nowMs());
    // Pushes go on before the read: what is committed after it is pushed.
    const laggedSinceMs = connection.outgoing.follow() ?? missed.sinceMs;
    const sinceMs = Math.min(missed.sinceMs, laggedSinceMs - LAG_MARGIN_MS);
    const pages = catchUp.missed(connection, { ...missed, sinceMs });
    try {
      const first = await pages.next();
      if (!first.done) void this.#writeOffered(first.value, { rest: pages, laggedSinceMs });
    } catch (error) {
      // The word that it was to be closed got lost, with other pushes.
      if (error instanceof DeviceRevoked) return connection.close("REVOKED");
      connection.outgoing.lag(laggedSinceMs);
      throw error;
    }
  }

  /** Never rejects. */
  async #writeOffered(
    first: readonly Uint8Array[],
    { rest, laggedSinceMs }: { rest: AsyncGenerator<readonly Uint8Array[]>; laggedSinceMs: number },
  ): Promise<void> {
    try {
      await this.#writePage(first);
      for await (const frames of rest) {
        if (!this.#connection.isOpen) return;
        await this.#writePage(frames);
      }
    } catch (error) {
      this.#connection.onFault(error);
      this.#connection.fallBehind(laggedSinceMs);
    }
  }

  async #writePage(frames: readonly Uint8Array[]): Promise<void> {
    this.#isWriting = true;
    const { outgoing } = this.#connection;
    for (const frame of frames) {
      if (!outgoing.hasRoom) await this.#context.rooms.room(outgoing);
      if (!this.#connection.isOpen) break;
      this.#connection.write(frame);
    }
    this.#isWriting = false;
  }
}

/** Why nothing is read from a socket: the kernel then makes the sender wait. */
export const PAUSE = { linking: 1, backlog: 2, sends: 4 } as const;
export type PauseReason = (typeof PAUSE)[keyof typeof PAUSE];

/** Reads from the socket unless some reason speaks against it. */
export class Reading {
  readonly #socket: { pause(): void; resume(): void };
  #reasons = 0;

  constructor(socket: { pause(): void; resume(): void }) {
    this.#socket = socket;
  }

  isPausedFor(reason: PauseReason): boolean {
    return (this.#reasons & reason) !== 0;
  }

  pause(reason: PauseReason): void {
    if (this.#reasons === 0) this.#socket.pause();
    this.#reasons |= reason;
  }

  resume(reason: PauseReason): void {
    if (!this.isPausedFor(reason)) return;
    this.#reasons &= ~reason;
    if (this.#reasons === 0) this.#socket.resume();
  }
}

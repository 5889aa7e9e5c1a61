/** What a connection needs of its WebSocket; tests have one without a network. */

import type { FrameSocket } from "./send-queue.ts";

export interface ClientSocket extends FrameSocket {
  close(code: number, reason: string): void;
  ping(): void;
  /** Stops reading; a few messages that are read already may still come. */
  pause(): void;
  resume(): void;
}

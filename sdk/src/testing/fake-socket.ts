/** Both ends of a WebSocket without a network: what one side says, the other hears in a later microtask, in order. */

import type { WebSocketLike } from "../session/web-socket.ts";

export interface FakePeer {
  readonly onMessage: (bytes: Uint8Array) => void;
  readonly onClose: () => void;
}

export class FakeSocket implements WebSocketLike {
  binaryType = "blob";
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  #peer: FakePeer | undefined;
  #closed = false;

  /** The server's side takes it. */
  accept(peer: FakePeer): void {
    this.#peer = peer;
    queueMicrotask(() => {
      if (!this.#closed) this.onopen?.({} as never);
    });
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    const bytes = data.slice();
    queueMicrotask(() => {
      if (!this.#closed) this.#peer?.onMessage(bytes);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#peer?.onClose();
  }

  /** From the server. */
  say(bytes: Uint8Array): void {
    const data = new Uint8Array(bytes).buffer;
    queueMicrotask(() => {
      if (!this.#closed) this.onmessage?.({ data } as never);
    });
  }

  /** From the server, or the network: code 1006. */
  drop(code: number): void {
    queueMicrotask(() => {
      if (this.#closed) return;
      this.#closed = true;
      this.#peer?.onClose();
      this.onclose?.({ code, reason: "" } as never);
    });
  }
}

/** The part of a WebSocket that the SDK uses: a browser's, Node's own, and that of the `ws` package fit as they are. */

export interface WebSocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** Opens a socket to `url` that asks for the subprotocol `protocol`, without compression. */
export type WebSocketFactory = (url: string, protocol: string) => WebSocketLike;

export const platformWebSocket: WebSocketFactory = (url, protocol) => new WebSocket(url, protocol);

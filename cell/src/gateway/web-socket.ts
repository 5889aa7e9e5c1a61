/**
 * The WebSocket of a connection. Its listeners are shared functions that find their connection by `this`: 15,000 sockets
 * would otherwise hold 15,000 closures each.
 */

import type { RawData } from "ws";
import { WebSocket } from "ws";
import { CLOSE } from "@cellwire/protocol";
import type { Connection } from "./connection.ts";

/** Codes of RFC 6455, section 7.4.1, by which ws closes after a violation → ours, which tell the client what to do. */
const VIOLATIONS: Readonly<Record<number, number>> = {
  1002: CLOSE.BAD_FRAME,
  1003: CLOSE.BAD_FRAME,
  1007: CLOSE.BAD_FRAME,
  1008: CLOSE.BAD_FRAME,
  1009: CLOSE.TOO_LARGE,
};

export class ConnectionSocket extends WebSocket {
  connection: Connection | undefined;

  /** ws calls this too, when the client broke the protocol. */
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === undefined ? code : (VIOLATIONS[code] ?? code), reason);
  }

  /** Hands everything that happens from now on to `connection`. */
  attach(connection: Connection): void {
    this.connection = connection;
    this.on("message", onMessage);
    this.on("pong", onSign);
    this.on("ping", onSign);
    this.on("error", onError);
    this.on("close", onClose);
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  // A Buffer: that is ws's default binary type, for text as well.
  (this as ConnectionSocket).connection?.receive(data as Buffer, isBinary);
}

function onSign(this: WebSocket): void {
  (this as ConnectionSocket).connection?.heard();
}

/** A violation of the protocol, or a broken network. ws closes by itself. */
function onError(this: WebSocket, error: Error & { code?: string }): void {
  const isTooLarge = error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
  if (error.code?.startsWith("WS_ERR_"))
    (this as ConnectionSocket).connection?.close(isTooLarge ? "TOO_LARGE" : "BAD_FRAME");
}

function onClose(this: WebSocket): void {
  (this as ConnectionSocket).connection?.ended();
}

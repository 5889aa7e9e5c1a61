/**
 * What a fan-out is measured against: a loop that writes each post to every socket as a WebSocket frame made once, and does
 * nothing else. It speaks just enough of the protocol for the same clients to connect to it and post.
 */

import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { SUBPROTOCOL, decodeClientMessage, encodeServerFrame } from "@cellwire/protocol";
import { WebSocketServer } from "ws";

/** Most of what arrives are reports of cursors, which this server does not read. Where a frame under 128 bytes has its tag: */
const TAG_AT = 2;
const CURSORS_TAG = 34;
const BINARY_FIN = 0x82;
const LENGTH_16 = 126;

function main(): void {
  const sockets = new Set<Socket>();
  let n = Number(process.argv[2]);
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  const server = createServer();
  server.on("upgrade", (request, stream, head) => {
    const socket = stream as Socket;
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => webSocket.terminate());
      webSocket.on("close", () => sockets.delete(socket));
      webSocket.on("message", (data) => receive(socket, data as Buffer));
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.on("disconnect", () => process.exit());

  const receive = (socket: Socket, message: Buffer) => {
    if (message[TAG_AT] === CURSORS_TAG) return;
    for (const { hello, send } of decodeClientMessage(message)) {
      if (hello) {
        sockets.add(socket);
        socket.write(webSocketFrame(encodeServerFrame({ welcome: {} })));
        socket.write(webSocketFrame(encodeServerFrame({ caughtUp: {} })));
      }
      if (!send) continue;
      const key = { term: 1, n: ++n };
      const { messageId = null, conversation = null, content = null, group = null } = send;
      const from = { sender: "bench-00000-00000", senderDevice: "phone", acceptedAtMs: Date.now() };
      const frame = webSocketFrame(
        encodeServerFrame({ deliver: { conversation, key, messageId, ...from, content, group } }),
      );
      for (const each of sockets) if (each !== socket) each.write(frame);
      socket.write(webSocketFrame(encodeServerFrame({ accepted: { messageId, conversation, key } })));
    }
  };
}

/** RFC 6455, section 5.2: a whole binary message, unmasked. */
function webSocketFrame(payload: Uint8Array): Buffer {
  if (payload.length < LENGTH_16) return Buffer.concat([Buffer.from([BINARY_FIN, payload.length]), payload]);
  const header = Buffer.from([BINARY_FIN, LENGTH_16, 0, 0]);
  header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}

main();

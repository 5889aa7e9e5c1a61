import { expect, test } from "vitest";
import { LIMITS, decodeServerMessage, encodeServerFrame } from "@cellwire/protocol";
import { FakeSocket, settled } from "../../test/gateway-fixture.ts";
import { SendQueue, TurnEnd } from "./send-queue.ts";

function setup() {
  const socket = new FakeSocket();
  return { socket, queue: new SendQueue(socket, new TurnEnd()) };
}

test("the frames of one turn are one message, in order, and those of the next another", async () => {
  const { socket, queue } = setup();
  for (const nonce of [1, 2, 3]) queue.push(encodeServerFrame({ pong: { nonce } }));
  expect(socket.messages).toHaveLength(0);
  await settled();
  queue.push(encodeServerFrame({ pong: { nonce: 4 } }));
  await settled();
  expect(socket.messages.map((message) => decodeServerMessage(message).map((frame) => frame.pong!.nonce))).toEqual([
    [1, 2, 3],
    [4],
  ]);
});

test("no message is larger, or holds more frames, than the protocol allows", async () => {
  const { socket, queue } = setup();
  for (let i = 0; i < 2500; i++) queue.push(encodeServerFrame({ pong: { nonce: i } }));
  const large = encodeServerFrame({ deliver: { content: new Uint8Array(65_536) } });
  for (let i = 0; i < 40; i++) queue.push(large);
  await settled();
  expect(socket.frames).toHaveLength(2540);
  for (const message of socket.messages) expect(message.length).toBeLessThanOrEqual(LIMITS.frameBytesMax);
});

test("the backlog counts what waits here and what the system has not taken", async () => {
  const { socket, queue } = setup();
  socket.isFull = true;
  queue.push(new Uint8Array(100));
  expect(queue.backlogBytes).toBe(100);
  queue.flush();
  queue.push(new Uint8Array(50));
  expect(queue.backlogBytes).toBe(150);
});

import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CLOSE, LIMITS, SUBPROTOCOL, decodeServerMessage, encodeClientFrame } from "@cellwire/protocol";
import { Lifecycle } from "@cellwire/runtime/lifecycle.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { GatewayServerOptions } from "../../src/gateway/server.ts";
import { GatewayServer } from "../../src/gateway/server.ts";
import { ALICE, fakeGateway, hello, sequencedMessage } from "../gateway-fixture.ts";

const running: GatewayServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function setup(options: Partial<GatewayServerOptions> = {}, lifecycle = new Lifecycle()) {
  const gateway = fakeGateway();
  // The real clock: sockets live in real time.
  const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
  const place = { host: "127.0.0.1", port: 0, drainMs: 0, handshakesPerAddressMax: 0, random: systemRandom };
  const server = new GatewayServer({ ...gateway.context, clock, ...place, ...options });
  await lifecycle.add(server).start();
  running.push(server);
  return { gateway, server, lifecycle, url: `ws://127.0.0.1:${server.port}/v1/connect` };
}

async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
  await once(socket, "open");
  return socket;
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, "close")) as [number];
  return code;
}

async function statusOf(url: string, protocols: string[] = [SUBPROTOCOL]): Promise<number> {
  const socket = new WebSocket(url, protocols);
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
  socket.on("error", () => undefined);
  socket.terminate();
  return response.statusCode;
}

/** Frames until one has `body`. */
async function framesUntil(socket: WebSocket, body: string): Promise<string[]> {
  const seen: string[] = [];
  while (!seen.includes(body)) {
    const [data] = (await once(socket, "message")) as [Buffer];
    seen.push(...decodeServerMessage(data).map((frame) => frame.body!));
  }
  return seen;
}

test("a device gets in over a real socket, is pushed to, and leaves", async () => {
  const { gateway, url } = await setup();
  const socket = await opened(url);
  socket.send(hello());
  expect(await framesUntil(socket, "caughtUp")).toEqual(["welcome", "caughtUp"]);
  gateway.registry.publish(sequencedMessage(1), [ALICE]);
  expect(await framesUntil(socket, "deliver")).toEqual(["deliver"]);
  socket.close();
  await closeCode(socket);
  await expect.poll(() => gateway.metrics.sockets).toBe(0);
  expect([...gateway.registry.all()]).toEqual([]);
});

test("handshakes that are none of ours are refused by a status, and counted", async () => {
  const { gateway, url } = await setup({ handshakesPerAddressMax: 2 });
  expect(await statusOf(url.replace("connect", "other"))).toBe(404);
  expect(await statusOf(url, [])).toBe(400);
  expect(await statusOf(url)).toBe(429);
  expect(["path", "subprotocol", "rate"].map((reason) => gateway.metrics.handshakesRefused(reason as "path"))).toEqual([
    1, 1, 1,
  ]);
});

test("a refused client that keeps its side of the connection open is hung up on", async () => {
  const { server } = await setup();
  const socket = connectTcp({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
  const reset = once(socket, "error");
  socket.write("GET /other HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 404 /);
  await once(socket, "end");
  // Who has hung up answers a further byte by a reset.
  const writing = setInterval(() => socket.write("x"), 10);
  await reset.finally(() => clearInterval(writing));
});

test("a plain request is told to upgrade", async () => {
  const { server } = await setup();
  const asked = request({ host: "127.0.0.1", port: server.port, path: "/v1/connect" }).end();
  const [response] = (await once(asked, "response")) as [{ statusCode: number; resume: () => void }];
  response.resume();
  expect(response.statusCode).toBe(426);
});

test("sockets over the bounds are refused before they cost anything", async () => {
  const limits = { ...fakeGateway().context.limits, pendingMax: 1, socketsMax: 2 };
  const { gateway, url } = await setup({ limits });
  const pending = await opened(url);
  expect(await statusOf(url)).toBe(503);
  pending.send(hello());
  await framesUntil(pending, "caughtUp");
  await opened(url);
  expect(await statusOf(url)).toBe(503);
  expect([gateway.metrics.handshakesRefused("pending-full"), gateway.metrics.handshakesRefused("full")]).toEqual([
    1, 1,
  ]);
});

test("violations of the protocol have their close codes, each counted", async () => {
  const { gateway, url } = await setup();
  const cases = [
    [(socket: WebSocket) => socket.send("text"), CLOSE.BAD_FRAME],
    [(socket: WebSocket) => socket.send(Buffer.alloc(LIMITS.frameBytesMax + 1)), CLOSE.TOO_LARGE],
    [(socket: WebSocket) => socket.send(encodeClientFrame({ ping: { nonce: 1 } })), CLOSE.BAD_STATE],
    [(socket: WebSocket) => rawSocket(socket).write(Buffer.from([0xff, 0xff, 0xff, 0xff])), CLOSE.BAD_FRAME],
  ] as const;
  for (const [violate, code] of cases) {
    const socket = await opened(url);
    violate(socket);
    expect(await closeCode(socket)).toBe(code);
  }
  const counts = (["BAD_FRAME", "TOO_LARGE", "BAD_STATE"] as const).map((code) => gateway.metrics.closes(code));
  expect(counts).toEqual([2, 1, 1]);
});

test("a connection that never finishes its request is cut", async () => {
  const { server } = await setup({ requestTimeoutMs: 200 });
  for (const start of ["", "GET /v1/connect HTTP/1.1\r\nhost: x\r\n"]) {
    const socket = connectTcp(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(start);
    socket.resume();
    await once(socket, "close");
  }
});

test("a stop refuses newcomers, hints to those who are here, and closes them with DRAINING", async () => {
  const { server, url } = await setup({ drainMs: 300 });
  const socket = await opened(url);
  socket.send(hello());
  await framesUntil(socket, "caughtUp");
  const closed = closeCode(socket);
  const hinted = framesUntil(socket, "reconnectHint");
  const stopped = server.stop();
  expect(server.isReady).toBe(false);
  expect(await hinted).toEqual(["reconnectHint"]);
  expect(await statusOf(url)).toBe(503);
  expect(await closed).toBe(CLOSE.DRAINING);
  await stopped;
});

test("devices that were told to wait are not cut off by the lifecycle's own bound", async () => {
  const { lifecycle, url } = await setup({ drainMs: 300 }, new Lifecycle({ stopTimeoutMs: 50 }));
  const socket = await opened(url);
  socket.send(hello());
  await framesUntil(socket, "caughtUp");
  const closed = closeCode(socket);
  await lifecycle.stop();
  expect(await closed).toBe(CLOSE.DRAINING);
});

test("a client that never reads is bounded, and the gateway serves the others", async () => {
  const { gateway, url } = await setup();
  const socket = await opened(url);
  socket.send(hello());
  await framesUntil(socket, "caughtUp");
  socket.pause();
  for (let n = 0; n < 1000; n++)
    gateway.registry.publish(sequencedMessage(n, { content: Buffer.alloc(65_536) }), [ALICE]);
  await expect.poll(() => gateway.metrics.lagging).toBe(1);
  const [connection] = [...gateway.registry.all()] as unknown as [{ outgoing: { backlogBytes: number } }];
  expect(connection.outgoing.backlogBytes).toBeLessThan(gateway.context.limits.backlogBytesMax + 2 * 65_536);
  socket.terminate();
});

function rawSocket(socket: WebSocket): { write(bytes: Buffer): void } {
  return (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket;
}

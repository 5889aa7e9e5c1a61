import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { DeviceId, UserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { encodeMeshFrame } from "../../src/gateway/mesh-frames.ts";
import { MeshTokens } from "../../src/gateway/mesh-token.ts";
import type { SequencedMessage } from "../../src/inbox/contract.ts";
import { CELL, freshKeys, greet, setup } from "./mesh-processes.ts";

const BOB = "bob" as UserId;
const MESSAGE: SequencedMessage = {
  messageId: Buffer.from("0190b6a87c007abc8def0123456789ab", "hex"),
  conversation: Buffer.alloc(32, 2),
  key: { term: 1, n: 7 },
  sender: "alice" as UserId,
  senderDevice: "phone" as DeviceId,
  recipient: BOB,
  content: Buffer.from("hello"),
  headers: new Uint8Array(0),
  acceptedAtMs: 1_700_000_000_000,
  traceparent: "",
};

/** Two gateways with a link in each direction. */
async function pair() {
  const cell = await setup();
  const [a, b] = [await cell.run({ name: "gateway-a" }), await cell.run({ name: "gateway-b" })];
  await Promise.all([a.events.reached("out up"), b.events.reached("out up")]);
  return { ...cell, a, b };
}

test("messages, notifications and displacements reach the gateway that they are for", async () => {
  await using cell = await pair();
  const { a, b } = cell;
  const c = await cell.run({ name: "gateway-c" });
  await a.events.reached("out up", 2);
  expect(a.mesh.siblings().toSorted()).toEqual(["gateway-b", "gateway-c"]);
  a.mesh.publish("gateway-b", MESSAGE, [BOB]);
  a.mesh.notify("gateway-b", { users: [BOB], frame: Buffer.from([1]), onlyDevice: "tab" as DeviceId });
  a.mesh.displace("gateway-b", { user: BOB, device: "tab" as DeviceId, connectionEpoch: 4, reason: "replaced" });
  await b.events.reached("displace bob tab 4 replaced");
  expect(b.events.list).toContain("notify bob tab");
  expect(b.messages).toHaveLength(1);
  expect(b.messages[0]).toMatchObject({ users: [BOB], message: { key: { term: 1, n: 7 }, sender: "alice" } });
  expect(c.messages).toEqual([]);
});

test("a wake reaches the forwarders, which are nobody's sibling gateways", async () => {
  await using cell = await pair();
  const forwarder = await cell.run({ name: "forwarder-a", role: "forwarder" });
  await cell.a.events.reached("out up", 2);
  cell.a.mesh.wakeForwarders();
  await forwarder.events.reached("wake");
  expect(cell.a.mesh.siblings()).toEqual(["gateway-b"]);
  expect(forwarder.mesh.siblings().toSorted()).toEqual(["gateway-a", "gateway-b"]);
  expect(cell.b.events.list).not.toContain("wake");
});

test("links of a starting process owe no probe, links made to it later do", async () => {
  await using cell = await pair();
  await cell.b.events.reached("probe told");
  expect(cell.b.events.list).not.toContain("probe sent");
  expect(cell.a.events.list).toContain("probe sent");
});

test("what does not fit is dropped and followed by a probe, on the same link", async () => {
  await using cell = await pair();
  const { a, b } = cell;
  await b.events.reached("probe told");
  const large = { ...MESSAGE, content: Buffer.alloc(60_000) };
  for (let i = 0; i < 200; i++) a.mesh.publish("gateway-b", large, [BOB]);
  expect(a.events.list).toContain("dropped full");
  await b.events.reached("probe told", 2);
  const dropped = a.events.list.filter((event) => event === "dropped full").length;
  expect(b.messages.length).toBe(200 - dropped);
  expect(b.events.list).not.toContain("in down");
});

test("a cut link is a probe at the receiver, and comes back with a probe first", async () => {
  await using cell = await pair();
  const { a, b } = cell;
  await b.events.reached("probe told");
  b.cut();
  await b.events.reached("probe link-lost");
  await a.events.reached("out down");
  a.mesh.publish("gateway-b", MESSAGE, [BOB]);
  expect(a.events.list.at(-1)).toBe("dropped down");
  await a.events.reached("out up", 2);
  a.mesh.publish("gateway-b", MESSAGE, [BOB]);
  await b.events.reached("publish");
  const sinceReturn = b.events.list.slice(b.events.list.lastIndexOf("in up"));
  expect(sinceReturn.indexOf("probe told")).toBeGreaterThan(0);
  expect(sinceReturn.indexOf("probe told")).toBeLessThan(sinceReturn.indexOf("publish"));
  expect(b.messages).toHaveLength(1);
});

test("a process that stops well leaves nobody with a probe", async () => {
  await using cell = await pair();
  const { a, b } = cell;
  await b.events.reached("probe told");
  a.mesh.publish("gateway-b", MESSAGE, [BOB]);
  await a.stop();
  await b.events.reached("in down");
  expect(b.messages).toHaveLength(1);
  expect(b.events.list.filter((event) => event.startsWith("probe "))).toEqual(["probe told"]);
  expect(cell.registry.entries.has("gateway-a")).toBe(false);
});

test("a sibling that is gone from the registry and cannot be reached is given up", async () => {
  await using cell = await pair();
  const { a, b } = cell;
  await b.mesh.stop();
  await b.stopServer();
  await a.events.reached("out down");
  await expect.poll(() => a.mesh.siblings()).toEqual([]);
  a.mesh.publish("gateway-b", MESSAGE, [BOB]);
  expect(a.events.list.at(-1)).toBe("dropped down");
});

test("what a sibling did between a broken link and its end is asked for when it is given up", async () => {
  await using cell = await setup();
  const a = await cell.run({ name: "gateway-a" });
  const link = await greet(
    a.url,
    await new MeshTokens({ cell: CELL, keys: cell.keys, clock: systemClock }).issue("ghost"),
  );
  await a.events.reached("in up");
  cell.registry.entries.set("ghost", { name: "ghost", role: "gateway", url: "ws://127.0.0.1:1" });
  await expect.poll(() => a.mesh.siblings()).toEqual(["ghost"]);
  link.terminate();
  await a.events.reached("probe link-lost");
  cell.registry.entries.delete("ghost");
  await a.events.reached("probe sibling-gone");
  expect(a.mesh.siblings()).toEqual([]);
});

test("while the registry does not answer, the siblings and links known last are kept", async () => {
  await using cell = await pair();
  const { a, b } = cell;
  cell.registry.answers = false;
  cell.registry.entries.clear();
  await a.mesh.runOnce();
  expect(a.mesh.siblings()).toEqual(["gateway-b"]);
  a.mesh.publish("gateway-b", MESSAGE, [BOB]);
  await b.events.reached("publish");
});

test("a process with other keys is refused and delivers nothing", async () => {
  await using cell = await setup();
  const a = await cell.run({ name: "gateway-a" });
  const stranger = await greet(
    a.url,
    await new MeshTokens({ cell: CELL, keys: await freshKeys(), clock: systemClock }).issue("x"),
    "x",
  );
  const [closeCode] = (await once(stranger, "close")) as [number];
  expect(closeCode).toBe(1008);
  expect(a.events.list).toEqual([]);
});

test("frames before hello was taken are refused", async () => {
  await using cell = await setup();
  const a = await cell.run({ name: "gateway-a" });
  const token = await new MeshTokens({ cell: CELL, keys: cell.keys, clock: systemClock }).issue("ghost");
  const eager = new WebSocket(`${a.url}/mesh`);
  await once(eager, "open");
  eager.send(encodeMeshFrame({ hello: { process: "ghost", token } }));
  eager.send(encodeMeshFrame({ wake: {} }));
  const [closeCode] = (await once(eager, "close")) as [number];
  expect(closeCode).toBe(1008);
  expect(a.events.list).not.toContain("wake");
});

test("bytes that are no frames end the link, which is a probe", async () => {
  await using cell = await setup();
  const a = await cell.run({ name: "gateway-a" });
  const link = await greet(
    a.url,
    await new MeshTokens({ cell: CELL, keys: cell.keys, clock: systemClock }).issue("ghost"),
  );
  link.ping();
  await once(link, "pong");
  link.send(Buffer.from([10, 200, 1]));
  const [closeCode] = (await once(link, "close")) as [number];
  expect(closeCode).toBe(1011);
  await a.events.reached("probe link-lost");
});

test("other paths of the internal port do not upgrade", async () => {
  await using cell = await setup();
  const a = await cell.run({ name: "gateway-a" });
  const socket = new WebSocket(`${a.url}/other`);
  const [error] = (await once(socket, "error")) as [Error];
  expect(error.message).toContain("404");
});

test("a link to a sibling that falls silent is dead, and is tried again with a probe first", async () => {
  await using cell = await setup();
  const sibling = new WebSocketServer({ port: 0, host: "127.0.0.1", autoPong: false });
  await once(sibling, "listening");
  // Takes every hello, then never answers again.
  sibling.on("connection", (socket) => socket.once("ping", () => socket.pong()));
  const url = `ws://127.0.0.1:${(sibling.address() as AddressInfo).port}`;
  cell.registry.entries.set("mute", { name: "mute", role: "gateway", url });
  const a = await cell.run({ name: "gateway-a" });
  await a.events.reached("out up", 2);
  expect(a.events.list.slice(0, 4)).toEqual(["out up", "out down", "probe sent", "out up"]);
  sibling.close();
  for (const socket of sibling.clients) socket.terminate();
});

test("a link from a sibling that falls silent is dead, which is a probe", async () => {
  await using cell = await setup();
  const a = await cell.run({ name: "gateway-a" });
  const token = await new MeshTokens({ cell: CELL, keys: cell.keys, clock: systemClock }).issue("ghost");
  const link = await greet(a.url, token);
  const closed = once(link, "close");
  await a.events.reached("in up");
  await a.events.reached("probe link-lost");
  await closed;
});

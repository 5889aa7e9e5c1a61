import { expect, test } from "vitest";
import { fakeGateway, openConnection, settled } from "../../test/gateway-fixture.ts";
import { drain } from "./drain.ts";

test("devices are told to go within the grace time, and those that stay are closed with DRAINING", async () => {
  const gateway = fakeGateway();
  const { socket } = await openConnection(gateway);
  await drain({ connections: gateway.sweep, random: { float: () => 0.5 }, graceMs: 100 });
  await settled();
  expect(socket.frames.at(-1)!.reconnectHint!.afterMs).toBe(50);
  expect(socket.closeName).toBe("DRAINING");
});

test("a drain ends when the last device has gone by itself", async () => {
  const gateway = fakeGateway();
  const { connection, socket } = await openConnection(gateway);
  const drained = drain({ connections: gateway.sweep, random: { float: () => 0 }, graceMs: 3_600_000 });
  connection.ended();
  await drained;
  expect(socket.closeName).toBeUndefined();
});

import { describe, expect, test } from "vitest";
import { LIMITS, encodeClientFrame } from "@cellwire/protocol";
import { ALICE, PHONE, fakeGateway, openConnection, settled } from "../../test/gateway-fixture.ts";
import type { FixtureOptions } from "../../test/gateway-fixture.ts";
import { RequestRefused } from "../flow/requests.ts";

const ask = (id: number) => encodeClientFrame({ request: { id, listDevices: {} } });

async function asked(ids: readonly number[], requests: FixtureOptions["requests"]) {
  const gateway = fakeGateway({ ...(requests && { requests }) });
  const { socket, connection } = await openConnection(gateway);
  for (const id of ids) connection.receive(ask(id), true);
  await settled();
  return { gateway, connection, responses: () => socket.frames.flatMap(({ response }) => response ?? []) };
}

describe("a request", () => {
  test("is answered under its id, for the device that asks", async () => {
    const { responses } = await asked([7], {
      listDevices: async (_asked, { user, device }) => {
        expect([user, device]).toEqual([ALICE, PHONE]);
        return { deviceList: { devices: [{ device, linkedAtMs: 5 }] } };
      },
    });
    expect(responses()).toMatchObject([
      { id: 7, code: "", deviceList: { devices: [{ device: PHONE, linkedAtMs: 5 }] } },
    ]);
  });

  test("that is refused gets the code, the detail and the time to wait, and is counted", async () => {
    const { responses, gateway } = await asked([8], {
      listDevices: () => Promise.reject(new RequestRefused("NOT_A_MEMBER", { detail: "why", retryAfterMs: 5 })),
    });
    expect(responses()).toMatchObject([{ id: 8, code: "NOT_A_MEMBER", detail: "why", retryAfterMs: 5 }]);
    expect(gateway.metrics.errors("NOT_A_MEMBER")).toBe(1);
    expect(gateway.metrics.requests("listDevices", "NOT_A_MEMBER")).toBe(1);
  });

  test("of an unknown kind is answered, not skipped: the device waits for it", async () => {
    const { connection, responses } = await asked([], {});
    connection.receive(encodeClientFrame({ request: { id: 9 } }), true);
    await settled();
    expect(responses()).toMatchObject([{ id: 9, code: "REQUEST_UNKNOWN" }]);
  });

  test("that fails in the cell may come again, and the device learns nothing of the fault", async () => {
    const { responses } = await asked([10], { listDevices: () => Promise.reject(new Error("relation missing")) });
    expect(responses()).toMatchObject([{ id: 10, code: "RETRY_AFTER", detail: "", retryAfterMs: 1_000 }]);
  });

  test("above the bound of open ones is told to come later; below it there is room again", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ids = Array.from({ length: LIMITS.requestsOpenMax + 1 }, (_, id) => id);
    const { connection, responses } = await asked(ids, { listDevices: () => promise.then(() => ({ deviceList: {} })) });
    expect(responses()).toMatchObject([{ id: LIMITS.requestsOpenMax, code: "RETRY_AFTER" }]);
    resolve();
    await settled();
    expect(responses()).toHaveLength(ids.length);
    connection.receive(ask(99), true);
    await settled();
    expect(responses().at(-1)).toMatchObject({ id: 99, code: "" });
  });
});

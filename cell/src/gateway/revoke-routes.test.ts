import type { DeviceId, UserId } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { fakeGateway, openConnection, settled } from "../../test/gateway-fixture.ts";
import type { Revoked } from "../inbox/revocations.ts";
import { revokeRoutes } from "./revoke-routes.ts";

function setup(revoked: Revoked | null, gateway = fakeGateway()) {
  const asked: { user: UserId; device?: DeviceId | undefined }[] = [];
  const app = fastify();
  revokeRoutes({
    revocations: {
      revoke: async (request) => {
        asked.push(request);
        return revoked;
      },
    },
    displace: (displacement) => gateway.registry.displace(displacement),
    log: silentLogger,
  })(app);
  const post = async (payload: object) => {
    const { statusCode, body } = await app.inject({ method: "POST", url: "/v1/revoke", payload });
    return [statusCode, JSON.parse(body)];
  };
  return { post, asked };
}

test("a revoked device is closed with REVOKED as soon as it is refused", async () => {
  const gateway = fakeGateway();
  const { socket } = await openConnection(gateway);
  const { post, asked } = setup({ devices: ["phone" as DeviceId], known: true }, gateway);
  expect(await post({ user: "alice", device: "phone" })).toEqual([200, { devices: ["phone"], known: true }]);
  expect(asked).toEqual([{ user: "alice", device: "phone" }]);
  expect(socket.closeName).toBe("REVOKED");
});

test("another cell's user is not revoked here, and what is no user is not asked about", async () => {
  const { post, asked } = setup(null);
  expect(await post({ user: "bob" })).toMatchObject([404, { code: "NOT_HOME" }]);
  for (const body of [{}, { user: "no user" }, { user: "alice", device: "" }, { user: "alice", all: true }])
    expect(await post(body)).toMatchObject([400, { code: "REQUEST_INVALID" }]);
  expect(asked).toHaveLength(1);
});

test("a device that was revoked while it was linked is closed, and one whose gateway missed it at the next offer", async () => {
  let isRevoked = true;
  const gateway = fakeGateway({ inbox: { refusals: async () => (isRevoked ? null : []) } });
  expect((await openConnection(gateway)).socket.closeName).toBe("REVOKED");
  isRevoked = false;
  const { socket } = await openConnection(gateway);
  expect(socket.closeName).toBeUndefined();
  isRevoked = true;
  gateway.offers.offerAll("a test");
  await gateway.offers.runOnce();
  await settled();
  expect(socket.closeName).toBe("REVOKED");
});

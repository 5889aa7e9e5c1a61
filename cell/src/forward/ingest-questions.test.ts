import fastify from "fastify";
import { parseCellId, wire } from "@cellwire/protocol";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { expect, test } from "vitest";
import type { IngestRoutesOptions } from "./ingest-routes.ts";
import { decoded, ingestRoutes } from "./ingest-routes.ts";
import { forwardMetrics } from "./metrics.ts";

const US = parseCellId("us");

/** A cell that answers one question besides: with who asks. */
async function app() {
  const server = fastify();
  const options = {
    verifier: {
      verify: async (token: string) =>
        token === "good" ? { kind: "valid", cell: US } : { kind: "invalid", reason: "bad" },
    },
    metrics: forwardMetrics(meter("test")),
    questions: [
      {
        path: "/v1/prekeys",
        answer: async (from: string, body: Buffer) => {
          const { user } = decoded(() => wire.PrekeyClaim.decode(body));
          return wire.PrekeyClaimAnswer.encode({ code: `${from} ${user}` }).finish();
        },
      },
    ],
  } as unknown as IngestRoutesOptions;
  await server.register(async (routes) => ingestRoutes(options)(routes));
  return (token: string, payload: Uint8Array) =>
    server.inject({
      method: "POST",
      url: "/v1/prekeys",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/protobuf" },
      payload: Buffer.from(payload),
    });
}

test("a further question is answered to the cell that the token names, and to nobody without one", async () => {
  const ask = await app();
  const question = wire.PrekeyClaim.encode({ user: "alice" }).finish();
  const { statusCode, rawPayload } = await ask("good", question);
  expect([statusCode, wire.PrekeyClaimAnswer.decode(rawPayload).code]).toEqual([200, "us alice"]);
  expect((await ask("forged", question)).statusCode).toBe(401);
  expect((await ask("good", Uint8Array.of(0x0a, 0xff))).statusCode).toBe(400);
});

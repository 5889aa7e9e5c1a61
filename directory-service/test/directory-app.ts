/** The directory's API without a network, for tests. */

import { DIRECTORY_ISSUER, type ApiError } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { metrics } from "@opentelemetry/api";
import { fastify, type InjectOptions } from "fastify";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { expect } from "vitest";
import { ERRORS, type ErrorCode } from "../src/errors.ts";
import { BODY_BYTES_MAX, directoryRoutes } from "../src/http/routes.ts";
import { directoryMetrics } from "../src/metrics.ts";
import { MemoryRegistry } from "../src/registry/memory.ts";
import { parseSigningKeys } from "../src/tickets/key-set.ts";
import { PeerTokenVerifier } from "../src/tickets/peer-token.ts";
import { Signer } from "../src/tickets/signer.ts";
import { localUserKeys, UserTokenVerifier } from "../src/tickets/user-token.ts";
import { cell, registration } from "./cell-registration.ts";
import { NOW_S, stoppedClock, testKey } from "./test-tokens.ts";

export const ADMIN_TOKEN = "admin-token-of-the-tests";

// oxlint-disable-next-line typescript/no-explicit-any -- what comes over the wire is what the tests look into
export type Answer = { status: number; headers: Record<string, unknown>; body: any };

/** The whole API over the registry in memory, with the cells eu and us. */
export async function directoryApp() {
  const registry = new MemoryRegistry();
  const keys = { app: await testKey("app-1"), eu: await testKey("eu-1"), us: await testKey("us-1") };
  for (const id of ["eu", "us"] as const) {
    await registry.putCell(cell(id), registration({ region: id, publicKeys: [keys[id].publicJwk] }));
  }
  const { privateJwk } = await testKey("dir-1");
  const signingKeys = await parseSigningKeys(JSON.stringify({ active: "dir-1", keys: [privateJwk] }));
  const app = fastify({ bodyLimit: BODY_BYTES_MAX });
  directoryRoutes({
    registry,
    signer: new Signer(signingKeys, stoppedClock),
    publishedKeys: signingKeys.published,
    userTokens: new UserTokenVerifier(localUserKeys(JSON.stringify({ keys: [keys.app.publicJwk] })), stoppedClock),
    peerTokens: new PeerTokenVerifier(registry, stoppedClock),
    adminToken: ADMIN_TOKEN,
    clock: stoppedClock,
    random: { bytes: (count) => new Uint8Array(count), float: () => 0 },
    metrics: directoryMetrics(metrics.getMeter("test")),
    log: silentLogger,
  })(app);
  const inject = async (options: InjectOptions): Promise<Answer> => {
    const answer = await app.inject(options);
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  };
  const call = (
    method: "GET" | "POST" | "PUT",
    url: string,
    { token, body }: { token?: string | undefined; body?: unknown } = {},
  ) =>
    inject({
      method,
      url,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
  return { app, registry, keys, inject, call };
}

/** The answer is the catalogue's for `code`, whole. */
export function expectFailure(answer: Answer, code: ErrorCode): void {
  const { message, ...rest } = answer.body as ApiError;
  expect({ status: answer.status, ...rest }).toEqual({
    status: ERRORS[code].status,
    code,
    remedy: ERRORS[code].remedy,
  });
  expect(message.startsWith(ERRORS[code].meaning)).toBe(true);
}

/** Verifies what the directory signed, with its published keys. */
export function verified(token: string, keySet: JSONWebKeySet, typ: string) {
  const currentDate = new Date(NOW_S * 1000);
  return jwtVerify(token, createLocalJWKSet(keySet), { issuer: DIRECTORY_ISSUER, typ, currentDate });
}

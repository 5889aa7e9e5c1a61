import type { FastifyInstance } from "fastify";
import { expect, test } from "vitest";
import { healthRoutes, HttpServer } from "./http-server.ts";
import { createLogger } from "./log.ts";

function setup(routes: (app: FastifyInstance) => void) {
  const lines: string[] = [];
  const log = createLogger({
    service: "tested",
    level: "info",
    destination: { write: (line) => void lines.push(line) },
  });
  const server = new HttpServer({ name: "http", host: "127.0.0.1", port: 0, log, bodyLimitBytes: 10, routes });
  return { app: server.app, server, lines };
}

function healthy(ready: () => Promise<string[]>) {
  return setup(healthRoutes({ ready, metricsText: async () => "a_total 1\n" }));
}

test("livez answers whatever is not ready", async () => {
  const { app } = healthy(async () => ["postgres"]);
  expect((await app.inject("/livez")).statusCode).toBe(200);
});

test("readyz names what is not ready", async () => {
  const { app } = healthy(async () => ["postgres", "redis"]);
  const answer = await app.inject("/readyz");
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ status: "not ready", notReady: ["postgres", "redis"] });
});

test("readyz is 200 when all is ready and 503 when the check itself fails", async () => {
  expect((await healthy(async () => []).app.inject("/readyz")).statusCode).toBe(200);
  expect((await healthy(() => Promise.reject(new Error("x"))).app.inject("/readyz")).statusCode).toBe(503);
});

test("metrics are Prometheus text", async () => {
  const answer = await healthy(async () => []).app.inject("/metrics");
  expect(answer.headers["content-type"]).toContain("text/plain; version=0.0.4");
  expect(answer.body).toBe("a_total 1\n");
});

test("an unknown path and a body over the limit get their own codes", async () => {
  const { app } = setup((routes) => routes.post("/echo", (request) => Promise.resolve(request.body)));
  const missing = await app.inject("/none");
  expect([missing.statusCode, missing.json<{ code: string }>().code]).toEqual([404, "NOT_FOUND"]);
  const large = await app.inject({ method: "POST", url: "/echo", payload: { a: "x".repeat(20) } });
  expect([large.statusCode, large.json<{ code: string }>().code]).toEqual([413, "FST_ERR_CTP_BODY_TOO_LARGE"]);
});

test("an unexpected error is INTERNAL for the caller and a log line without the request's path for us", async () => {
  const { app, lines } = setup((routes) =>
    routes.get("/users/:user", () => Promise.reject(new Error("column secret is missing"))),
  );
  const answer = await app.inject("/users/alice?token=SECRET");
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain("column");
  expect(answer.json<{ code: string }>().code).toBe("INTERNAL");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("/users/:user");
  expect(lines[0]).not.toMatch(/SECRET|alice/);
});

test("an error with a status under 500 reaches the caller as it is", async () => {
  const error = Object.assign(new Error("epoch is stale"), { statusCode: 409, code: "STALE_EPOCH" });
  const { app } = setup((routes) => routes.get("/", () => Promise.reject(error)));
  const answer = await app.inject("/");
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toEqual({ code: "STALE_EPOCH", message: "epoch is stale" });
});

test("stop before start and stop twice are fine", async () => {
  const { server } = healthy(async () => []);
  await server.stop();
  await server.stop();
});

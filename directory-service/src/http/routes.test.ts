import { describe, expect, it, vi } from "vitest";
import { directoryApp, expectFailure } from "../../test/directory-app.ts";

describe("calls from browsers", () => {
  const origin = "https://chat.example";
  const preflight = {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization",
  };

  it("may come from any origin where clients call, also when they are refused", async () => {
    const { app } = await directoryApp();
    const asked = await app.inject({ method: "OPTIONS", url: "/v1/tickets", headers: preflight });
    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "authorization, content-type",
    });
    const refused = await app.inject({ method: "POST", url: "/v1/tickets", headers: { origin }, payload: {} });
    expect(refused.statusCode).toBe(401);
    expect(refused.headers).toMatchObject({ "access-control-allow-origin": "*" });
  });

  it("are not answered anywhere else", async () => {
    const { app } = await directoryApp();
    const asked = await app.inject({ method: "OPTIONS", url: "/v1/placements", headers: preflight });
    expect(asked.statusCode).toBe(404);
    const cells = await app.inject({ method: "GET", url: "/v1/cells", headers: { origin } });
    expect(cells.headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("a failure of the directory itself", () => {
  it("is answered without its details", async () => {
    const { call, registry } = await directoryApp();
    registry.cells = () => Promise.reject(new TypeError("secret detail"));
    const answer = await call("GET", "/v1/cells");
    expectFailure(answer, "INTERNAL");
    expect(JSON.stringify(answer.body)).not.toContain("secret detail");
  });

  it("names the scheme when a token is missing", async () => {
    const { call } = await directoryApp();
    expect((await call("GET", "/v1/changes")).headers["www-authenticate"]).toBe("Bearer");
  });

  it("is answered when the database keeps a request waiting too long", async () => {
    const { call, registry } = await directoryApp();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { promise: called, resolve } = Promise.withResolvers<void>();
      registry.cells = () => {
        resolve();
        return new Promise(() => undefined);
      };
      const answer = call("GET", "/v1/cells");
      await called;
      await vi.advanceTimersByTimeAsync(10_000);
      expectFailure(await answer, "TIMEOUT");
    } finally {
      vi.useRealTimers();
    }
  });
});

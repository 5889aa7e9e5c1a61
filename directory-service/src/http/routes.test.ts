import { describe, expect, it, vi } from "vitest";
import { directoryApp, expectFailure } from "../../test/directory-app.ts";

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

import type { Pool } from "pg";
import { expect, test, vi } from "vitest";
import { silentLogger } from "./log.ts";
import { DatabaseUnreachable, postgresReady } from "./postgres-ready.ts";

const WAIT_MS = 60_000;

/** A database that meets its callers with these faults, then answers; time passes only while it is waited for. */
async function waitFor(faults: readonly object[]): Promise<{ tries: number; outcome: unknown }> {
  vi.useFakeTimers();
  try {
    const left = [...faults];
    let tries = 0;
    const query = async (): Promise<void> => {
      tries++;
      const fault = left.shift();
      if (fault) throw Object.assign(new Error("no database"), fault);
    };
    const clock = { nowMs: () => Date.now(), monotonicMs: () => Date.now() };
    const pool = { query } as unknown as Pool;
    const ready = postgresReady({ pool, waitMs: WAIT_MS, log: silentLogger, clock, random: { float: () => 1 } });
    const settled = ready.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(2 * WAIT_MS);
    const outcome = await settled;
    return { tries, outcome };
  } finally {
    vi.useRealTimers();
  }
}

test("a database that answers is not waited for", async () => {
  expect(await waitFor([])).toMatchObject({ tries: 1, outcome: undefined });
});

test("a database that is about to come up is waited for", async () => {
  const faults = [{ code: "ENOTFOUND" }, { code: "ECONNREFUSED" }, { code: "57P03" }, {}];
  expect(await waitFor(faults)).toMatchObject({ tries: 5, outcome: undefined });
});

test("after its time it is given up, with fewer tries than a tight loop would take, and the last fault as the cause", async () => {
  const { tries, outcome } = await waitFor(Array.from({ length: 1_000 }, () => ({ code: "ECONNREFUSED" })));
  expect(outcome).toBeInstanceOf(DatabaseUnreachable);
  expect(String(outcome)).toBe("DatabaseUnreachable: the database did not answer for 60 s");
  expect((outcome as DatabaseUnreachable).cause).toMatchObject({ code: "ECONNREFUSED" });
  expect(tries).toBeGreaterThan(10);
  expect(tries).toBeLessThan(20);
});

test.each(["28P01", "28000", "3D000"])("%s, which no waiting heals, is said at once", async (code) => {
  expect(await waitFor([{ code }])).toMatchObject({ tries: 1, outcome: { code } });
});

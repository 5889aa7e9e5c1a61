import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeadlineExceeded } from "./deadline.ts";
import { Loop } from "./loop.ts";
import { silentLogger } from "./log.ts";

const INTERVAL_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A loop whose runs end when the test says so. */
function setup(options: { stopTimeoutMs?: number } = {}) {
  const runs: { signal: AbortSignal; end: () => void; fail: (error: Error) => void }[] = [];
  const loop = new Loop({
    name: "tested",
    intervalMs: INTERVAL_MS,
    log: silentLogger,
    random: { bytes: (count) => new Uint8Array(count), float: () => 0 },
    runOnce: (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      runs.push({ signal, end: resolve, fail: reject });
      return promise;
    },
    ...options,
  });
  return { loop, runs, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

test("the first run follows the start at once, the next one an interval after its end", async () => {
  const { loop, runs, pass } = setup();
  await loop.start();
  await pass(0);
  expect(runs).toHaveLength(1);
  await pass(10 * INTERVAL_MS);
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await pass(INTERVAL_MS - 1);
  expect(runs).toHaveLength(1);
  await pass(1);
  expect(runs).toHaveLength(2);
});

test("waking an idle loop runs it at once", async () => {
  const { loop, runs, pass } = setup();
  await loop.start();
  await pass(0);
  runs[0]?.end();
  await pass(1);
  loop.wake();
  await pass(0);
  expect(runs).toHaveLength(2);
});

test("waking during a run, however often, gives exactly one more run", async () => {
  const { loop, runs, pass } = setup();
  await loop.start();
  await pass(0);
  for (let i = 0; i < 5; i += 1) loop.wake();
  await pass(0);
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await pass(0);
  expect(runs).toHaveLength(2);
  runs[1]?.end();
  await pass(INTERVAL_MS - 1);
  expect(runs).toHaveLength(2);
});

test("a failed run is repeated after a growing delay that a wake does not shorten", async () => {
  const { loop, runs, pass } = setup();
  await loop.start();
  await pass(0);
  runs[0]?.fail(new Error("first"));
  await pass(0);
  loop.wake();
  await pass(99);
  expect(runs).toHaveLength(1);
  await pass(1);
  expect(runs).toHaveLength(2);
  runs[1]?.fail(new Error("second"));
  await pass(199);
  expect(runs).toHaveLength(2);
  await pass(1);
  expect(runs).toHaveLength(3);
});

test("stop aborts the signal and waits for the run", async () => {
  const { loop, runs, pass } = setup();
  await loop.start();
  await pass(0);
  let stopped = false;
  const stopping = loop.stop().then(() => (stopped = true));
  expect(runs[0]?.signal.aborted).toBe(true);
  await pass(0);
  expect(stopped).toBe(false);
  runs[0]?.end();
  await stopping;
  await pass(10 * INTERVAL_MS);
  expect(runs).toHaveLength(1);
});

test("a run that ignores the signal makes stop fail at its bound", async () => {
  const { loop, pass } = setup({ stopTimeoutMs: 50 });
  await loop.start();
  await pass(0);
  const stopping = expect(loop.stop()).rejects.toBeInstanceOf(DeadlineExceeded);
  await pass(50);
  await stopping;
});

test("stop before start, stop twice and wake after stop do nothing", async () => {
  const { loop, runs, pass } = setup();
  await loop.stop();
  loop.wake();
  await loop.start();
  await loop.stop();
  await loop.stop();
  loop.wake();
  await pass(10 * INTERVAL_MS);
  expect(runs).toHaveLength(0);
});

test("a loop that was stopped can start again", async () => {
  const { loop, runs, pass } = setup();
  await loop.start();
  await loop.stop();
  await loop.start();
  await pass(0);
  expect(runs).toHaveLength(1);
});

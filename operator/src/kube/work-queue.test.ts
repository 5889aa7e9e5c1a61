import { silentLogger } from "@cellwire/runtime/log.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WorkQueue, type WorkQueueOptions } from "./work-queue.ts";

/** Time stands still but where a test moves it; each move lets all that is due happen. */
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setup(options: Partial<WorkQueueOptions> = {}) {
  const begun: string[] = [];
  const open = new Map<string, PromiseWithResolvers<{ requeueAfterMs?: number }>>();
  const queue = new WorkQueue({
    name: "test",
    workers: 2,
    log: silentLogger,
    random: { bytes: (count) => new Uint8Array(count), float: () => 1 },
    work: (key) => {
      begun.push(key);
      open.set(key, Promise.withResolvers());
      return open.get(key)!.promise;
    },
    ...options,
  });
  const settle = async () => void (await vi.advanceTimersByTimeAsync(0));
  const finish = async (key: string, result = {}) => {
    open.get(key)!.resolve(result);
    await settle();
  };
  const fail = async (key: string) => {
    open.get(key)!.reject(new Error("sick"));
    await settle();
  };
  return { queue, begun, finish, fail };
}

describe("a key", () => {
  test("that is added many times waits once", async () => {
    const { queue, begun, finish } = setup();
    for (let n = 0; n < 3; n++) queue.add("a");
    await queue.start();
    await finish("a");
    expect(begun).toEqual(["a"]);
  });

  test("that is added while it is worked on is worked on once more, afterwards", async () => {
    const { queue, begun, finish } = setup();
    await queue.start();
    queue.add("a");
    queue.add("a");
    queue.add("a");
    expect(begun).toEqual(["a"]);
    await finish("a");
    expect(begun).toEqual(["a", "a"]);
    await finish("a");
    expect(begun).toEqual(["a", "a"]);
    expect(queue.state).toEqual({ depth: 0, delayed: 0, running: 0, longestRunningMs: 0, failing: 0 });
  });

  test("waits its turn when all workers are busy, and others do not wait for a slow one", async () => {
    const { queue, begun, finish } = setup();
    await queue.start();
    for (const key of ["slow", "b", "c", "d"]) queue.add(key);
    expect(begun).toEqual(["slow", "b"]);
    expect(queue.state).toMatchObject({ depth: 2, running: 2 });
    await finish("b");
    await finish("c");
    expect(begun).toEqual(["slow", "b", "c", "d"]);
  });

  test("comes again when its work says so", async () => {
    const { queue, begun, finish } = setup();
    await queue.start();
    queue.add("a");
    await finish("a", { requeueAfterMs: 1_000 });
    await vi.advanceTimersByTimeAsync(999);
    expect(begun).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(["a", "a"]);
  });

  test("that was added meanwhile does not come a third time for its work's wish", async () => {
    const { queue, begun, finish } = setup();
    await queue.start();
    queue.add("a");
    queue.add("a");
    await finish("a", { requeueAfterMs: 1_000 });
    await finish("a");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(begun).toEqual(["a", "a"]);
  });
});

describe("a delay", () => {
  test("is the shortest of several", async () => {
    const { queue, begun } = setup();
    await queue.start();
    queue.addAfter("a", 500);
    queue.addAfter("a", 100);
    queue.addAfter("a", 900);
    expect(queue.state.delayed).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toEqual(["a"]);
    expect(queue.state.delayed).toBe(0);
  });

  test("ends when the key is added", async () => {
    const { queue, begun, finish } = setup();
    await queue.start();
    queue.addAfter("a", 500);
    queue.add("a");
    await finish("a");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(begun).toEqual(["a"]);
  });

  test("that ends while the key is worked on brings it again", async () => {
    const { queue, begun, finish } = setup();
    await queue.start();
    queue.add("a");
    queue.addAfter("a", 100);
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toEqual(["a"]);
    await finish("a");
    expect(begun).toEqual(["a", "a"]);
  });
});

describe("a sick key", () => {
  test("comes again ever more rarely, up to a bound, and at once after it was well", async () => {
    const { queue, begun, finish, fail } = setup();
    await queue.start();
    queue.add("a");
    for (const pauseMs of [500, 1_000, 2_000, 4_000]) {
      await fail("a");
      expect(queue.state).toMatchObject({ delayed: 1, failing: 1 });
      await vi.advanceTimersByTimeAsync(pauseMs - 1);
      const before = begun.length;
      await vi.advanceTimersByTimeAsync(1);
      expect(begun).toHaveLength(before + 1);
    }
    for (let n = 0; n < 20; n++) {
      await fail("a");
      await vi.advanceTimersByTimeAsync(5 * 60_000);
    }
    expect(begun).toHaveLength(25);
    await finish("a");
    expect(queue.state.failing).toBe(0);
  });

  test("that keeps causing its own addition does not run without a pause, and not too rarely", async () => {
    const { queue, begun, fail } = setup();
    await queue.start();
    queue.add("a");
    for (let failures = 1; failures <= 10; failures++) {
      queue.add("a");
      await fail("a");
      queue.add("a");
      expect(begun).toHaveLength(failures);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(begun).toHaveLength(failures + 1);
    }
  });

  test("does not slow the others", async () => {
    const { queue, begun, fail, finish } = setup({ workers: 1 });
    await queue.start();
    queue.add("sick");
    queue.add("b");
    await fail("sick");
    expect(begun).toEqual(["sick", "b"]);
    await finish("b");
    queue.add("c");
    expect(begun).toEqual(["sick", "b", "c"]);
  });

  test("is told to give up when it takes too long, and seen to run long", async () => {
    const given: AbortSignal[] = [];
    const { queue } = setup({
      workTimeoutMs: 1_000,
      work: (_key, signal) => {
        given.push(signal);
        return new Promise(() => undefined);
      },
    });
    await queue.start();
    queue.add("a");
    // The time-out of a signal is the platform's own timer, that the test cannot move.
    vi.useRealTimers();
    await expect.poll(() => given[0]?.aborted, { timeout: 5_000 }).toBe(true);
    expect(queue.state.longestRunningMs).toBeGreaterThan(900);
  });

  test("whose work throws at once is a failure as well", async () => {
    const { queue } = setup({
      work: () => {
        throw new Error("at once");
      },
    });
    await queue.start();
    queue.add("a");
    await vi.advanceTimersByTimeAsync(0);
    expect(queue.state).toMatchObject({ failing: 1, delayed: 1, running: 0 });
  });
});

describe("stopping", () => {
  test("aborts and waits for what runs, and takes up nothing more", async () => {
    const begun: string[] = [];
    const { queue } = setup({
      workers: 1,
      work: (key, signal) => {
        begun.push(key);
        const { promise, resolve } = Promise.withResolvers<object>();
        signal.addEventListener("abort", () => resolve({}));
        return promise;
      },
    });
    await queue.stop();
    await queue.start();
    queue.add("a");
    queue.add("b");
    await queue.stop();
    await queue.stop();
    expect(begun).toEqual(["a"]);
    await queue.start();
    expect(begun).toEqual(["a", "b"]);
  });

  test("keeps what waits, and no timer", async () => {
    const { queue, begun } = setup();
    await queue.start();
    queue.addAfter("a", 60_000);
    await queue.stop();
    expect(vi.getTimerCount()).toBe(0);
    await queue.start();
    expect(begun).toEqual(["a"]);
  });

  test("does not wait for ever", async () => {
    const { queue } = setup({ stopTimeoutMs: 100 });
    await queue.start();
    queue.add("a");
    const stopping = expect(queue.stop()).rejects.toThrow("the work of test took longer than 100 ms");
    await vi.advanceTimersByTimeAsync(100);
    await stopping;
  });
});

import { systemClock } from "@cellwire/runtime/clock.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { CellController } from "./controller.ts";
import type { World } from "./visit.ts";

const CELL = { namespace: "cell-eu", name: "eu" };

test("a leader whose caches take long begins its work when they are read, and can be stopped before", async () => {
  const visited = Promise.withResolvers<void>();
  let attempts = 0;
  const controller = new CellController({
    watch: {
      cells: { get: () => visited.resolve() } as never,
      waitSynced: async () => {
        attempts += 1;
        if (attempts < 3) throw new DOMException("too long", "TimeoutError");
      },
    },
    world: { log: silentLogger, clock: systemClock } as World,
    election: { isLeader: () => true, onChange: () => undefined },
    metrics: { visited: () => undefined, requested: () => undefined },
  });
  controller.add(CELL);
  await controller.start();
  await visited.promise;
  expect(attempts).toBe(3);
  await controller.stop();
});

test("waits for no cache when it is stopped", async () => {
  const controller = new CellController({
    watch: {
      cells: {} as never,
      waitSynced: async (signal) => {
        const { promise, reject } = Promise.withResolvers<void>();
        signal.addEventListener("abort", () => reject(signal.reason as Error));
        await promise;
      },
    },
    world: { log: silentLogger, clock: systemClock } as World,
    election: { isLeader: () => true, onChange: () => undefined },
    metrics: { visited: () => undefined, requested: () => undefined },
  });
  await controller.start();
  await controller.stop();
});

import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { DeadlineExceeded } from "./deadline.ts";
import { Lifecycle, type Service } from "./lifecycle.ts";

interface Setup {
  readonly events: string[];
  readonly service: (name: string, overrides?: Partial<Service>) => Service;
}

function setup(): Setup {
  const events: string[] = [];
  return {
    events,
    service: (name, overrides = {}) => ({
      name,
      start: async () => void events.push(`start ${name}`),
      stop: async () => void events.push(`stop ${name}`),
      ...overrides,
    }),
  };
}

test("services start in order and stop in reverse", async () => {
  const { events, service } = setup();
  const lifecycle = new Lifecycle().add(service("a")).add(service("b"));
  await lifecycle.start();
  await lifecycle.stop();
  expect(events).toEqual(["start a", "start b", "stop b", "stop a"]);
});

test("stopping twice stops each service once", async () => {
  const { events, service } = setup();
  const lifecycle = new Lifecycle().add(service("a"));
  await lifecycle.start();
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  expect(events).toEqual(["start a", "stop a"]);
});

test("stopping before the start stops nothing", async () => {
  const { events, service } = setup();
  await new Lifecycle().add(service("a")).stop();
  expect(events).toEqual([]);
});

test("a failed start stops what had begun and rejects with its error", async () => {
  const { events, service } = setup();
  const failure = new Error("no database");
  const broken = service("b", { start: () => Promise.reject(failure) });
  const lifecycle = new Lifecycle().add(service("a")).add(broken).add(service("c"));
  await expect(lifecycle.start()).rejects.toBe(failure);
  expect(events).toEqual(["start a", "stop b", "stop a"]);
});

test("a failed start tells of failed stops as well", async () => {
  const { service } = setup();
  const broken = service("b", {
    start: () => Promise.reject(new Error("start failed")),
    stop: () => Promise.reject(new Error("stop failed")),
  });
  const error = await new Lifecycle()
    .add(broken)
    .start()
    .catch((reason: unknown) => reason);
  expect((error as AggregateError).errors.map(String)).toEqual(["Error: start failed", "Error: stop failed"]);
});

test("a stop during the start waits for the service that is starting and starts no further one", async () => {
  const { events, service } = setup();
  const slow = Promise.withResolvers<void>();
  const lifecycle = new Lifecycle().add(service("a", { start: () => slow.promise })).add(service("b"));
  const started = lifecycle.start();
  const stopped = lifecycle.stop();
  slow.resolve();
  await Promise.all([started, stopped]);
  expect(events).toEqual(["stop a"]);
});

test("a service that does not stop in time is reported and does not keep the others from stopping", async () => {
  const { events, service } = setup();
  const stuck = service("stuck", { stop: () => Promise.withResolvers<void>().promise });
  const lifecycle = new Lifecycle({ stopTimeoutMs: 5 }).add(service("a")).add(stuck);
  await lifecycle.start();
  const error = await lifecycle.stop().catch((reason: unknown) => reason);
  expect((error as AggregateError).errors).toEqual([expect.any(DeadlineExceeded)]);
  expect(events).toEqual(["start a", "start stuck", "stop a"]);
});

test("a service that asks for a longer stop gets it, and no other does", async () => {
  const { events, service } = setup();
  const draining = service("draining", {
    stopTimeoutMs: 10_000,
    stop: () => delay(50).then(() => void events.push("drained")),
  });
  const stuck = service("stuck", { stop: () => Promise.withResolvers<void>().promise });
  const lifecycle = new Lifecycle({ stopTimeoutMs: 5 }).add(stuck).add(draining);
  await lifecycle.start();
  const error = await lifecycle.stop().catch((reason: unknown) => reason);
  expect((error as AggregateError).errors.map(String)).toEqual([expect.stringContaining("stop of stuck")]);
  expect(events).toContain("drained");
});

test("a service cannot be added after the start", async () => {
  const { service } = setup();
  const lifecycle = new Lifecycle();
  await lifecycle.start();
  expect(() => lifecycle.add(service("late"))).toThrow(/late was added after the start/);
});

import { silentLogger } from "@cellwire/runtime/log.ts";
import { describe, expect, test } from "vitest";
import { KubeError, type KubeObject, type Resource } from "./contract.ts";
import { Events } from "./events.ts";

const cell: KubeObject = {
  apiVersion: "cellwire.dev/v1alpha1",
  kind: "Cell",
  metadata: { namespace: "cell-eu", name: "eu", uid: "u1" },
};
const WAITING = { type: "Normal", reason: "Waiting", message: "for Postgres" } as const;

function setup() {
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const written: KubeObject[] = [];
  const failures: KubeError[] = [];
  const apply = async <T extends KubeObject>(_resource: Resource, object: T): Promise<T> => {
    const failure = failures.shift();
    if (failure) throw failure;
    written.push(object);
    return object;
  };
  const events = new Events({ api: { apply }, instance: "operator-0", log: silentLogger, clock });
  const pass = (ms: number) => void (nowMs += ms);
  const messages = () => written.splice(0).map(({ message, count }) => `${String(message)} x${String(count)}`);
  return { events, written, failures, pass, messages };
}

function refusal(status: number, retryable: boolean): KubeError {
  return new KubeError("no", { reason: "no", status, retryable });
}

test("an event is written in the form that describe shows", async () => {
  const { events, written } = setup();
  events.record(cell, WAITING);
  await events.runOnce();
  expect(written).toEqual([
    {
      apiVersion: "v1",
      kind: "Event",
      metadata: { namespace: "cell-eu", name: expect.stringMatching(/^eu\.[0-9a-f]{16}$/) },
      involvedObject: { apiVersion: cell.apiVersion, kind: "Cell", namespace: "cell-eu", name: "eu", uid: "u1" },
      ...WAITING,
      count: 1,
      firstTimestamp: "2026-01-01T00:00:00.000Z",
      lastTimestamp: "2026-01-01T00:00:00.000Z",
      source: { component: "cellwire-operator" },
      reportingComponent: "cellwire-operator",
      reportingInstance: "operator-0",
    },
  ]);
});

test("an event of an object of the whole cluster is in the default namespace", async () => {
  const { events, written } = setup();
  events.record({ ...cell, metadata: { name: "fleet" } }, WAITING);
  await events.runOnce();
  expect(written[0]?.metadata.namespace).toBe("default");
  expect(written[0]?.["involvedObject"]).toEqual({ apiVersion: cell.apiVersion, kind: "Cell", name: "fleet" });
});

describe("repeats", () => {
  test("are counted, and written once a minute under the same name", async () => {
    const { events, written, pass, messages } = setup();
    events.record(cell, WAITING);
    await events.runOnce();
    const [first] = written;
    for (let n = 0; n < 5; n++) events.record(cell, WAITING);
    pass(59_999);
    await events.runOnce();
    expect(messages()).toEqual(["for Postgres x1"]);
    pass(1);
    await events.runOnce();
    expect(written[0]?.metadata.name).toBe(first?.metadata.name);
    expect(messages()).toEqual(["for Postgres x6"]);
    pass(60_000);
    await events.runOnce();
    expect(messages()).toEqual([]);
  });

  test("of a recreated object are another's", async () => {
    const { events, messages } = setup();
    events.record(cell, WAITING);
    events.record({ ...cell, metadata: { ...cell.metadata, uid: "u2" } }, WAITING);
    await events.runOnce();
    expect(messages()).toEqual(["for Postgres x1", "for Postgres x1"]);
  });
});

describe("bounds", () => {
  test("an object that says ever new things is heard out now and then, others always", async () => {
    const { events, messages, pass } = setup();
    const say = (message: string, about = cell) => events.record(about, { ...WAITING, message });
    for (let n = 0; n < 100; n++) say(`line ${n}`);
    say("other", { ...cell, metadata: { ...cell.metadata, uid: "other" } });
    for (let n = 0; n < 3; n++) await events.runOnce();
    expect(messages()).toHaveLength(26);
    expect(events.dropped).toBe(75);
    pass(60_000);
    say("a minute later");
    say("and another");
    await events.runOnce();
    expect(messages()).toEqual(["a minute later x1"]);
  });

  test("so many are kept, the newest", async () => {
    const { events, written } = setup();
    const about = (n: number) => ({ ...cell, metadata: { ...cell.metadata, uid: `u${n}` } });
    for (let n = 0; n < 1_100; n++) events.record(about(n), WAITING);
    expect(events.dropped).toBe(100);
    for (let n = 0; n < 60; n++) await events.runOnce();
    expect(written).toHaveLength(1_000);
    events.record(about(5_000), WAITING);
    await events.runOnce();
    expect(written).toHaveLength(1_001);
  });
});

describe("trouble", () => {
  test("with the API server is met again later, a few times", async () => {
    const { events, failures, messages } = setup();
    events.record(cell, WAITING);
    failures.push(refusal(503, true), refusal(0, true));
    await expect(events.runOnce()).rejects.toThrow("no");
    await expect(events.runOnce()).rejects.toThrow("no");
    await events.runOnce();
    expect(messages()).toEqual(["for Postgres x1"]);
    events.record(cell, { ...WAITING, message: "lost" });
    failures.push(...Array.from({ length: 3 }, () => refusal(503, true)));
    for (let n = 0; n < 3; n++) await expect(events.runOnce()).rejects.toThrow("no");
    await events.runOnce();
    expect(messages()).toEqual([]);
    expect(events.dropped).toBe(1);
  });

  test("with one event does not hold up the next", async () => {
    const { events, failures, messages } = setup();
    events.record(cell, WAITING);
    events.record(cell, { ...WAITING, message: "second" });
    failures.push(refusal(403, false));
    await events.runOnce();
    expect(messages()).toEqual(["second x1"]);
    await events.runOnce();
    expect(messages()).toEqual([]);
  });
});

test("what was recorded before the stop is written", async () => {
  const { events, messages, failures } = setup();
  await events.start();
  events.record(cell, WAITING);
  await events.stop();
  expect(messages()).toEqual(["for Postgres x1"]);
  events.record(cell, { ...WAITING, message: "late" });
  failures.push(refusal(503, true));
  await events.stop();
});

import { silentLogger } from "@cellwire/runtime/log.ts";
import { describe, expect, test, vi } from "vitest";
import { FakeSource } from "../../test/fake-source.ts";
import { KubeError, type KubeObject } from "./contract.ts";
import { Informer, type InformerOptions } from "./informer.ts";
import { RESOURCES } from "./resources.ts";

const KEY = { namespace: "n", name: "a" };

function pod(name: string, uid: string, resourceVersion: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace: "n", name, uid, resourceVersion, managedFields: [{ manager: "x" }] },
    spec: { large: true },
  };
}

function refusal(status: number, reason: string): KubeError {
  return new KubeError(reason, { reason, status, retryable: true });
}

function setup(options: Partial<InformerOptions<KubeObject>> = {}) {
  const source = new FakeSource();
  const told: string[] = [];
  const informer = new Informer<KubeObject>({
    source,
    resource: RESOURCES.Pod,
    log: silentLogger,
    backOffFirstMs: 1,
    missingKindMs: 1,
    ...options,
  });
  informer.onChange(({ name }, what, { metadata }) => void told.push(`${what} ${name} ${metadata.uid}`));
  const waitTold = async (...expected: string[]) => {
    await expect.poll(() => [...told], { interval: 1 }).toEqual(expected);
    told.length = 0;
  };
  return { source, told, informer, waitTold, [Symbol.asyncDispose]: () => informer.stop() };
}

describe("a cache", () => {
  test("holds what was listed once it is synced, and what the watch told since", async () => {
    await using all = setup();
    all.source.lists = [[pod("a", "u", "1")]];
    expect(all.informer.synced).toBe(false);
    await all.informer.start();
    await all.informer.waitSynced(AbortSignal.timeout(1_000));
    expect(all.informer.synced).toBe(true);
    expect(all.told.splice(0)).toEqual(["added a u"]);
    all.source.send("MODIFIED", pod("a", "u", "2"));
    await all.waitTold("changed a u");
    expect(all.informer.get(KEY)?.metadata.resourceVersion).toBe("2");
    all.source.send("DELETED", pod("a", "u", "3"));
    await all.waitTold("deleted a u");
    expect(all.informer.get(KEY)).toBeUndefined();
  });

  test("keeps only what is wanted", async () => {
    await using all = setup({ trim: ({ spec: _dropped, ...kept }) => kept });
    all.source.lists = [[pod("a", "u", "1")]];
    await all.informer.start();
    await all.informer.waitSynced(AbortSignal.timeout(1_000));
    expect(all.informer.list()).toEqual([
      { apiVersion: "v1", kind: "Pod", metadata: { ...KEY, uid: "u", resourceVersion: "1" } },
    ]);
  });

  test("is not waited for longer than wanted", async () => {
    await using all = setup();
    const waiting = all.informer.waitSynced(AbortSignal.timeout(1));
    await expect(waiting).rejects.toThrow(/timeout/);
  });

  test("tells all keys again from time to time", async () => {
    await using all = setup({ resyncMs: 5 });
    all.source.lists = [[pod("a", "u", "1")]];
    await all.informer.start();
    await expect.poll(() => all.told.slice(0, 3)).toEqual(["added a u", "changed a u", "changed a u"]);
  });
});

describe("recovery", () => {
  test("a watch that the server ends, or that breaks, goes on where it was", async () => {
    await using all = setup();
    await all.informer.start();
    all.source.send("BOOKMARK", pod("", "", "7"));
    all.source.end();
    for (let n = 0; n < 4; n++) all.source.fail(refusal(0, "Unreachable"));
    all.source.send("ADDED", pod("a", "u", "8"));
    await all.waitTold("added a u");
    expect(all.source.calls).toEqual(["list", "watch list-1", ...Array.from({ length: 5 }, () => "watch 7")]);
  });

  test("an expired resourceVersion leads to a list, and a replaced object is the end of the old one", async () => {
    await using all = setup();
    all.source.lists = [[pod("a", "old", "1"), pod("b", "b", "1")], [pod("a", "new", "9")]];
    await all.informer.start();
    await all.waitTold("added a old", "added b b");
    all.source.fail(refusal(410, "Expired"));
    await all.waitTold("deleted b b", "deleted a old", "added a new");
    await expect.poll(() => all.source.calls).toEqual(["list", "watch list-1", "list", "watch list-2"]);
  });

  test("whatever goes wrong again and again, it goes on, and lists anew", async () => {
    const warn = vi.fn();
    await using all = setup({ log: { ...silentLogger, warn } });
    const wrong = [refusal(500, "InternalError"), refusal(403, "Forbidden"), new Error("x"), refusal(504, "Timeout")];
    all.source.lists = [refusal(0, "Unreachable"), refusal(403, "Forbidden"), []];
    for (const error of wrong) all.source.fail(error);
    all.source.send("ADDED", pod("a", "u", "8"));
    await all.informer.start();
    await all.waitTold("added a u");
    expect(all.source.calls.filter((call) => call === "list").length).toBeGreaterThan(3);
    expect(warn.mock.calls.map(([fields]: { failures: number }[]) => fields?.failures)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("a server that ends each watch at once is not asked without a pause", async () => {
    const warn = vi.fn();
    await using all = setup({ log: { ...silentLogger, warn } });
    for (let n = 0; n < 3; n++) all.source.end();
    await all.informer.start();
    await expect.poll(() => warn.mock.calls.length).toBe(3);
  });

  test("a kind that does not exist is empty, and is found when it appears", async () => {
    await using all = setup();
    all.source.lists = [refusal(404, "NotFound"), refusal(404, "NotFound"), [pod("a", "u", "1")]];
    await all.informer.start();
    await all.informer.waitSynced(AbortSignal.timeout(1_000));
    expect(all.informer.list()).toEqual([]);
    await all.waitTold("added a u");
    expect(all.informer.kindExists).toBe(true);
  });

  test("a kind that disappears takes its objects along", async () => {
    await using all = setup();
    all.source.lists = [[pod("a", "u", "1")], refusal(404, "NotFound")];
    await all.informer.start();
    await all.waitTold("added a u");
    all.source.fail(refusal(404, "NotFound"));
    await all.waitTold("deleted a u");
    await expect.poll(() => all.informer.kindExists).toBe(false);
  });

  test("a handler that throws harms neither the watch nor the next handler", async () => {
    const error = vi.fn();
    await using all = setup({ log: { ...silentLogger, error } });
    const seen: string[] = [];
    all.informer.onChange(() => {
      throw new Error("a mistake");
    });
    all.informer.onChange(({ name }) => void seen.push(name));
    await all.informer.start();
    all.source.send("ADDED", pod("a", "u", "1"));
    all.source.send("ADDED", pod("b", "u", "2"));
    await expect.poll(() => seen).toEqual(["a", "b"]);
    expect(error).toHaveBeenCalledTimes(2);
  });
});

describe("a service", () => {
  test("stops before it started, twice, and starts again", async () => {
    await using all = setup();
    await all.informer.stop();
    await all.informer.start();
    await all.informer.waitSynced(AbortSignal.timeout(1_000));
    await all.informer.stop();
    await all.informer.stop();
    await all.informer.start();
    all.source.send("ADDED", pod("a", "u", "1"));
    await all.waitTold("added a u");
  });

  test("started twice, watches once", async () => {
    await using all = setup();
    await all.informer.start();
    await all.informer.start();
    await expect.poll(() => all.source.calls).toEqual(["list", "watch list-1"]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { ScriptedServer, answer, hangUp, refuse, type Answerer } from "../../test/scripted-server.ts";
import { KubeClient } from "./client.ts";
import { KubeError, type KubeObject } from "./contract.ts";
import type { RequesterOptions } from "./request.ts";
import { RESOURCES } from "./resources.ts";

const KEY = { namespace: "cell-eu", name: "eu" };
const PRECONDITIONS = { uid: "u1", resourceVersion: "7" };

function configMap(metadata: object = {}): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { ...KEY, ...metadata }, data: { a: "1" } };
}

const secret: KubeObject = { apiVersion: "v1", kind: "Secret", metadata: KEY, stringData: { password: "hunter2" } };

async function setup(answerers: readonly Answerer[], options: Partial<RequesterOptions> = {}) {
  const server = await ScriptedServer.start(...answerers);
  const attempts: string[] = [];
  const client = new KubeClient({
    config: server.config({ token: "t0ken" }),
    observe: ({ verb, kind, code }) => void attempts.push(`${verb} ${kind} ${code}`),
    random: { bytes: (count) => new Uint8Array(count), float: () => 0 },
    ...options,
  });
  const close = async () => {
    await client.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, client, attempts, [Symbol.asyncDispose]: close };
}

async function failure(call: Promise<unknown>): Promise<KubeError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KubeError)) throw new Error("not a KubeError", { cause: error });
  return error;
}

describe("what is sent", () => {
  test("an apply takes its fields over in the operator's name", async () => {
    await using all = await setup([answer(200, configMap())]);
    await all.client.apply(RESOURCES.ConfigMap, configMap());
    expect(all.server.requests[0]).toMatchObject({
      method: "PATCH",
      path: "/api/v1/namespaces/cell-eu/configmaps/eu",
      query: { fieldManager: "cellwire-operator", force: "true" },
      headers: { "content-type": "application/apply-patch+yaml", authorization: "Bearer t0ken" },
      body: configMap(),
    });
  });

  test("a status is applied on its own path", async () => {
    await using all = await setup([answer(200, {})]);
    await all.client.applyStatus(RESOURCES.Cell, configMap());
    expect(all.server.requests[0]?.path).toBe("/apis/cellwire.dev/v1alpha1/namespaces/cell-eu/cells/eu/status");
  });

  test("a patch carries its preconditions among the metadata that it changes", async () => {
    await using all = await setup([answer(200, {})]);
    const patch = { metadata: { finalizers: ["a/b"] } };
    await all.client.patch(RESOURCES.ConfigMap, KEY, { patch, preconditions: PRECONDITIONS });
    expect(all.server.requests[0]).toMatchObject({
      headers: { "content-type": "application/merge-patch+json" },
      body: { metadata: { finalizers: ["a/b"], uid: "u1", resourceVersion: "7" } },
    });
  });

  test("a delete carries its preconditions and how to go on with what is owned", async () => {
    await using all = await setup([answer(200, {})]);
    expect(await all.client.delete(RESOURCES.ConfigMap, KEY, { preconditions: PRECONDITIONS })).toBe(true);
    expect(all.server.requests[0]).toMatchObject({
      method: "DELETE",
      body: { preconditions: PRECONDITIONS, propagationPolicy: "Background" },
    });
  });

  test("a name that would address a whole collection is refused", async () => {
    await using all = await setup([answer(200, {})]);
    const empty = { namespace: "cell-eu", name: "" };
    await expect(all.client.delete(RESOURCES.ConfigMap, empty, { preconditions: PRECONDITIONS })).rejects.toThrow(
      "without a name",
    );
    expect(all.server.requests).toEqual([]);
  });

  test("a patch or delete without its preconditions is refused, not sent to whatever has the name", async () => {
    await using all = await setup([answer(200, {})]);
    const preconditions = { uid: "u1", resourceVersion: undefined };
    await expect(all.client.patch(RESOURCES.ConfigMap, KEY, { patch: {}, preconditions })).rejects.toThrow("needs");
    await expect(all.client.delete(RESOURCES.ConfigMap, KEY, { preconditions: { uid: "" } })).rejects.toThrow("needs");
    expect(all.server.requests).toEqual([]);
  });

  test("a token is read again from its file", async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "cellwire-token-"));
    const tokenFile = path.join(directory, "token");
    writeFileSync(tokenFile, "first\n");
    await using server = await ScriptedServer.start(answer(200, configMap()));
    let nowMs = 0;
    const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
    const config = server.config({ authProvider: { name: "tokenFile", config: { tokenFile } } });
    const client = new KubeClient({ config, clock });
    await client.get(RESOURCES.ConfigMap, KEY);
    writeFileSync(tokenFile, "second\n");
    // client-node itself keeps a token for a minute by the wall clock.
    nowMs = 61_000;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + nowMs });
    await client.get(RESOURCES.ConfigMap, KEY);
    vi.useRealTimers();
    await client.close();
    rmSync(directory, { recursive: true });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer first", "Bearer second"]);
  });
});

describe("what comes back", () => {
  test("what is not there is undefined to get, and gone to delete", async () => {
    await using all = await setup([refuse(404, "NotFound")]);
    expect(await all.client.get(RESOURCES.ConfigMap, KEY)).toBeUndefined();
    expect(await all.client.delete(RESOURCES.ConfigMap, KEY, { preconditions: PRECONDITIONS })).toBe(false);
  });

  test("an error names the verb, the object and the server's message", async () => {
    await using all = await setup([refuse(409, "Conflict", { message: "the object has been modified" })]);
    const error = await failure(all.client.apply(RESOURCES.ConfigMap, configMap()));
    expect(error).toMatchObject({ reason: "Conflict", status: 409, retryable: false });
    expect(error.message).toBe("apply ConfigMap cell-eu/eu: Conflict: the object has been modified");
  });

  test("an error about a Secret tells fields, never what it quotes", async () => {
    const quoting = { message: `invalid value "hunter2"`, details: { causes: [{ field: "data.password" }] } };
    await using all = await setup([refuse(422, "Invalid", quoting)]);
    const error = await failure(all.client.apply(RESOURCES.Secret, secret));
    expect(error.message).toBe("apply Secret cell-eu/eu: Invalid: data.password");
  });

  test("an answer that is no JSON is not quoted", async () => {
    const html: Answerer = (_request, response) => void response.end("hunter2 <html>");
    await using all = await setup([html]);
    const error = await failure(all.client.get(RESOURCES.Secret, KEY));
    expect(error).toMatchObject({ reason: "MalformedAnswer", cause: undefined });
    expect(error.message).not.toContain("hunter2");
  });

  test("a list is read page by page and its items know their kind", async () => {
    const item = (name: string) => ({ metadata: { name, namespace: "cell-eu" } });
    await using all = await setup([
      answer(200, { metadata: { resourceVersion: "5", continue: "next" }, items: [item("a")] }),
      answer(200, { metadata: { resourceVersion: "5" }, items: [item("b")] }),
    ]);
    const found = await all.client.list(RESOURCES.ConfigMap, { namespace: "cell-eu", labelSelector: "a=b,c=d" });
    expect(found).toEqual(["a", "b"].map((name) => ({ apiVersion: "v1", kind: "ConfigMap", ...item(name) })));
    expect(all.server.requests.map(({ query }) => query)).toEqual([
      { labelSelector: "a=b,c=d", limit: "500" },
      { labelSelector: "a=b,c=d", limit: "500", continue: "next" },
    ]);
  });

  test("a list whose moment has expired begins again, and not for ever", async () => {
    const page = { metadata: { resourceVersion: "5", continue: "next" }, items: [] };
    const whole = { metadata: { resourceVersion: "9" }, items: [] };
    await using all = await setup([answer(200, page), refuse(410, "Expired"), answer(200, whole)]);
    expect(await all.client.listAt(RESOURCES.Pod)).toEqual({ items: [], resourceVersion: "9" });
    await using never = await setup([refuse(410, "Expired")]);
    expect(await failure(never.client.list(RESOURCES.Pod))).toMatchObject({ reason: "Expired" });
    expect(never.server.requests).toHaveLength(4);
  });
});

describe("repetition", () => {
  test("a call that is told to wait is repeated after that", async () => {
    await using all = await setup([
      answer(429, "later", { "retry-after": "0" }),
      refuse(503, "ServiceUnavailable"),
      hangUp,
      answer(200, configMap()),
    ]);
    expect(await all.client.apply(RESOURCES.ConfigMap, configMap())).toEqual(configMap());
    expect(all.attempts).toEqual([429, 503, 0, 200].map((code) => `apply ConfigMap ${code}`));
  });

  test("a wait beyond the call's bound is not begun", async () => {
    await using all = await setup([answer(429, "later", { "retry-after": "3600" })]);
    const error = await failure(all.client.get(RESOURCES.ConfigMap, KEY));
    expect(error).toMatchObject({ reason: "TooManyRequests", status: 429, retryable: true });
    expect(all.attempts).toHaveLength(1);
  });

  test("a creation that may have happened is not repeated, one that was turned away is", async () => {
    await using broken = await setup([hangUp, answer(201, configMap())]);
    const error = await failure(broken.client.create(RESOURCES.ConfigMap, configMap()));
    expect(error).toMatchObject({ reason: "Unreachable", status: 0, retryable: true });
    expect(broken.attempts).toHaveLength(1);
    await using busy = await setup([answer(429, "later"), answer(201, configMap())]);
    expect(await busy.client.create(RESOURCES.ConfigMap, configMap())).toEqual(configMap());
  });

  test("a plain 500 is an answer, not a reason to come again", async () => {
    await using all = await setup([refuse(500, "InternalError")]);
    expect(await failure(all.client.get(RESOURCES.Pod, KEY))).toMatchObject({ retryable: false });
    expect(all.attempts).toEqual(["get Pod 500"]);
  });

  test("a server that does not answer is given up", async () => {
    await using all = await setup([() => undefined], { attemptTimeoutMs: 20, callTimeoutMs: 60 });
    const error = await failure(all.client.get(RESOURCES.Pod, KEY));
    expect(error).toMatchObject({ reason: "Timeout", status: 0, retryable: true });
  });

  test("closing ends a call that waits", async () => {
    await using all = await setup([answer(429, "later", { "retry-after": "20" })]);
    const call = failure(all.client.get(RESOURCES.Pod, KEY));
    await expect.poll(() => all.attempts.length).toBe(1);
    await all.client.close();
    expect(await call).toMatchObject({ reason: "TooManyRequests" });
  });
});

describe("a fence", () => {
  test("refuses writes and lets reads pass", async () => {
    await using all = await setup([answer(200, configMap())]);
    const fenced = all.client.fencedBy(() => 0);
    const error = await failure(fenced.apply(RESOURCES.ConfigMap, configMap()));
    expect(error).toMatchObject({ reason: "NotLeader", retryable: false });
    expect(await fenced.get(RESOURCES.ConfigMap, KEY)).toEqual(configMap());
    expect(all.server.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("is asked again when a write that waited for a connection leaves", async () => {
    const held = Promise.withResolvers<void>();
    const hold: Answerer = (_request, response) => void held.promise.then(() => response.end("{}"));
    await using all = await setup([hold, answer(200, {})], { connections: 1 });
    let leading = true;
    const fenced = all.client.fencedBy(() => (leading ? 10_000 : 0));
    const first = fenced.apply(RESOURCES.ConfigMap, configMap());
    await expect.poll(() => all.server.requests.length).toBe(1);
    const second = failure(fenced.apply(RESOURCES.ConfigMap, configMap()));
    leading = false;
    held.resolve();
    await first;
    expect(await second).toMatchObject({ reason: "NotLeader" });
    expect(all.server.requests).toHaveLength(1);
  });

  test("is asked again before each repetition", async () => {
    let leading = true;
    const lapse: Answerer = (_request, response) => {
      leading = false;
      response.writeHead(429).end();
    };
    await using all = await setup([lapse, answer(200, {})]);
    const fenced = all.client.fencedBy(() => (leading ? 10_000 : 0));
    expect(await failure(fenced.apply(RESOURCES.ConfigMap, configMap()))).toMatchObject({ reason: "NotLeader" });
    expect(all.server.requests).toHaveLength(1);
  });

  test("cuts off a write that would be under way beyond its time", async () => {
    await using all = await setup([() => undefined], { callTimeoutMs: 200 });
    const fenced = all.client.fencedBy(() => 20);
    expect(await failure(fenced.apply(RESOURCES.ConfigMap, configMap()))).toMatchObject({ reason: "Timeout" });
  });
});

import { describe, expect, test } from "vitest";
import { KubeClient } from "../../src/kube/client.ts";
import { KubeError, type KubeObject, type ObjectMeta } from "../../src/kube/contract.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { TcpProxy } from "../tcp-proxy.ts";
import { useApiServer } from "../use-api-server.ts";

const { ConfigMap, Namespace, Pod, Secret } = RESOURCES;
const CRDS = ["cells", "cellfleets"].map((name) => `${import.meta.dirname}/../../../crds/${name}.cellwire.dev.yaml`);

interface ConfigMapObject extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface Stored {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** What the API server gave an object that it stored. */
function stored({ metadata }: KubeObject): Stored {
  return { uid: metadata.uid!, resourceVersion: metadata.resourceVersion! };
}

function configMap(metadata: ObjectMeta, data?: Record<string, string>): ConfigMapObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata, ...(data && { data }) };
}

async function reasonOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KubeError)) throw new Error("not refused", { cause: error });
  return error.reason;
}

describe.skipIf(apiServerMissing())("a client of a real API server", () => {
  const api = useApiServer();

  test("applies its own fields and leaves those of others", async () => {
    const metadata = { namespace: await api.freshNamespace(), name: "a" };
    await api.client.apply(ConfigMap, configMap(metadata, { ours: "1", dropped: "1" }));
    const other = await api.client.get(ConfigMap, metadata);
    const patch = { metadata: { labels: { team: "x" } }, data: { theirs: "1" } };
    await api.client.patch(ConfigMap, metadata, { patch, preconditions: stored(other!) });
    // The field manager of a merge patch is the same, its operation is not: such fields are not ours to drop.
    const applied = await api.client.apply(ConfigMap, configMap(metadata, { ours: "2" }));
    expect(applied.data).toEqual({ ours: "2", theirs: "1" });
    expect(applied.metadata.labels).toEqual({ team: "x" });
  });

  test("applies with a uid only to that very object", async () => {
    const metadata = { namespace: await api.freshNamespace(), name: "a" };
    const first = await api.client.apply(ConfigMap, configMap(metadata, { a: "1" }));
    const pinned = configMap({ ...metadata, uid: first.metadata.uid! }, { a: "2" });
    expect((await api.client.apply(ConfigMap, pinned)).data).toEqual({ a: "2" });
    await api.client.delete(ConfigMap, metadata, { preconditions: { uid: first.metadata.uid! } });
    expect(await reasonOf(api.client.apply(ConfigMap, pinned))).toBe("Conflict");
    expect(await api.client.get(ConfigMap, metadata)).toBeUndefined();
    await api.client.create(ConfigMap, configMap(metadata, { a: "theirs" }));
    expect(await reasonOf(api.client.apply(ConfigMap, pinned))).toBe("Conflict");
    expect((await api.client.get<ConfigMapObject>(ConfigMap, metadata))?.data).toEqual({ a: "theirs" });
  });

  test("creates once", async () => {
    const metadata = { namespace: await api.freshNamespace(), name: "a" };
    await api.client.create(ConfigMap, configMap(metadata));
    expect(await reasonOf(api.client.create(ConfigMap, configMap(metadata)))).toBe("AlreadyExists");
  });

  test("patches finalizers only of the object that it read", async () => {
    const metadata = { namespace: await api.freshNamespace(), name: "a" };
    const created = await api.client.create(
      ConfigMap,
      configMap({ ...metadata, finalizers: ["cellwire.dev/protect"] }),
    );
    const read = stored(created);
    await api.client.apply(ConfigMap, configMap(metadata, { a: "changed" }));
    const remove = { metadata: { finalizers: [] } };
    const stale = api.client.patch(ConfigMap, metadata, { patch: remove, preconditions: read });
    expect(await reasonOf(stale)).toBe("Conflict");
    const fresh = stored((await api.client.get(ConfigMap, metadata))!);
    const wrongUid = { ...fresh, uid: "00000000-0000-0000-0000-000000000000" };
    const other = api.client.patch(ConfigMap, metadata, { patch: remove, preconditions: wrongUid });
    expect(await reasonOf(other)).toBe("Conflict");
    const patched = await api.client.patch(ConfigMap, metadata, { patch: remove, preconditions: fresh });
    expect(patched.metadata.finalizers).toBeUndefined();
    const gone = api.client.patch(ConfigMap, { ...metadata, name: "b" }, { patch: remove, preconditions: fresh });
    expect(await reasonOf(gone)).toBe("NotFound");
  });

  test("deletes only the object that it read", async () => {
    const metadata = { namespace: await api.freshNamespace(), name: "a" };
    const first = stored(await api.client.create(ConfigMap, configMap(metadata)));
    const changed = stored(await api.client.apply(ConfigMap, configMap(metadata, { a: "1" })));
    expect(await reasonOf(api.client.delete(ConfigMap, metadata, { preconditions: first }))).toBe("Conflict");
    expect(await api.client.delete(ConfigMap, metadata, { preconditions: changed })).toBe(true);
    expect(await api.client.delete(ConfigMap, metadata, { preconditions: changed })).toBe(false);
    await api.client.create(ConfigMap, configMap(metadata));
    const { uid } = changed;
    expect(await reasonOf(api.client.delete(ConfigMap, metadata, { preconditions: { uid } }))).toBe("Conflict");
  });

  test("an object that a finalizer holds is deleted in two steps", async () => {
    const metadata = { namespace: await api.freshNamespace(), name: "a" };
    const created = await api.client.create(
      ConfigMap,
      configMap({ ...metadata, finalizers: ["cellwire.dev/protect"] }),
    );
    expect(await api.client.delete(ConfigMap, metadata, { preconditions: stored(created) })).toBe(true);
    const held = await api.client.get(ConfigMap, metadata);
    expect(held?.metadata.deletionTimestamp).toEqual(expect.any(String));
    const patch = { metadata: { finalizers: null } };
    await api.client.patch(ConfigMap, metadata, { patch, preconditions: stored(held!) });
    expect(await api.client.get(ConfigMap, metadata)).toBeUndefined();
  });

  test("lists more objects than a page holds, by namespace and by label", async () => {
    const namespace = await api.freshNamespace();
    const count = 1_100;
    const create = async (index: number) => {
      const labels = { odd: String(index % 2 === 1) };
      await api.client.create(ConfigMap, configMap({ namespace, name: `c-${index}`, labels }));
    };
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (let index = lane; index < count; index += 8) await create(index);
    });
    await Promise.all(lanes);
    const all = await api.client.list(ConfigMap, { namespace });
    expect(new Set(all.map(({ metadata }) => metadata.name)).size).toBe(count);
    expect(all.every(({ kind, apiVersion }) => kind === "ConfigMap" && apiVersion === "v1")).toBe(true);
    expect(await api.client.list(ConfigMap, { namespace, labelSelector: "odd=true" })).toHaveLength(count / 2);
    expect(await api.client.list(ConfigMap, { namespace, fieldSelector: "metadata.name=c-7" })).toHaveLength(1);
  });

  test("writes the status of a custom resource apart from its spec", async () => {
    await api.server.applyCrds(CRDS);
    const metadata = { namespace: await api.freshNamespace(), name: "eu" };
    const head = { apiVersion: RESOURCES.Cell.apiVersion, kind: "Cell", metadata };
    const cell = await api.client.apply<KubeObject>(RESOURCES.Cell, { ...head, spec: { region: "eu" } });
    const { uid } = stored(cell);
    const status = { ...head, metadata: { ...metadata, uid }, status: { observedGeneration: 1 }, spec: {} };
    await api.client.applyStatus(RESOURCES.Cell, status);
    expect(await api.client.get(RESOURCES.Cell, metadata)).toMatchObject({
      spec: { region: "eu" },
      status: { observedGeneration: 1 },
      metadata: { generation: 1 },
    });
    const replaced = { ...head, metadata: { ...metadata, uid: "00000000-0000-0000-0000-000000000000" }, spec: {} };
    expect(await reasonOf(api.client.apply(RESOURCES.Cell, replaced))).toBe("Conflict");
    const ghost = { ...status, metadata: { namespace: metadata.namespace, name: "ghost", uid } };
    expect(await reasonOf(api.client.applyStatus(RESOURCES.Cell, ghost))).toBe("NotFound");
  });

  test("times are strings, whether listed or got", async () => {
    const [listed] = await api.client.list(Namespace, { fieldSelector: "metadata.name=default" });
    expect(listed?.metadata.creationTimestamp).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  });

  test("a refusal says who may not do what, and a bad Secret is not quoted", async () => {
    const stranger = new KubeClient({ config: api.server.config({ user: "stranger" }) });
    await expect(stranger.list(Pod, { namespace: "default" })).rejects.toThrow(
      'list Pod in default: Forbidden: pods is forbidden: User "stranger" cannot list',
    );
    await stranger.close();
    const metadata = { namespace: "default", name: "bad" };
    const bad = { apiVersion: "v1", kind: "Secret", metadata, data: { password: "hunter2!" } };
    const error = await api.client.apply(Secret, bad).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/apply Secret default\/bad/);
    expect(String(error)).not.toContain("hunter2");
  });

  test("200 calls use one or two connections, and many at once a few", async () => {
    await using proxy = await TcpProxy.start(api.server.port);
    const counted = new KubeClient({ config: api.server.config({ port: proxy.port }) });
    for (let call = 0; call < 200; call++) await counted.get(Namespace, { name: "default" });
    expect(proxy.accepted).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 200 }, () => counted.get(Namespace, { name: "default" })));
    expect(proxy.accepted).toBeLessThanOrEqual(8);
    await counted.close();
  });

  test("a call that meets a broken connection is repeated on another", async () => {
    await using proxy = await TcpProxy.start(api.server.port);
    const cut = new KubeClient({ config: api.server.config({ port: proxy.port }) });
    await cut.get(Namespace, { name: "default" });
    proxy.cut();
    const call = cut.get(Namespace, { name: "default" });
    proxy.restore();
    expect((await call)?.metadata.name).toBe("default");
    await cut.close();
  });
});

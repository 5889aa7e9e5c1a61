import { silentLogger, type LogFields, type LogMethod } from "@cellwire/runtime/log.ts";
import { describe, expect, test } from "vitest";
import { KubeClient } from "../../src/kube/client.ts";
import type { KubeObject } from "../../src/kube/contract.ts";
import { Informer, type InformerOptions } from "../../src/kube/informer.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { TcpProxy } from "../tcp-proxy.ts";
import { useApiServer } from "../use-api-server.ts";

const { ConfigMap } = RESOURCES;
const CELL_CRD = `${import.meta.dirname}/../../../crds/cells.cellwire.dev.yaml`;
const WITHIN = { timeout: 30_000 };

describe.skipIf(apiServerMissing())("an informer of a real API server", () => {
  const api = useApiServer();

  /** An informer of the config maps of a fresh namespace, behind a proxy. */
  async function setup(options: Partial<InformerOptions<KubeObject>> = {}) {
    const namespace = await api.freshNamespace();
    const proxy = await TcpProxy.start(api.server.port);
    const source = new KubeClient({ config: api.server.config({ port: proxy.port }), attemptTimeoutMs: 1_000 });
    const query = { namespace, labelSelector: "watched=yes" };
    const informer = new Informer({
      source,
      resource: ConfigMap,
      query,
      log: silentLogger,
      backOffFirstMs: 20,
      ...options,
    });
    const told: string[] = [];
    informer.onChange(({ name }, what) => void told.push(`${what} ${name}`));
    await informer.start();
    await informer.waitSynced(AbortSignal.timeout(WITHIN.timeout));
    const write = async (name: string, value: string) => {
      const metadata = { namespace, name, labels: { watched: "yes" } };
      return await api.client.apply<KubeObject>(ConfigMap, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        data: { value },
      });
    };
    const remove = async (name: string) => {
      const key = { namespace, name };
      const found = await api.client.get(ConfigMap, key);
      await api.client.delete(ConfigMap, key, { preconditions: { uid: found!.metadata.uid! } });
    };
    const waitTold = async (...expected: string[]) => {
      await expect.poll(() => [...told], WITHIN).toEqual(expected);
      told.length = 0;
    };
    const dispose = async () => {
      await informer.stop();
      await source.close();
      await proxy[Symbol.asyncDispose]();
    };
    return { namespace, proxy, informer, write, remove, waitTold, [Symbol.asyncDispose]: dispose };
  }

  test("tells what happens to what its selector selects", async () => {
    await using all = await setup();
    await all.write("a", "1");
    const metadata = { namespace: all.namespace, name: "other" };
    await api.client.apply(ConfigMap, { apiVersion: "v1", kind: "ConfigMap", metadata });
    await all.write("a", "2");
    await all.remove("a");
    await all.waitTold("added a", "changed a", "deleted a");
  });

  test("catches up over a server that was killed and came back", async () => {
    await using all = await setup();
    await all.write("a", "1");
    await all.waitTold("added a");
    await api.server.killApiServer();
    await api.server.start();
    await all.write("b", "1");
    await all.waitTold("added b");
  });

  test("lists anew when what it missed is no longer kept", async () => {
    const failures: unknown[] = [];
    const warn: LogMethod = (fields: LogFields | string) => void failures.push((fields as LogFields)["err"]);
    await using all = await setup({ log: { ...silentLogger, warn } });
    await all.write("a", "1");
    await all.write("b", "1");
    await all.waitTold("added a", "added b");
    all.proxy.cut();
    await all.remove("a");
    const { metadata } = await all.write("b", "2");
    await api.server.killApiServer();
    await api.server.compact(metadata.resourceVersion!);
    await api.server.start();
    all.proxy.restore();
    await all.waitTold("deleted a", "changed b");
    expect(failures).toContainEqual(expect.objectContaining({ status: 410 }));
  });

  test("tells an object that was replaced behind its back as the end of one and another", async () => {
    await using all = await setup();
    const first = await all.write("a", "1");
    await all.waitTold("added a");
    all.proxy.cut();
    await all.remove("a");
    const second = await all.write("a", "1");
    all.proxy.restore();
    await all.waitTold("deleted a", "added a");
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    expect(all.informer.get({ namespace: all.namespace, name: "a" })?.metadata.uid).toBe(second.metadata.uid);
  });

  test("notices a connection that carries nothing any more", async () => {
    await using all = await setup({ silenceMs: 2_000 });
    await all.write("a", "1");
    await all.waitTold("added a");
    all.proxy.swallow();
    await all.write("b", "1");
    const before = all.proxy.accepted;
    // It hangs up by itself and comes again, before anything passes.
    await expect.poll(() => all.proxy.accepted, WITHIN).toBeGreaterThan(before);
    all.proxy.restore();
    await all.waitTold("added b");
  });

  test("finds a kind that is defined later", async () => {
    await using all = await setup({ resource: RESOURCES.Cell, missingKindMs: 100, query: {} });
    expect(all.informer.kindExists).toBe(false);
    await api.server.applyCrds([CELL_CRD]);
    const metadata = { namespace: all.namespace, name: "eu" };
    const { apiVersion, kind } = RESOURCES.Cell;
    await api.client.apply<KubeObject>(RESOURCES.Cell, { apiVersion, kind, metadata, spec: { region: "eu" } });
    await all.waitTold("added eu");
  });
});

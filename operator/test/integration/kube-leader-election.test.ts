import path from "node:path";
import { fileURLToPath } from "node:url";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/contract.ts";
import { Informer } from "../../src/kube/informer.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { apiServerMissing } from "../api-server.ts";
import { TestProcess } from "../child-process.ts";
import { useApiServer } from "../use-api-server.ts";

const ELECTOR = fileURLToPath(new URL("../elector-process.ts", import.meta.url));
const WITHIN = { timeout: 20_000 };
const FREEZES = 4;
/** About a second of them. */
const WRITES = 50;

interface Written extends KubeObject {
  readonly data: { readonly by: string };
}

describe.skipIf(apiServerMissing())("two processes that want to lead", () => {
  const api = useApiServer();

  async function setup() {
    const namespace = await api.freshNamespace();
    /** Who wrote, in the order of the writes; the same one in a row once. */
    const writers: string[] = [];
    const query = { namespace, fieldSelector: "metadata.name=written" };
    const informer = new Informer<Written>({
      source: api.client,
      resource: RESOURCES.ConfigMap,
      query,
      log: silentLogger,
    });
    let writes = 0;
    informer.onChange((_key, _what, { data }) => {
      writes += 1;
      if (writers.at(-1) !== data.by) writers.push(data.by);
    });
    await informer.start();
    await informer.waitSynced(AbortSignal.timeout(WITHIN.timeout));
    const kubeconfig = api.server.kubeconfigFile();
    const processes: TestProcess[] = [];
    const start = (name: string) => {
      const logFile = path.join(path.dirname(kubeconfig), `${namespace}-${name}.log`);
      const words = [ELECTOR, kubeconfig, name, namespace];
      const started = new TestProcess({ command: process.execPath, arguments: words, logFile });
      processes.push(started);
      return started;
    };
    const waitWriters = async (...expected: string[]) => await expect.poll(() => writers, WITHIN).toEqual(expected);
    const waitMoreWrites = async (count: number) => {
      const before = writes;
      await expect.poll(() => writes, WITHIN).toBeGreaterThan(before + count);
    };
    const dispose = async () => {
      await Promise.all(processes.map((each) => each.kill()));
      await informer.stop();
    };
    return { start, waitWriters, waitMoreWrites, [Symbol.asyncDispose]: dispose };
  }

  test("one writes, and when it is killed or stops the other does", async () => {
    await using all = await setup();
    const a = all.start("a");
    await all.waitWriters("a");
    const b = all.start("b");
    await a.kill();
    await all.waitWriters("a", "b");
    all.start("c");
    b.signal("SIGTERM");
    await all.waitWriters("a", "b", "c");
  });

  test("one that was frozen beyond its lease writes nothing when it wakes", async () => {
    await using all = await setup();
    const processes = { a: all.start("a"), b: undefined as TestProcess | undefined };
    await all.waitWriters("a");
    processes.b = all.start("b");
    const order: ("a" | "b")[] = ["a"];
    for (let freeze = 0; freeze < FREEZES; freeze++) {
      const [frozen, follower] = order.at(-1) === "a" ? (["a", "b"] as const) : (["b", "a"] as const);
      processes[frozen]!.signal("SIGSTOP");
      order.push(follower);
      await all.waitWriters(...order);
      processes[frozen]!.signal("SIGCONT");
      // Long enough for the one that woke to try many times.
      await all.waitMoreWrites(WRITES);
      await all.waitWriters(...order);
    }
  });
});

import { keySetOf } from "@cellwire/local/keys.ts";
import { referenceOf } from "@cellwire/local/kubernetes/image-build.ts";
import { expect, test } from "vitest";
import { applyCell, cellNamespace, untilAvailable, type CellSpec } from "./harness/cells.ts";
import type { CellsHolder } from "./harness/cells-holder.ts";
import type { ClusterAccess } from "./harness/cluster-access.ts";
import { cellStatus, untilCondition } from "./harness/cell-status.ts";
import { eventually } from "../scenarios/harness/eventually.ts";
import { metricOfPods } from "./harness/member-metrics.ts";
import { podsOf, restartsOf, untilReplaced, type Component, type Pod } from "./harness/pods.ts";
import { underTraffic } from "./harness/under-traffic.ts";

const CELL = "eu";
const ALL: readonly Component[] = ["gateway", "forwarder", "postgres", "redis"];

/** The image that is loaded has one name; a release of another name that works is the same image under a second tag. */
const SECOND_VERSION = "0.1.0-second";
const MISSING_VERSION = "does-not-exist";
/** Two rolls: one that brings the key, one after which it signs. */
const ROTATED_MS = 240_000;
/** The kubelet brings files of a ConfigMap into pods about once a minute. */
const TOLD_MS = 240_000;

export function rolls(holder: CellsHolder): void {
  test("a setting of the gateways rolls the gateways, and nothing else", async () => {
    const { access } = holder.cells;
    const before = await byComponent(access);
    await underTraffic(holder.cells, "setting", async () => {
      await applyCell(access, CELL, (spec) => (spec.gateway["terminationGracePeriodSeconds"] = 90));
      await untilReplaced(access, { cell: CELL, component: "gateway" }, before.gateway);
      await untilRolledOut(access, "gateway");
      await untilCondition(access, CELL, { type: "UpToDate", status: "True" });
    });
    const after = await byComponent(access);
    for (const component of ALL) {
      const isSame = uids(after[component]).join() === uids(before[component]).join();
      expect(isSame, component).toBe(component !== "gateway");
    }
  });

  test("the cell's keys are rotated: its processes roll, tokens of both keys are good meanwhile", async () => {
    const { access } = holder.cells;
    const before = await byComponent(access);
    const key = await activeKey(access);
    await underTraffic(holder.cells, "rotation", async () => {
      const inNamespace = ["--namespace", cellNamespace(CELL)];
      await access.kubectl([
        ...inNamespace,
        "annotate",
        "--overwrite",
        `cell/${CELL}`,
        "cellwire.dev/rotate-keys=once",
      ]);
      await eventually(async () => (await activeKey(access)) !== key, {
        what: "the new key signs, which all pods have by then",
        timeoutMs: ROTATED_MS,
      });
      for (const one of ["forwarder", "gateway"] as const) await untilRolledOut(access, one);
      await untilAvailable(access, CELL);
    });
    expect(uids(await podsOf(access, CELL, "postgres"))).toEqual(uids(before.postgres));
  });

  test("a new release is rolled out", async () => {
    const { access } = holder.cells;
    await access.onNode([
      "ctr",
      "--namespace",
      "k8s.io",
      "images",
      "tag",
      "--force",
      referenceOf("cellwire"),
      referenceOf("cellwire").replace(/:[^:]*$/, `:${SECOND_VERSION}`),
    ]);
    const before = await byComponent(access);
    await underTraffic(holder.cells, "release", async () => {
      await applyCell(access, CELL, pinnedTo(SECOND_VERSION));
      await untilReplaced(access, { cell: CELL, component: "gateway" }, before.gateway);
      await untilRolledOut(access, "gateway");
      await untilCondition(access, CELL, { type: "UpToDate", status: "True" });
    });
    expect((await cellStatus(access, CELL)).release?.current?.version).toBe(SECOND_VERSION);
  });

  test("a release that does not start halts before the gateways, says so, and goes back", async () => {
    const { access } = holder.cells;
    const before = await byComponent(access);
    await underTraffic(holder.cells, "bad-release", async () => {
      await applyCell(access, CELL, pinnedTo(MISSING_VERSION));
      await untilCondition(access, CELL, { type: "UpToDate", status: "False" });
      expect((await cellStatus(access, CELL)).conditions).toContainEqual(
        expect.objectContaining({ type: "Available", status: "True" }),
      );
      await applyCell(access, CELL, pinnedTo(SECOND_VERSION));
      await untilCondition(access, CELL, { type: "UpToDate", status: "True" });
    });
    expect(uids(await podsOf(access, CELL, "gateway"))).toEqual(uids(before.gateway));
  });

  test("the volume of Postgres grows, its cell learns of it without a restart, and it is not shrunk", async () => {
    const { access } = holder.cells;
    const size = (storage: string) => (spec: CellSpec) => {
      pinnedTo(SECOND_VERSION)(spec);
      spec["postgres"] = { storage: { size: storage } };
    };
    const before = await restartsOf(access, [CELL]);
    await applyCell(access, CELL, size("11Gi"));
    const claim = ["--namespace", cellNamespace(CELL), "get", "pvc", `${CELL}-postgres`];
    const wanted = "--for=jsonpath={.spec.resources.requests.storage}=11Gi";
    await access.kubectl(["--namespace", cellNamespace(CELL), "wait", `pvc/${CELL}-postgres`, wanted, "--timeout=60s"]);
    await expect(applyCell(access, CELL, size("10Gi"))).rejects.toThrow(/storage/);
    expect(await access.kubectl([...claim, "--output=jsonpath={.spec.resources.requests.storage}"])).toBe("11Gi");
    await untilToldOfVolume(access, 11 * 2 ** 30);
    await untilCondition(access, CELL, { type: "UpToDate", status: "True" });
    expect(await restartsOf(access, [CELL])).toEqual(before);
  });
}

function pinnedTo(version: string): (spec: CellSpec) => void {
  return (spec) => {
    spec.gateway["terminationGracePeriodSeconds"] = 90;
    spec["releasePolicy"] = "Pinned";
    spec["release"] = { version, templateRevision: 1 };
  };
}

async function activeKey(access: ClusterAccess): Promise<string> {
  const file = [`secret/${CELL}-cell-keys`, String.raw`--output=jsonpath={.data.cell\.json}`];
  const encoded = await access.kubectl(["--namespace", cellNamespace(CELL), "get", ...file]);
  return keySetOf(Buffer.from(encoded, "base64").toString()).active;
}

/** Gateways and forwarders refuse messages before the volume is full: they need to know how large it is. */
async function untilToldOfVolume(access: ClusterAccess, bytes: number): Promise<void> {
  for (const component of ["forwarder", "gateway"] as const) {
    const sizes = () => metricOfPods(access, { cell: CELL, component }, "cellwire_storage_size_bytes");
    const what = `every ${component} knows the new size`;
    await eventually(async () => (await sizes()).every((size) => size === bytes), { what, timeoutMs: TOLD_MS });
  }
}

async function untilRolledOut(access: ClusterAccess, component: Component): Promise<void> {
  const deployment = `deployment/${CELL}-${component}`;
  await access.kubectl(["--namespace", cellNamespace(CELL), "rollout", "status", deployment, "--timeout=180s"]);
}

async function byComponent(access: ClusterAccess): Promise<Record<Component, readonly Pod[]>> {
  const of = (component: Component) => podsOf(access, CELL, component);
  const [gateway, forwarder, postgres, redis] = await Promise.all([
    of("gateway"),
    of("forwarder"),
    of("postgres"),
    of("redis"),
  ]);
  return { gateway, forwarder, postgres, redis };
}

function uids(pods: readonly Pod[]): string[] {
  return pods.map(({ metadata }) => metadata.uid).sort();
}

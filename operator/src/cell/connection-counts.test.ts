import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import type { KubeObject } from "../kube/contract.ts";
import { ConnectionCounts, rounded } from "./connection-counts.ts";
import { metricValue } from "./member-client.ts";

function pod(cell: string, podIP: string, component = "gateway"): KubeObject {
  const labels = { "cellwire.dev/cell": cell, "app.kubernetes.io/component": component };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: podIP, namespace: `cell-${cell}`, labels },
    status: { podIP },
  };
}

function setup(answers: Record<string, number>) {
  const changed: string[] = [];
  const pods = [pod("eu", "10.0.0.1"), pod("eu", "10.0.0.2"), pod("us", "10.0.0.3"), pod("eu", "10.0.0.4", "redis")];
  const counts = new ConnectionCounts({
    pods: () => pods,
    ask: async (podIp) => {
      if (answers[podIp] === undefined) throw new Error("no answer");
      return answers[podIp];
    },
    mayAsk: () => true,
    onChange: ({ namespace, name }) => void changed.push(`${namespace}/${name}`),
    log: silentLogger,
  });
  return { counts, changed, pods };
}

const EU = { namespace: "cell-eu", name: "eu" };
const US = { namespace: "cell-us", name: "us" };

test("sums the gateways of each cell", async () => {
  const { counts, changed } = setup({ "10.0.0.1": 3, "10.0.0.2": 4, "10.0.0.3": 5 });
  expect(counts.get(EU)).toBeUndefined();
  await counts.countAll();
  expect(counts.get(EU)).toBe(7);
  expect(counts.get(US)).toBe(5);
  expect(changed.toSorted()).toEqual(["cell-eu/eu", "cell-us/us"]);
});

test("takes a gateway that does not answer to have what it had, and to have none when it never said", async () => {
  const answers: Record<string, number> = { "10.0.0.1": 3, "10.0.0.2": 4 };
  const { counts, changed } = setup(answers);
  await counts.countAll();
  expect(counts.get(US)).toBe(0);
  changed.length = 0;
  delete answers["10.0.0.2"];
  await counts.countAll();
  expect(counts.get(EU)).toBe(7);
  expect(changed).toEqual([]);
});

test("a cell that lost its last gateway has no connections", async () => {
  const { counts, changed, pods } = setup({ "10.0.0.1": 3, "10.0.0.2": 4, "10.0.0.3": 5 });
  await counts.countAll();
  changed.length = 0;
  pods.splice(2, 1);
  await counts.countAll();
  expect(counts.get(US)).toBe(0);
  expect(changed).toEqual(["cell-us/us"]);
});

test("tells nobody of a count that is about the same", async () => {
  const answers: Record<string, number> = { "10.0.0.1": 12_340, "10.0.0.2": 0, "10.0.0.3": 1 };
  const { counts, changed } = setup(answers);
  await counts.countAll();
  changed.length = 0;
  answers["10.0.0.1"] = 12_390;
  await counts.countAll();
  expect(changed).toEqual([]);
});

test.each([
  [0, 0],
  [99, 99],
  [149, 150],
  [12_340, 12_000],
])("tells %i connections as %i", (count, told) => {
  expect(rounded(count)).toBe(told);
});

test("reads a metric with and without labels", () => {
  const text = ["# HELP a b", "a 2", "a_more 7", 'b{x="1"} 2', 'b{x="2"} 3.5 1700000000000', ""].join("\n");
  expect(metricValue(text, "a")).toBe(2);
  expect(metricValue(text, "b")).toBe(5.5);
  expect(metricValue(text, "c")).toBe(0);
});

/** The objects of a few cells as files: a change of a builder shows as a change of these. Secrets are left out. */

import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { KubeObject } from "../kube/contract.ts";
import { allObjects, SAMPLE_CELLS, type SampleCell } from "../../test/sample-cells.ts";
import { podFaults } from "../../test/restricted-standard.ts";

const NAMES = Object.keys(SAMPLE_CELLS) as SampleCell[];
const SECRET = "Secret";
const YAML_STYLE = { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: "literal" } as const;

const goldenFile = (name: string) => fileURLToPath(new URL(`../../test/golden/${name}.yaml`, import.meta.url));

describe.each(NAMES)("the %s cell", (name) => {
  const objects = allObjects(name);
  const withoutSecrets = objects.filter(({ kind }) => kind !== SECRET);

  test("becomes the objects of its golden file", async () => {
    const text = withoutSecrets.map((object) => stringify(object, YAML_STYLE)).join("---\n");
    await expect(text).toMatchFileSnapshot(goldenFile(name));
  });

  test("has pods that satisfy the restricted Pod Security Standard", () => {
    const workloads = objects.filter((object) => podTemplate(object) !== undefined);
    expect(workloads.length).toBeGreaterThanOrEqual(3);
    expect(
      workloads.flatMap((object) => podFaults(podTemplate(object)!).map((fault) => `${object.kind}: ${fault}`)),
    ).toEqual([]);
  });

  test("selects pods by more than a name", () => {
    const selectors = objects.flatMap(selectorsOf);
    expect(selectors.length).toBeGreaterThan(0);
    for (const selector of selectors) {
      expect(selector).toMatchObject({ "app.kubernetes.io/name": "cellwire", "app.kubernetes.io/instance": "eu" });
    }
  });

  test("lets nothing that holds data go with its Cell, and everything else", () => {
    for (const { kind, apiVersion, metadata } of objects) {
      const holdsData =
        kind === SECRET || kind === "PersistentVolumeClaim" || apiVersion.startsWith("postgresql.cnpg.io");
      expect(metadata.ownerReferences ?? [], `${kind} ${metadata.name}`).toHaveLength(holdsData ? 0 : 1);
      expect(metadata.finalizers ?? [], `${kind} ${metadata.name}`).toEqual(holdsData ? ["cellwire.dev/protect"] : []);
    }
  });

  test("says of each object whose it is", () => {
    for (const { metadata } of objects) {
      expect(metadata.labels).toMatchObject({
        "app.kubernetes.io/managed-by": "cellwire-operator",
        "cellwire.dev/cell": "eu",
      });
      expect(metadata.namespace).toBe("cell-eu");
    }
  });
});

function podTemplate(object: KubeObject) {
  return (object["spec"] as { template?: { spec: object } } | undefined)?.template;
}

function selectorsOf(object: KubeObject): object[] {
  const { selector } = (object["spec"] ?? {}) as { selector?: { matchLabels?: object } };
  return selector === undefined ? [] : [selector.matchLabels ?? selector];
}

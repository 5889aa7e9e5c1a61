/** The operator dies at each of its writes, starts anew, and reaches what it would have reached without. */

import { describe, expect, test } from "vitest";
import { CellBench } from "../../test/cell-bench.ts";
import { Crash, CrashingOperator } from "../../test/crashing-api.ts";
import { readyCell } from "../../test/ready-cell.ts";

const AFTER = {
  region: "eu",
  releasePolicy: "Pinned",
  release: { version: "1.1.0", templateRevision: 1 },
  gateway: { autoscaling: { min: 1, max: 5, targetConnectionsPerPod: 100 } },
  forwarder: { replicas: 1 },
  postgres: { storage: { size: "20Gi" } },
  network: { enabled: false },
};
const WRITES_MAX = 150;

const SCENARIOS = {
  create: { begin: async () => new CellBench(), act: async (bench: CellBench) => bench.apply({ region: "eu" }) },
  change: { begin: () => readyCell(), act: async (bench: CellBench) => bench.apply(AFTER) },
  delete: { begin: () => readyCell(), act: (bench: CellBench) => bench.delete() },
} as const;

/** The end, without what differs from run to run. */
function outcome(bench: CellBench): unknown {
  const volatile = [
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "observedGeneration",
    "data",
    "ownerReferences",
  ];
  const hashes = ["cellwire.dev/applied-hash", "cellwire.dev/secrets-hash", "cellwire.dev/secret-hash"];
  const skipped = new Set([...volatile, ...hashes]);
  const objects = bench.cluster.everything().toSorted((a, b) => titleOf(a).localeCompare(titleOf(b)));
  return JSON.parse(JSON.stringify(objects, (key, value: unknown) => (skipped.has(key) ? undefined : value)));
}

function titleOf({ kind, metadata }: { kind: string; metadata: { name: string } }): string {
  return `${kind}/${metadata.name}`;
}

describe.each(["before", "after"] as const)("an operator that dies %s its n-th write", (when) => {
  test.each(Object.keys(SCENARIOS) as (keyof typeof SCENARIOS)[])(
    "ends up the same, for every n of %s",
    async (name) => {
      const { begin, act } = SCENARIOS[name];
      const undisturbed = await begin();
      await act(undisturbed);
      await undisturbed.visitUntilIdle();
      const expected = outcome(undisturbed);
      let write = 1;
      for (; write < WRITES_MAX; write++) {
        const bench = await begin();
        await act(bench);
        const crashing = new CrashingOperator({ api: bench.cluster, directory: bench.directory }, { write, when });
        await bench.visitUntilIdle(crashing).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        if (!crashing.crashed) break;
        bench.memory = { uid: "" };
        await bench.visitUntilIdle();
        expect(outcome(bench), `${when} write ${write}`).toEqual(expected);
        expect(bench.directory.registrations.at(-1)).toEqual(undisturbed.directory.registrations.at(-1));
      }
      expect(write).toBeGreaterThan(10);
      expect(write).toBeLessThan(WRITES_MAX);
    },
  );
});

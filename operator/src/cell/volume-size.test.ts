import { expect, test } from "vitest";
import { CELL_KEY, type CellBench } from "../../test/cell-bench.ts";
import { readyCell } from "../../test/ready-cell.ts";
import { RESOURCES } from "../kube/resources.ts";

const GIB = 2 ** 30;

/** Of which volume the pods' templates speak, in GiB. */
function storageOf(bench: CellBench): Record<string, number> {
  const deployments = bench.cluster.all(RESOURCES.Deployment);
  return Object.fromEntries(
    deployments.flatMap(({ metadata, ...rest }) => {
      const bytes = /"CELLWIRE_STORAGE_BYTES","value":"(\d+)"/.exec(JSON.stringify(rest))?.[1];
      return bytes === undefined ? [] : [[metadata.name, Number(bytes) / GIB]];
    }),
  );
}

test("gateways and forwarders learn of a larger volume once it is there, not when it is asked for", async () => {
  const bench = await readyCell();
  expect(storageOf(bench)).toEqual({ "eu-forwarder": 10, "eu-gateway": 10 });
  // A volume that takes its time.
  bench.settle = () => undefined;
  bench.apply({ region: "eu", postgres: { storage: { size: "20Gi" } } });
  await bench.visitUntilIdle();
  const claim = bench.cluster.peek(RESOURCES.PersistentVolumeClaim, { ...CELL_KEY, name: "eu-postgres" })!;
  expect(claim["spec"]).toMatchObject({ resources: { requests: { storage: "20Gi" } } });
  expect(storageOf(bench)).toEqual({ "eu-forwarder": 10, "eu-gateway": 10 });
  bench.makeHealthy();
  await bench.visitUntilIdle();
  expect(storageOf(bench)).toEqual({ "eu-forwarder": 20, "eu-gateway": 20 });
});

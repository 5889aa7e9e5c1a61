import type { RESOURCES } from "../src/kube/resources.ts";
import { RESOURCES as ALL } from "../src/kube/resources.ts";
import { CellBench } from "./cell-bench.ts";

/** A bench with a cell that is ready. */
export async function readyCell(spec: object = { region: "eu" }): Promise<CellBench> {
  const bench = new CellBench();
  bench.apply(spec);
  await bench.visitUntilIdle();
  return bench;
}

export function namesOf(bench: CellBench, kind: keyof typeof RESOURCES): string[] {
  return bench.cluster
    .all(ALL[kind])
    .map(({ metadata }) => metadata.name)
    .toSorted();
}

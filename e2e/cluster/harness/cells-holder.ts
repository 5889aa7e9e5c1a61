import type { KubernetesCells } from "./kubernetes-cells.ts";

/** Filled before the first test: scenarios are registered before the cells exist. */
export interface CellsHolder {
  readonly cells: KubernetesCells;
}

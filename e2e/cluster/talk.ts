/** Nothing is broken here: what every other scenario is measured against. */

import { expect, test } from "vitest";
import { Scenario } from "../scenarios/harness/scenario.ts";
import type { CellsHolder } from "./harness/cells-holder.ts";
import { RATE_PER_SECOND } from "./harness/under-traffic.ts";

export function talk(holder: CellsHolder): void {
  test("talk within a cell and across cells", async () => {
    const scenario = new Scenario(holder.cells, "kubernetes-talk");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE_PER_SECOND);
    await traffic.acknowledged(200);
    const counts = await scenario.settle();
    expect(counts.refused + counts.unknown).toBe(0);
  });
}

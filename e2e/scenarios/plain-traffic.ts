/** Nothing is broken here: what every other scenario is measured against. */

import { expect, test } from "vitest";
import { Scenario } from "./harness/scenario.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

export function plainTraffic(holder: StageHolder): void {
  test("reaches every device, in one cell and across cells, in both directions", async () => {
    const scenario = new Scenario(holder.stage, "plain");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, 200);
    await traffic.acknowledged(600);
    const counts = await scenario.settle();
    expect(counts.refused + counts.unknown).toBe(0);
  });
}

/** Nothing is broken here: what every other scenario is measured against. */

import { expect, test } from "vitest";
import type { CellsHolder } from "./harness/cells-holder.ts";
import { underTraffic } from "./harness/under-traffic.ts";

export function talk(holder: CellsHolder): void {
  test("talk within a cell and across cells", async () => {
    const counts = await underTraffic(holder.cells, "talk", async () => {});
    expect(counts.refused + counts.unknown).toBe(0);
  });
}

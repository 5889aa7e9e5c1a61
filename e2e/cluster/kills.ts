import { expect, test } from "vitest";
import { cellNamespace } from "./harness/cells.ts";
import type { CellsHolder } from "./harness/cells-holder.ts";
import type { KubernetesCells } from "./harness/kubernetes-cells.ts";
import { gatewayCounts } from "./harness/member-metrics.ts";
import { evictPod, podsOf, untilReplaced, type Component } from "./harness/pods.ts";
import { underTraffic } from "./harness/under-traffic.ts";

const PARTS: readonly Component[] = ["gateway", "forwarder", "redis", "postgres"];

export function kills(holder: CellsHolder): void {
  test.each(PARTS)("%s is killed, and with its pod what it held in memory and on scratch disks", async (component) => {
    const { cells } = holder;
    await besideCalmCell(cells, `kill-${component}`, async () => {
      const [victim] = await podsOf(cells.access, "eu", component);
      await cells.access.killPod({ namespace: cellNamespace("eu"), pod: victim!.metadata.name });
      await untilReplaced(cells.access, { cell: "eu", component }, [victim!]);
    });
  });

  test("the node is drained: every pod of the cell is evicted, as disruption budgets let it", async () => {
    const { cells } = holder;
    await besideCalmCell(cells, "evict", async () => {
      for (const component of PARTS) {
        for (const victim of await podsOf(cells.access, "eu", component)) {
          await evictPod(cells.access, "eu", victim.metadata.name);
          await untilReplaced(cells.access, { cell: "eu", component }, [victim]);
        }
      }
    });
  });
}

/** Whatever happens to eu: the gateways of us serve meanwhile, and fail no oftener than before. */
async function besideCalmCell(cells: KubernetesCells, name: string, happening: () => Promise<void>): Promise<void> {
  let before = { batches: 0, errors: 0 };
  await underTraffic(cells, name, async () => {
    before = await gatewayCounts(cells.access, "us");
    await happening();
  });
  const after = await gatewayCounts(cells.access, "us");
  expect(after.errors).toBe(before.errors);
  expect(after.batches).toBeGreaterThan(before.batches);
}

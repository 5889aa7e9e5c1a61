/** Nothing is broken here: what every other scenario is measured against. */

import { expect, test } from "vitest";
import { Scenario } from "./harness/scenario.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const WAIT_MS = 20_000;

export function plainTraffic(holder: StageHolder): void {
  test("reaches every device, in one cell and across cells, in both directions", async () => {
    const scenario = new Scenario(holder.stage, "plain");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, 200);
    await traffic.acknowledged(600);
    const counts = await scenario.settle();
    expect(counts.refused + counts.unknown).toBe(0);
  });

  test("two gateways number one hot conversation without a gap", async () => {
    const scenario = new Scenario(holder.stage, "hot");
    const { anna, emil } = await scenario.cast();
    const everyone = [...anna.devices, ...emil.devices];
    for (const [index, device] of everyone.entries()) device.pin(index % 2);
    await Promise.all(everyone.map((device) => device.comeBack(WAIT_MS)));
    const fromAnna = anna.devices.map((from) => ({ from, to: emil.user }));
    const traffic = scenario.traffic([...fromAnna, { from: emil.devices[0], to: anna.user }], 300);
    await traffic.acknowledged(900);
    await scenario.settle();
  });
}

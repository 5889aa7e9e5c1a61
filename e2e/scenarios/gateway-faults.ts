/** A gateway dies: its clients go to the other one, and what it was doing is done. */

import { test } from "vitest";
import { Scenario } from "./harness/scenario.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 100;

export function gatewayFaults(holder: StageHolder): void {
  test("killed with its connections, and started again", async () => {
    const scenario = new Scenario(holder.stage, "gateway-killed");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    const gateway = holder.stage.cluster.process("eu/gateway-0");
    await gateway.kill();
    await traffic.acknowledged(100);
    gateway.start();
    await gateway.waitReady();
    await traffic.acknowledged(100);
    await scenario.settle();
  });

  test("killed one after the other, in both cells", async () => {
    const scenario = new Scenario(holder.stage, "gateways-killed");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(50);
    for (const name of ["eu/gateway-0", "us/gateway-1", "eu/gateway-1", "us/gateway-0"]) {
      const gateway = holder.stage.cluster.process(name);
      await gateway.kill();
      await traffic.sent(50);
      gateway.start();
      await gateway.waitReady();
      await traffic.acknowledged(50);
    }
    await scenario.settle();
  });
}

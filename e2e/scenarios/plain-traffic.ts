/** Nothing is broken here: what every other scenario is measured against. */

import { expect, test } from "vitest";
import { eventually } from "./harness/eventually.ts";
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

  test("a user who was written to before he had ever come is no stranger once he has", async () => {
    const scenario = new Scenario(holder.stage, "newcomer");
    for (const round of [0, 1, 2, 3]) {
      const uma = await scenario.person(scenario.userId(`uma-${round}`), "us");
      const newcomer = scenario.userId(`noel-${round}`);
      const early = await uma.devices[0].send(newcomer, "are you there?");
      await expect(early.sequenced).resolves.toMatchObject({ state: "refused", code: "UNKNOWN_USER" });
      const noel = await scenario.person(newcomer, "eu");
      await noel.devices[0].send(uma.user, "now I am");
      const what = "the newcomer's message arrived";
      await eventually(() => uma.devices[0].received.length > 0, { what, timeoutMs: WAIT_MS });
    }
    await scenario.settle();
  });
}

/** A cell loses its Postgres and comes back from a backup, while the other cell and everybody's devices have gone on. */

import { expect, test } from "vitest";
import { eventually } from "./harness/eventually.ts";
import { PostgresBackup } from "./harness/postgres-backup.ts";
import { Scenario } from "./harness/scenario.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 60;
const GIVE_UP_MS = 30_000;

export function storageReplaced(holder: StageHolder): void {
  test("Postgres is put back twice from one backup: no number is given out twice, and nothing acknowledged is lost", async () => {
    const { stage } = holder;
    const scenario = new Scenario(stage, "postgres-restored");
    const { anna, emil, uma, pairs } = await scenario.cast();
    const members = [emil.user, uma.user];
    const { group, handle } = await anna.devices[0].client.createGroup({ title: "restored", members });
    expect(await handle.sequenced).toMatchObject({ state: "sequenced" });
    const posts = [anna, emil, uma].map(({ devices: [from] }) => ({ from, to: { group } }));
    // They are away between the backup and the loss: what they miss is then with the devices that sent it, and nowhere else.
    const away = [anna.devices[1]!, emil.devices[0]];
    for (const device of away) {
      device.pin(1);
      await device.comeBack(GIVE_UP_MS);
    }
    const traffic = scenario.traffic([...pairs, ...posts], RATE);
    await traffic.acknowledged(100);
    const backup = new PostgresBackup(stage.cluster.process("eu/postgres"));
    await backup.take();
    const generation = await generationOf(stage);
    for (const restored of [1, 2]) {
      await stage.cluster.process("eu/gateway-1").kill();
      await traffic.acknowledged(150);
      await backup.restore();
      await goOn(stage);
      await traffic.acknowledged(150);
      expect(await generationOf(stage)).toBe(generation + restored);
    }
    await scenario.settle();
  });
}

/** Processes that find the storage replaced under them end, and are started again as their supervisor would. */
async function goOn(stage: Stage): Promise<void> {
  const members = stage.cluster.processes.filter(({ name }) => /^eu\/(gateway|forwarder)-/.test(name));
  await eventually(() => members.every(({ running }) => !running), {
    what: "the processes of the cell have ended",
    timeoutMs: GIVE_UP_MS,
  });
  for (const one of members) one.start();
  await Promise.all(members.map((one) => one.waitReady()));
}

function generationOf(stage: Stage): Promise<number> {
  return stage.count("eu", "select generation from incarnation");
}

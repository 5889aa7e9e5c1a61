/** Faults in an order that nobody thought of. The name of the test holds its seed. */

import { onTestFailed, test } from "vitest";
import { Choices } from "./harness/choices.ts";
import type { Device } from "./harness/device.ts";
import { Scenario } from "./harness/scenario.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";
import type { Traffic } from "./harness/traffic.ts";

const FAULTS_PER_RUN = 4;
const COME_BACK_MS = 30_000;

interface Scene {
  readonly stage: Stage;
  readonly choices: Choices;
  readonly devices: readonly Device[];
  readonly traffic: Traffic;
}

interface Fault {
  readonly name: string;
  readonly run: (scene: Scene) => Promise<void>;
}

const CELLS = ["eu", "us"] as const;

const FAULTS: readonly Fault[] = [
  { name: "links break", run: async ({ choices, devices }) => choices.one(devices).cut() },
  { name: "a device roams", run: roam },
  { name: "a gateway dies", run: (scene) => die(scene, `gateway-${scene.choices.below(2)}`) },
  { name: "a forwarder dies", run: (scene) => die(scene, "forwarder-0") },
  { name: "a forwarder hangs", run: (scene) => hang(scene, "forwarder-0") },
  { name: "a gateway hangs", run: (scene) => hang(scene, `gateway-${scene.choices.below(2)}`) },
  { name: "a Redis dies", run: (scene) => die(scene, "redis") },
  { name: "a Redis hangs", run: (scene) => hang(scene, "redis") },
  { name: "a Postgres dies", run: (scene) => die(scene, "postgres") },
];

export function randomFaults(holder: StageHolder, seeds: readonly number[]): void {
  test.for(seeds)("random faults, seed %i", async (seed) => {
    const choices = new Choices(seed);
    const scenario = new Scenario(holder.stage, `seed-${seed}`);
    const run: string[] = [];
    onTestFailed(() => {
      process.stderr.write(`after ${run.join(", ")}; to run it again: ./cellwire test e2e --seed ${seed}\n`);
    });
    const { anna, emil, uma, ugo, pairs } = await scenario.cast();
    const devices = [anna, emil, uma, ugo].flatMap((person) => person.devices);
    const traffic = scenario.traffic(pairs, 50 + choices.below(150));
    await traffic.acknowledged(50);
    for (let count = 0; count < FAULTS_PER_RUN; count++) {
      const fault = choices.one(FAULTS);
      run.push(fault.name);
      await fault.run({ stage: holder.stage, choices, devices, traffic });
      await traffic.acknowledged(10 + choices.below(100));
    }
    await scenario.settle();
  });
}

async function roam({ choices, devices }: Scene): Promise<void> {
  const device = choices.one(devices);
  device.pin(choices.below(2));
  await device.comeBack(COME_BACK_MS);
  device.pin(undefined);
}

/** Gone while some messages are written, then started again. */
async function die({ stage, choices, traffic }: Scene, name: string): Promise<void> {
  const victim = stage.cluster.process(`${choices.one(CELLS)}/${name}`);
  await victim.kill();
  await traffic.sent(choices.below(150));
  victim.start();
  await victim.waitReady();
}

async function hang({ stage, choices, traffic }: Scene, name: string): Promise<void> {
  const victim = stage.cluster.process(`${choices.one(CELLS)}/${name}`);
  victim.pause();
  await traffic.sent(choices.below(300));
  victim.resume();
}

/** A process dies between two steps that belong together. The points are armed by configuration alone. */

import { expect, test } from "vitest";
import { eventually, within } from "./harness/eventually.ts";
import { Scenario, type Person } from "./harness/scenario.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 100;
const DEATH_MS = 20_000;
const DELIVERY_MS = 30_000;

export function faultPoints(holder: StageHolder): void {
  test("between commit and ack: what is sent again has one effect", async () => {
    const scenario = new Scenario(holder.stage, "commit-ack");
    const { anna, pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await arm(holder.stage, "eu/gateway-0", "accept.after-commit=kill@5");
    for (const device of anna.devices) {
      device.pin(0);
      device.cut();
    }
    await deathOf(holder.stage, "eu/gateway-0");
    for (const device of anna.devices) device.pin(undefined);
    await traffic.acknowledged(100);
    await startAgain(holder.stage, "eu/gateway-0");
    await traffic.acknowledged(50);
    await scenario.settle();
  });

  test("between commit and delivery, with the sender gone for good: delivered within 30 s", async () => {
    const scenario = new Scenario(holder.stage, "commit-delivery");
    const { anna, emil, uma, ugo, pairs } = await scenario.cast();
    // The gateway that dies is the sender's alone: nobody else's batch must set the fault off.
    const others = [...anna.devices, ...emil.devices];
    for (const device of others) device.pin(1);
    await Promise.all(others.map((device) => device.comeBack(DEATH_MS)));
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(50);
    const recipients = [emil, uma, ugo];
    for (const [index, recipient] of recipients.entries()) {
      await arm(holder.stage, "eu/gateway-0", "accept.before-deliver=kill@1");
      for (const device of (await scenario.person(scenario.userId(`zoe-${index}`), "eu", { gateway: 0 })).devices) {
        await device.send(recipient.user, "last words");
        await deathOf(holder.stage, "eu/gateway-0");
        await device.vanish();
        await eventually(() => hasFrom(recipient, device.user), { what: "the message came", timeoutMs: DELIVERY_MS });
      }
    }
    await startAgain(holder.stage, "eu/gateway-0");
    await scenario.settle({ openMax: recipients.length });
  });

  test("between post and settlement: what is forwarded twice arrives once", async () => {
    const scenario = new Scenario(holder.stage, "forwarded-twice");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(50);
    for (const cell of ["eu", "us"]) {
      const forwarder = `${cell}/forwarder-0`;
      await arm(holder.stage, forwarder, "courier.after-post=kill@2");
      await deathOf(holder.stage, forwarder);
      await traffic.sent(50);
      await startAgain(holder.stage, forwarder);
    }
    await traffic.acknowledged(50);
    await scenario.settle();
  });
}

/** From now on it runs with these faults. It may be dead before it was seen ready: how it died, `deathOf` judges. */
async function arm(stage: Stage, name: string, faults: string): Promise<void> {
  const process = stage.cluster.process(name);
  await process.kill();
  process.start({ CELLWIRE_FAULTS: faults });
  await process.waitReady().catch(() => {});
}

async function startAgain(stage: Stage, name: string): Promise<void> {
  const process = stage.cluster.process(name);
  process.start();
  await process.waitReady();
}

async function deathOf(stage: Stage, name: string): Promise<void> {
  const exit = stage.cluster.process(name).exited();
  const { signal } = (await within(exit, { what: `${name} died at its fault point`, timeoutMs: DEATH_MS }))!;
  expect(signal).toBe("SIGKILL");
}

function hasFrom({ devices }: Person, sender: string): boolean {
  return devices.every(({ received }) => received.some((message) => message.sender === sender));
}

/** What stands between two cells goes away: the forwarder, the other cell, the directory. */

import { test } from "vitest";
import { hello, openRaw, ticketFor } from "./harness/raw-socket.ts";
import { Scenario } from "./harness/scenario.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 100;

export function cellFaults(holder: StageHolder): void {
  test("the forwarder is killed and started again", async () => {
    const scenario = new Scenario(holder.stage, "forwarder-killed");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    const forwarder = holder.stage.cluster.process("eu/forwarder-0");
    await forwarder.kill();
    await traffic.sent(150);
    forwarder.start();
    await forwarder.waitReady();
    await traffic.acknowledged(100);
    await scenario.settle();
  });

  test("the link to the other cell hangs for some seconds, then heals", async () => {
    const scenario = new Scenario(holder.stage, "link-hangs");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    const ingest = holder.stage.cluster.process("us/forwarder-0");
    ingest.pause();
    await traffic.acknowledged(400);
    ingest.resume();
    await traffic.acknowledged(100);
    await scenario.settle();
  });

  test("the destination cell is stopped while messages are sent to it, then comes back", async () => {
    const scenario = new Scenario(holder.stage, "cell-stopped");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    await stopCell(holder.stage, "us");
    await traffic.sent(200);
    await startCell(holder.stage, "us");
    await traffic.acknowledged(100);
    await scenario.settle();
  });

  test("the destination cell is stopped, and the sender's restarted before it comes back", async () => {
    const scenario = new Scenario(holder.stage, "both-restarted");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    await stopCell(holder.stage, "us");
    await traffic.sent(100);
    await stopCell(holder.stage, "eu");
    await startCell(holder.stage, "eu");
    await traffic.sent(50);
    await startCell(holder.stage, "us");
    await traffic.acknowledged(100);
    await scenario.settle();
  });

  test("the directory is stopped while clients chat, reconnect and cross cells", async () => {
    const scenario = new Scenario(holder.stage, "directory-stopped");
    const { anna, emil, uma, ugo, pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    const directory = holder.stage.cluster.process("directory/serve");
    await directory.kill();
    await traffic.acknowledged(100);
    const devices = [anna, emil, uma, ugo].flatMap((person) => person.devices);
    await Promise.all(devices.map((device) => device.comeBack(10_000)));
    await traffic.acknowledged(200);
    directory.start();
    await directory.waitReady();
    await scenario.settle();
  });

  test("gateways and forwarders that start while the directory is down take its tickets and reach other cells", async () => {
    const { stage } = holder;
    const scenario = new Scenario(stage, "started-without-directory");
    const { pairs } = await scenario.cast();
    const user = scenario.userId("newcomer");
    const { ticket } = await ticketFor(stage, { user, device: "raw", region: "eu" });
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(50);
    const directory = stage.cluster.process("directory/serve");
    await directory.kill();
    for (const name of ["eu/gateway-0", "eu/gateway-1", "eu/forwarder-0", "us/forwarder-0"]) {
      const one = stage.cluster.process(name);
      await one.kill();
      one.start();
      await one.waitReady();
    }
    const raw = await openRaw(stage, { cell: "eu", gateway: 0 });
    raw.send(hello(ticket));
    await raw.until("welcome");
    raw.end();
    await traffic.acknowledged(100);
    await scenario.settle();
    directory.start();
    await directory.waitReady();
  });
}

/** Kills: nobody gets to say goodbye. */
async function stopCell(stage: Stage, cell: string): Promise<void> {
  const processes = stage.cluster.processes.filter(({ name }) => name.startsWith(`${cell}/`));
  await Promise.all(processes.map((one) => one.kill()));
}

async function startCell(stage: Stage, cell: string): Promise<void> {
  const processes = stage.cluster.processes.filter(({ name }) => name.startsWith(`${cell}/`));
  const isStore = (name: string) => /\/(postgres|redis)$/.test(name);
  for (const group of [processes.filter(({ name }) => isStore(name)), processes]) {
    for (const one of group) one.start();
    await Promise.all(group.map((one) => one.waitReady()));
  }
}

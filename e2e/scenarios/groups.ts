/**
 * One group with members in both cells and its authority in eu. All of them write to it, and admins of both cells let people in and out,
 * while what the order and the copies pass through dies.
 */

import { expect, test } from "vitest";
import { Scenario, type Person } from "./harness/scenario.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";
import type { Traffic, Turn } from "./harness/traffic.ts";

const POSTS_PER_SECOND = 60;
const CHANGES_PER_SECOND = 8;

interface Meeting {
  readonly scenario: Scenario;
  readonly stage: Stage;
  readonly posts: Traffic;
  readonly changes: Traffic;
}

export function groups(holder: StageHolder): void {
  let count = 0;
  const during = (name: string, fault: (meeting: Meeting) => Promise<void>) =>
    test(name, async () => {
      const meeting = await meet(holder.stage, `group-${++count}`);
      await meeting.posts.acknowledged(60);
      await fault(meeting);
      await meeting.changes.acknowledged(8);
      await meeting.posts.acknowledged(60);
      const { acknowledged } = await meeting.scenario.settle();
      expect(acknowledged).toBeGreaterThan(150);
    });

  during("gateways of both cells are killed", async (meeting) => {
    for (const name of ["eu/gateway-0", "us/gateway-1"]) await die(meeting, name, 30);
  });

  during("the forwarders of both cells are killed", async (meeting) => {
    for (const name of ["eu/forwarder-0", "us/forwarder-0"]) await die(meeting, name, 60);
  });

  during("Redis of the authority's cell is killed and loses all its data", async ({ stage, posts }) => {
    const redis = stage.cluster.process("eu/redis");
    await redis.kill();
    await posts.acknowledged(60);
    stage.cluster.eraseRedis("eu");
    redis.start();
    await redis.waitReady();
  });

  during("Postgres of the authority's cell is killed", (meeting) => die(meeting, "eu/postgres", 60));

  during("the link between the cells is cut, then heals", async ({ stage, posts }) => {
    const ingests = ["eu/forwarder-0", "us/forwarder-0"].map((name) => stage.cluster.process(name));
    for (const ingest of ingests) ingest.pause();
    await posts.sent(150);
    for (const ingest of ingests) ingest.resume();
  });
}

/** Gone while some messages are written, then started again. */
async function die({ stage, posts }: Meeting, name: string, messages: number): Promise<void> {
  const victim = stage.cluster.process(name);
  await victim.kill();
  await posts.sent(messages);
  victim.start();
  await victim.waitReady();
}

/** anna and uma are admins, emil and ugo stay, vera and vito come and go. */
async function meet(stage: Stage, name: string): Promise<Meeting> {
  const scenario = new Scenario(stage, name);
  const person = (first: string, cell: "eu" | "us", devices = 1) =>
    scenario.person(scenario.userId(first), cell, { devices });
  const [anna, emil, vera, uma, ugo, vito] = await Promise.all([
    person("anna", "eu", 2),
    person("emil", "eu"),
    person("vera", "eu", 2),
    person("uma", "us", 2),
    person("ugo", "us"),
    person("vito", "us"),
  ]);
  const members = [emil, uma, ugo].map(({ user }) => user);
  const { group, handle } = await anna.devices[0].client.createGroup({ title: name, members });
  expect(await handle.sequenced).toMatchObject({ state: "sequenced" });
  const promotion = await anna.devices[0].client.setAdmin(group, uma.user, true);
  expect(await promotion.sequenced).toMatchObject({ state: "sequenced" });
  const writers = [anna, emil, vera, uma, ugo, vito].flatMap(({ devices }) => devices);
  const posts = scenario.traffic(
    writers.map((from) => ({ from, to: { group } })),
    POSTS_PER_SECOND,
  );
  const changes = scenario.turns(changesOf(group, { anna, emil, vera, uma, vito }), CHANGES_PER_SECOND);
  return { scenario, stage, posts, changes };
}

/** Each is right in itself, whatever became of those before it. */
function changesOf(
  group: string,
  { anna, emil, vera, uma, vito }: Record<"anna" | "emil" | "vera" | "uma" | "vito", Person>,
): Turn[] {
  const [phone, tablet] = anna.devices as [(typeof anna.devices)[0], (typeof anna.devices)[0]];
  const [desk] = uma.devices;
  return [
    { from: phone, send: () => phone.client.addMembers(group, [vito.user]) },
    { from: desk, send: () => desk.client.addMembers(group, [vera.user, vito.user]) },
    { from: tablet, send: (count) => tablet.client.renameGroup(group, `meeting ${count}`) },
    { from: desk, send: () => desk.client.setAdmin(group, emil.user, true) },
    { from: phone, send: () => phone.client.removeMembers(group, [vito.user]) },
    { from: desk, send: (count) => desk.client.renameGroup(group, `Treffen ${count}`) },
    { from: desk, send: () => desk.client.removeMembers(group, [vera.user]) },
    { from: tablet, send: () => tablet.client.addMembers(group, [vera.user]) },
    { from: phone, send: () => phone.client.setAdmin(group, emil.user, false) },
    { from: vera.devices[0], send: () => vera.devices[0].client.leaveGroup(group) },
  ];
}

/** Redis or Postgres of a cell goes away, with or without its data. */

import { test } from "vitest";
import { Scenario } from "./harness/scenario.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 100;

export function storeFaults(holder: StageHolder): void {
  test("Redis is killed and loses all its data", async () => {
    const scenario = new Scenario(holder.stage, "redis-lost");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    const redis = holder.stage.cluster.process("eu/redis");
    await redis.kill();
    await traffic.acknowledged(100);
    holder.stage.cluster.eraseRedis("eu");
    redis.start();
    await redis.waitReady();
    await traffic.acknowledged(150);
    await scenario.settle();
  });

  test("Redis answers nothing for some seconds", async () => {
    const scenario = new Scenario(holder.stage, "redis-frozen");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    const redis = holder.stage.cluster.process("us/redis");
    redis.pause();
    await traffic.acknowledged(400);
    redis.resume();
    await traffic.acknowledged(100);
    await scenario.settle();
  });

  test("Postgres is killed and started again", async () => {
    const scenario = new Scenario(holder.stage, "postgres-killed");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(100);
    const postgres = holder.stage.cluster.process("eu/postgres");
    await postgres.kill();
    await traffic.sent(100);
    postgres.start();
    await postgres.waitReady();
    await traffic.acknowledged(200);
    await scenario.settle();
  });
}

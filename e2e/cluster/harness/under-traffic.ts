/** What every scenario on Kubernetes is: users talk, something happens, they go on talking, the oracle judges. */

import { Scenario, type Cast } from "../../scenarios/harness/scenario.ts";
import type { Counts } from "../../oracle/verdict.ts";
import { longestWaitMs } from "../../oracle/waits.ts";
import type { KubernetesCells } from "./kubernetes-cells.ts";

/** Modest: the cluster, the stores and the clients share two cores. */
const RATE_PER_SECOND = 40;

const BEFORE_AND_AFTER = 100;

/** Prints how long senders waited at most, for the figures of the README. */
export async function underTraffic(
  cells: KubernetesCells,
  name: string,
  happening: () => Promise<void>,
): Promise<Counts> {
  const scenario = new Scenario(cells, `kubernetes-${name}`);
  const cast = await scenario.cast();
  const traffic = scenario.traffic(cast.pairs, RATE_PER_SECOND);
  await traffic.acknowledged(BEFORE_AND_AFTER);
  await happening();
  await traffic.acknowledged(BEFORE_AND_AFTER);
  const counts = await scenario.settle();
  process.stdout.write(`${name}: from send to acknowledgement at most ${waitsText(scenario, cast)}\n`);
  return counts;
}

function waitsText({ history }: Scenario, cast: Cast): string {
  const people = [cast.anna, cast.emil, cast.uma, cast.ugo];
  const longest = (cell: "eu" | "us") => {
    const users = people.filter((person) => person.cell === cell).map(({ user }) => user);
    return (longestWaitMs(history, users) / 1_000).toFixed(1);
  };
  return `${longest("eu")} s in cell eu, ${longest("us")} s in cell us`;
}

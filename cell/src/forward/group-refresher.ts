/** Asks authorities again for groups of which this cell may have missed a change. */

import type { CellId, GroupId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Groups } from "../inbox/groups.ts";
import { mapBounded } from "./bounded.ts";
import type { GroupStates } from "./group-states.ts";

const INTERVAL_MS = 2_000;
const DOUBTFUL_MAX = 256;
const AT_ONCE = 8;
/** One whose authority does not tell is asked for again after this. */
const AGAIN_MS = 60_000;

export interface GroupRefresherOptions {
  readonly groups: Pick<Groups, "doubtful">;
  readonly groupStates: Pick<GroupStates, "learn">;
  readonly clock: Clock;
  readonly log: Logger;
}

export class GroupRefresher implements Service {
  readonly name = "group-refresher";
  readonly #options: GroupRefresherOptions;
  readonly #loop: Loop;
  /** Of at most DOUBTFUL_MAX groups: those of the last run. */
  #againMs = new Map<GroupId, number>();

  constructor(options: GroupRefresherOptions) {
    this.#options = options;
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async runOnce(): Promise<void> {
    const { groups, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const doubtful = await groups.doubtful(DOUBTFUL_MAX);
    const waiting = new Map(doubtful.map(({ group }) => [group, this.#againMs.get(group) ?? nowMs]));
    this.#againMs = waiting;
    const due = doubtful.filter(({ group }) => waiting.get(group)! <= nowMs);
    await mapBounded(due, AT_ONCE, (one) => this.#ask(one));
  }

  async #ask({ group, authority }: { group: GroupId; authority: CellId }): Promise<void> {
    const { groupStates, clock } = this.#options;
    // Whatever comes of it: what is learnt is in doubt no more, unless a later change came first.
    this.#againMs.set(group, clock.monotonicMs() + AGAIN_MS);
    await groupStates.learn(group, authority);
  }
}

/** A model that starts where a run of it has led: what needs many steps is then searched from near by. */

import { applied } from "./explorer.ts";
import type { World } from "./world.ts";

/** @throws {Error} naming the step that is not possible. */
export function startingAfter<S>(world: World<S>, labels: readonly string[]): World<S> {
  return {
    ...world,
    initial: () =>
      labels.reduce((state, label) => {
        const step = world.steps(state).find((one) => one.label === label);
        if (step === undefined) throw new Error(`${world.name}: not possible: ${label}`);
        return applied(world, state, step);
      }, world.initial()),
  };
}

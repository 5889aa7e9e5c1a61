import type { Stage } from "./stage.ts";

/** Filled before the first test: scenarios are registered before the cells exist. */
export interface StageHolder {
  readonly stage: Stage;
}

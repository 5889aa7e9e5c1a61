/**
 * Carries erasures through, whoever dies on the way: each step is asked of a cell again until the cell says that it is done.
 *
 *   pending ──claimed──▶ running: home leaves ──▶ placement removed ──▶ every cell purges ──▶ done
 *
 * A cell that does not answer holds the erasure back, never the others: what it stores is not erased before it says so.
 */

import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { erasureStepState } from "@cellwire/server-api/schemas.ts";
import type { Registry } from "../registry/contract.ts";
import type { Signer } from "../tickets/signer.ts";
import type { CellCalls } from "./cell-calls.ts";
import type { Erasure, Erasures, Step } from "./erasures.ts";

const INTERVAL_MS = 1_000;
const CLAIM_MS = 20_000;
const AGAIN_MS = 500;
/** After a cell did not answer. */
const LATER_MS = 5_000;
const ERASURES_PER_RUN_MAX = 16;

export interface ErasureRunnerOptions {
  readonly erasures: Erasures;
  readonly registry: Pick<Registry, "placement" | "cells">;
  readonly signer: Pick<Signer, "serverToken">;
  readonly cells: Pick<CellCalls, "request">;
  readonly clock: Clock;
  readonly log: Logger;
}

export class ErasureRunner extends Loop {
  constructor(options: ErasureRunnerOptions) {
    const runOnce = (signal: AbortSignal) => runErasures(options, signal);
    super({ name: "erasures", intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }
}

export async function runErasures(options: ErasureRunnerOptions, signal: AbortSignal): Promise<void> {
  const { erasures, clock, log } = options;
  for (let count = 0; count < ERASURES_PER_RUN_MAX && !signal.aborted; count++) {
    const erasure = await erasures.claim(clock.nowMs(), clock.nowMs() + CLAIM_MS);
    if (!erasure) return;
    const { op } = erasure;
    try {
      if (await advance(options, erasure)) log.info({ operationId: op }, "a user was erased");
      else await erasures.postpone(op, clock.nowMs() + AGAIN_MS);
    } catch (err) {
      log.warn({ err, operationId: op }, "an erasure waits");
      await erasures.postpone(op, clock.nowMs() + LATER_MS);
    }
  }
}

/** True: it is done. @throws when a cell does not answer, after all others were asked */
async function advance(options: ErasureRunnerOptions, erasure: Erasure): Promise<boolean> {
  const { erasures, registry, clock } = options;
  const { op, user } = erasure;
  const present = (await registry.cells()).filter(({ state }) => state !== "RETIRED").map(({ cell }) => cell);
  const placement = await registry.placement(user);
  if (
    placement &&
    present.includes(placement.cell) &&
    !(await isStepDone(options, { erasure, step: "leave", cell: placement.cell }))
  )
    return false;
  await erasures.removePlacement(user);
  const results = await Promise.allSettled(
    present.map((cell) => isStepDone(options, { erasure, step: "purge", cell })),
  );
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  if (!results.every((result) => result.status === "fulfilled" && result.value)) return false;
  await erasures.finish(op, clock.nowMs());
  return true;
}

async function isStepDone(
  { erasures, signer, cells }: ErasureRunnerOptions,
  { erasure, step, cell }: { erasure: Erasure; step: Step; cell: CellId },
): Promise<boolean> {
  const { op, user, pseudonym } = erasure;
  if (await erasures.isDone(op, step, cell)) return true;
  const token = await signer.serverToken(cell, { caller: "erasure", scope: "cells:erase" });
  const { status, body } = await cells.request(cell, {
    method: "PUT",
    path: `/server/v1/cell/erasures/${op}`,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ user, pseudonym, step }),
  });
  if (status !== 200) throw new Error(`cell ${cell} answered ${status} to a step of an erasure`);
  const { state, counts } = erasureStepState.parse(JSON.parse(body.toString()));
  await erasures.record({ op, cell, step, state, counts });
  return state === "done";
}

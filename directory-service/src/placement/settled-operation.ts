/** What became of an operation, for someone who acts on it. */

import type { ThingKey } from "@cellwire/protocol";
import type { Operation, Registry } from "../registry/contract.ts";
import { isGone } from "../registry/placement-rules.ts";

/**
 * A move whose target is gone, or has another generation than it began with, cannot be committed any more, and its target may know
 * nothing of it: whoever asks has it aborted, so that the source need not wait for ever.
 */
export async function settledOperation(
  registry: Registry,
  { op, thing }: { op: string; thing: ThingKey },
): Promise<Operation | undefined> {
  const operation = await registry.operation({ op, thing });
  if (operation?.outcome !== "PENDING") return operation;
  const [target, placement] = await Promise.all([registry.cell(operation.target), registry.placement(thing)]);
  if (!isGone(target) && placement?.targetGeneration === target?.generation) return operation;
  await registry.change({ thing, change: { kind: "abort", op }, caller: null });
  return registry.operation({ op, thing });
}

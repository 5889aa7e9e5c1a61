/** Visits each Cell when something about it changed, one visit at a time a Cell, while this operator leads. */

import type { Service } from "@cellwire/runtime/lifecycle.ts";
import { InvalidCellError } from "../api/cell.ts";
import type { KubeObject } from "../kube/contract.ts";
import { keyFromText, keyText } from "../kube/resources.ts";
import { WorkQueue, type QueueState } from "../kube/work-queue.ts";
import { confirmed } from "./confirmed.ts";
import { tellInvalid } from "./invalid-cell.ts";
import type { OperatorMetrics } from "./operator-metrics.ts";
import { reconcile, SETTLED, type VisitResult } from "./reconcile.ts";
import type { ClusterWatch } from "./cluster-watch.ts";
import { newVisit, type CellMemory, type World } from "./visit.ts";

export interface CellControllerOptions {
  readonly watch: Pick<ClusterWatch, "cells" | "waitSynced">;
  readonly world: World;
  readonly election: { isLeader(): boolean; onChange(handler: (leads: boolean) => void): unknown };
  readonly metrics: OperatorMetrics;
}

/** One sick cell waits for its time-outs alone; eight of them do. */
const WORKERS = 8;
const SYNC_TIMEOUT_MS = 120_000;

/** Tells the queue to come again. */
class VisitFailed extends Error {
  override readonly name = "VisitFailed";
}

export class CellController implements Service {
  readonly name = "cell controller";
  readonly #options: CellControllerOptions;
  readonly #queue: WorkQueue;
  /** As many as there are Cells. */
  readonly #memories = new Map<string, CellMemory>();
  /** Aborts at the stop; undefined while stopped. */
  #stopping: AbortController | undefined;
  /** Starts and stops of the queue, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: CellControllerOptions) {
    this.#options = options;
    const work = async (key: string, signal: AbortSignal) => this.visit(key, signal);
    this.#queue = new WorkQueue({ name: "cells", work, workers: WORKERS, log: options.world.log });
    options.election.onChange(() => this.#turnNow());
  }

  get queue(): QueueState {
    return this.#queue.state;
  }

  /** Visit this Cell soon. */
  add(cell: { readonly namespace?: string | undefined; readonly name: string }): void {
    this.#queue.add(keyText(cell));
  }

  /** By its name, in whichever namespace. */
  addNamed(name: string): void {
    for (const { metadata } of this.#options.watch.cells.list()) if (metadata.name === name) this.add(metadata);
  }

  async start(): Promise<void> {
    this.#stopping ??= new AbortController();
    this.#turnNow();
  }

  async stop(): Promise<void> {
    this.#stopping?.abort();
    this.#stopping = undefined;
    this.#turnNow();
    await this.#turn;
  }

  /** One visit; tests call it without the queue. */
  async visit(key: string, signal: AbortSignal): Promise<{ readonly requeueAfterMs?: number | undefined }> {
    const { watch, world, metrics } = this.#options;
    const object = watch.cells.get(keyFromText(key));
    if (object === undefined) {
      this.#memories.delete(key);
      return {};
    }
    const startedMs = world.clock.monotonicMs();
    let result: VisitResult | undefined;
    try {
      result = await this.#visitCell(object, signal);
    } finally {
      metrics.visited(outcomeOf(result), world.clock.monotonicMs() - startedMs);
    }
    if (result.failures.length > 0) throw new VisitFailed(result.failures.join("; "));
    return { requeueAfterMs: result.requeueAfterMs };
  }

  async #visitCell(object: KubeObject, signal: AbortSignal): Promise<VisitResult> {
    const world = { ...this.#options.world, ...confirmed(this.#options.world, object) };
    try {
      return await reconcile(newVisit(object, { world, memory: this.#memoryOf(object), signal }));
    } catch (error) {
      if (!(error instanceof InvalidCellError)) throw error;
      const now = `${new Date(world.clock.nowMs()).toISOString().slice(0, 19)}Z`;
      await tellInvalid(world.api, object, { message: error.message, now });
      return SETTLED;
    }
  }

  /** Another Cell of the same name has nothing to do with the former. */
  #memoryOf({ metadata }: KubeObject): CellMemory {
    const key = keyText(metadata);
    const uid = metadata.uid!;
    const known = this.#memories.get(key);
    if (known?.uid === uid) return known;
    const fresh: CellMemory = { uid };
    this.#memories.set(key, fresh);
    return fresh;
  }

  #turnNow(): void {
    this.#turn = this.#turn
      .then(() => this.#turnOnce())
      .catch((error: unknown) => this.#options.world.log.error({ err: error }, "the queue was not started or stopped"));
  }

  async #turnOnce(): Promise<void> {
    if (!this.#mayAct()) return this.#queue.stop();
    await this.#waitForCaches();
    if (this.#mayAct()) await this.#queue.start();
  }

  /** However long it takes: what has not been read yet would look as if it were not there. */
  async #waitForCaches(): Promise<void> {
    while (this.#stopping !== undefined && this.#mayAct()) {
      const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(SYNC_TIMEOUT_MS)]);
      try {
        return await this.#options.watch.waitSynced(signal);
      } catch (error) {
        if (this.#stopping !== undefined) this.#options.world.log.error({ err: error }, "the caches are not read yet");
      }
    }
  }

  #mayAct(): boolean {
    return this.#stopping !== undefined && this.#options.election.isLeader();
  }
}

function outcomeOf(result: VisitResult | undefined): "done" | "waiting" | "failed" {
  if (result === undefined || result.failures.length > 0) return "failed";
  return result.requeueAfterMs === undefined ? "done" : "waiting";
}

/** For metrics. */
export function phaseCounts(cells: readonly KubeObject[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const { phase = "New" } = (cell["status"] ?? {}) as { readonly phase?: string };
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return counts;
}

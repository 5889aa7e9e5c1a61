/** Hears now and then from the Postgres pods of all cells that are backed up how their backups stand. */

import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { z } from "zod";
import type { KubeObject, ObjectKey } from "../kube/contract.ts";
import { keyText } from "../kube/resources.ts";
import { BACKUP_CONTAINER } from "../resources/backup-container.ts";
import { CELL_LABEL } from "../resources/cell-object.ts";

const FAILURE_LENGTH_MAX = 1_024;

/** What the container of backup-scripts.ts answers. Times are Unix seconds, 0 for never. */
export const backupAnswer = z.object({
  /** Label of the newest backup. */
  newest: z.string().max(64).nullable(),
  newestAt: z.number(),
  backups: z.number(),
  damaged: z.boolean(),
  waitingSeconds: z.number(),
  gap: z.boolean(),
  intervalSeconds: z.number(),
  failure: z.string().max(FAILURE_LENGTH_MAX).nullable(),
});

export type BackupAnswer = z.output<typeof backupAnswer>;

/** What of it a condition speaks of: it changes seldom, and each change is a write. */
export interface BackupReport extends Pick<BackupAnswer, "newest" | "newestAt" | "damaged" | "gap" | "failure"> {
  /** The next backup is late. */
  readonly isOld: boolean;
  /** Segments of the write-ahead log wait for the store. */
  readonly isBehind: boolean;
}

export interface BackupReportsOptions {
  /** Of all cells, as the cache has them. */
  readonly pods: () => readonly KubeObject[];
  /** @throws when the container does not answer in time */
  readonly ask: (podIp: string) => Promise<BackupAnswer>;
  /** False while another operator leads, or the cache is not read yet. */
  readonly mayAsk: () => boolean;
  readonly onChange: (cell: ObjectKey) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const INTERVAL_MS = 30_000;
const ASKED_AT_ONCE_MAX = 8;
/** Silence of a pod that starts, or restores. */
const SILENCE_MS = 300_000;
/** A backup may take a while. */
const LATE_INTERVALS = 2;
const BEHIND_SECONDS = 600;

interface Heard {
  readonly cell: ObjectKey;
  readonly report: BackupReport | "silent" | undefined;
  readonly atMs: number;
}

export class BackupReports implements Service {
  readonly name = "backup reports";
  readonly #options: BackupReportsOptions;
  readonly #loop: Loop;
  /** By cell that has such a pod. */
  #heard: ReadonlyMap<string, Heard> = new Map();

  constructor(options: BackupReportsOptions) {
    this.#options = options;
    this.#loop = new Loop({
      name: this.name,
      intervalMs: INTERVAL_MS,
      runOnce: async () => {
        if (options.mayAsk()) await this.askAll();
        else this.#heard = new Map();
      },
      log: options.log,
    });
  }

  /** Undefined: nothing was heard yet. Silent: for minutes. */
  get(cell: ObjectKey): BackupReport | "silent" | undefined {
    return this.#heard.get(keyText(cell))?.report;
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** One round. */
  async askAll(): Promise<void> {
    const waiting = this.#options.pods().flatMap(backedUpPod);
    const heard = new Map<string, Heard>();
    const askNext = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        heard.set(keyText(next.cell), await this.#ask(next));
    };
    await Promise.all(Array.from({ length: ASKED_AT_ONCE_MAX }, askNext));
    const before = this.#heard;
    this.#heard = heard;
    for (const [key, { cell, report }] of heard) {
      if (JSON.stringify(report) !== JSON.stringify(before.get(key)?.report)) this.#options.onChange(cell);
    }
  }

  async #ask({ cell, podIp }: BackedUpPod): Promise<Heard> {
    const { ask, clock, log } = this.#options;
    const nowMs = clock.nowMs();
    try {
      if (podIp === undefined) throw new Error("the pod has no address yet");
      return { cell, report: reportOf(await ask(podIp), nowMs), atMs: nowMs };
    } catch (error) {
      log.debug({ cell: cell.name, address: podIp, err: error }, "a backup container did not tell how backups stand");
      const former = this.#heard.get(keyText(cell)) ?? { cell, report: undefined, atMs: nowMs };
      return nowMs - former.atMs < SILENCE_MS ? former : { ...former, report: "silent" };
    }
  }
}

export function reportOf(answer: BackupAnswer, nowMs: number): BackupReport {
  const { newest, newestAt, damaged, gap, failure, intervalSeconds, waitingSeconds } = answer;
  const isOld = newest !== null && nowMs / 1_000 - newestAt > LATE_INTERVALS * intervalSeconds;
  return { newest, newestAt, damaged, gap, failure, isOld, isBehind: waitingSeconds > BEHIND_SECONDS };
}

interface BackedUpPod {
  readonly cell: ObjectKey;
  readonly podIp: string | undefined;
}

interface PodStatus {
  readonly podIP?: string;
  readonly containerStatuses?: readonly { readonly name: string }[];
}

function backedUpPod({ metadata, status }: KubeObject): BackedUpPod[] {
  const cell = metadata.labels?.[CELL_LABEL];
  const { podIP, containerStatuses = [] } = (status ?? {}) as PodStatus;
  const isBackedUp = containerStatuses.some(({ name }) => name === BACKUP_CONTAINER);
  if (!isBackedUp || cell === undefined || metadata.deletionTimestamp !== undefined) return [];
  return [{ cell: { namespace: metadata.namespace, name: cell }, podIp: podIP }];
}

/** Counts the connected devices of all cells every now and then, by asking the gateways. */

import { Loop } from "@cellwire/runtime/loop.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { KubeObject, ObjectKey } from "../kube/contract.ts";
import { keyText } from "../kube/resources.ts";
import { CELL_LABEL } from "../resources/cell-object.ts";

export interface ConnectionCountsOptions {
  /** Of all cells, as the cache has them. */
  readonly pods: () => readonly KubeObject[];
  /** @throws when the gateway does not answer in time */
  readonly ask: (podIp: string) => Promise<number>;
  /** False while another operator leads, or the cache is not read yet. */
  readonly mayAsk: () => boolean;
  readonly onChange: (cell: ObjectKey) => void;
  readonly log: Logger;
}

const INTERVAL_MS = 30_000;
const ASKED_AT_ONCE_MAX = 8;
/** From here on a count is told in two digits: each change of it is a write for every cell. */
const ROUNDED_FROM = 100;

interface Gateway {
  readonly cell: ObjectKey;
  readonly podIp: string;
}

interface Count {
  readonly cell: ObjectKey;
  readonly connections: number;
}

export class ConnectionCounts implements Service {
  readonly name = "connection counts";
  readonly #options: ConnectionCountsOptions;
  readonly #loop: Loop;
  /** By cell that has a gateway; undefined before the first round. */
  #counts: ReadonlyMap<string, Count> | undefined;
  /** By address of a gateway, as it last said. */
  #answers: ReadonlyMap<string, number> = new Map();

  constructor(options: ConnectionCountsOptions) {
    this.#options = options;
    this.#loop = new Loop({
      name: this.name,
      intervalMs: INTERVAL_MS,
      runOnce: async () => {
        if (options.mayAsk()) await this.countAll();
        else this.#counts = undefined;
      },
      log: options.log,
    });
  }

  get(cell: ObjectKey): number | undefined {
    return this.#counts && connectionsOf(this.#counts, keyText(cell));
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** One round. A gateway that does not answer counts as it last did. */
  async countAll(): Promise<void> {
    const gateways = this.#options.pods().flatMap(gatewayOf);
    const answers = new Map<string, number>();
    const waiting = [...gateways];
    const askNext = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        answers.set(next.podIp, await this.#ask(next));
    };
    await Promise.all(Array.from({ length: ASKED_AT_ONCE_MAX }, askNext));
    const before = this.#counts ?? new Map<string, Count>();
    this.#answers = answers;
    this.#counts = sums(gateways, answers);
    for (const [key, { cell }] of new Map([...before, ...this.#counts])) {
      const isNews = !before.has(key) || connectionsOf(before, key) !== connectionsOf(this.#counts, key);
      if (isNews) this.#options.onChange(cell);
    }
  }

  async #ask({ podIp, cell }: Gateway): Promise<number> {
    try {
      return await this.#options.ask(podIp);
    } catch (error) {
      this.#options.log.debug(
        { cell: cell.name, address: podIp, err: error },
        "a gateway did not tell its connections",
      );
      return this.#answers.get(podIp) ?? 0;
    }
  }
}

function sums(gateways: readonly Gateway[], answers: ReadonlyMap<string, number>): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const [key, members] of Map.groupBy(gateways, ({ cell }) => keyText(cell))) {
    const sum = members.reduce((total, { podIp }) => total + (answers.get(podIp) ?? 0), 0);
    counts.set(key, { cell: members[0]!.cell, connections: rounded(sum) });
  }
  return counts;
}

function connectionsOf(counts: ReadonlyMap<string, Count>, key: string): number {
  return counts.get(key)?.connections ?? 0;
}

function gatewayOf({ metadata, status }: KubeObject): Gateway[] {
  const { labels = {}, namespace, deletionTimestamp } = metadata;
  const cell = labels[CELL_LABEL];
  const { podIP } = (status ?? {}) as { readonly podIP?: string };
  const isGateway = labels["app.kubernetes.io/component"] === "gateway";
  if (!isGateway || cell === undefined || podIP === undefined || deletionTimestamp !== undefined) return [];
  return [{ cell: { namespace, name: cell }, podIp: podIP }];
}

export function rounded(count: number): number {
  return count < ROUNDED_FROM ? count : Number(count.toPrecision(2));
}

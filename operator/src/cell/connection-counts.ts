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
  readonly isLeader: () => boolean;
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

export class ConnectionCounts implements Service {
  readonly name = "connection counts";
  readonly #options: ConnectionCountsOptions;
  readonly #loop: Loop;
  /** By cell; as many as there are cells. */
  #counts: ReadonlyMap<string, number> = new Map();

  constructor(options: ConnectionCountsOptions) {
    this.#options = options;
    this.#loop = new Loop({
      name: this.name,
      intervalMs: INTERVAL_MS,
      runOnce: async () => {
        if (options.isLeader()) await this.countAll();
      },
      log: options.log,
    });
  }

  get(cell: ObjectKey): number | undefined {
    return this.#counts.get(keyText(cell));
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** One round. A gateway that does not answer counts as none. */
  async countAll(): Promise<void> {
    const waiting = this.#options.pods().flatMap(gatewayOf);
    const cells = new Map(waiting.map(({ cell }) => [keyText(cell), cell]));
    const sums = new Map<string, number>();
    const askNext = async (): Promise<void> => {
      for (let gateway = waiting.pop(); gateway !== undefined; gateway = waiting.pop()) {
        const key = keyText(gateway.cell);
        const count = await this.#ask(gateway);
        sums.set(key, (sums.get(key) ?? 0) + count);
      }
    };
    await Promise.all(Array.from({ length: ASKED_AT_ONCE_MAX }, askNext));
    const before = this.#counts;
    this.#counts = new Map([...sums].map(([key, sum]) => [key, rounded(sum)]));
    for (const [key, count] of this.#counts) if (before.get(key) !== count) this.#options.onChange(cells.get(key)!);
  }

  async #ask({ podIp, cell }: Gateway): Promise<number> {
    try {
      return await this.#options.ask(podIp);
    } catch (error) {
      this.#options.log.debug(
        { cell: cell.name, address: podIp, err: error },
        "a gateway did not tell its connections",
      );
      return 0;
    }
  }
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

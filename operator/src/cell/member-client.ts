/** Reads the internal port of a cell's processes. */

import { Agent, request } from "undici";
import { z } from "zod";
import { STATE_PATH } from "../resources/backup-scripts.ts";
import { CONNECTIONS_METRIC } from "../resources/member-metrics.ts";
import { PORTS } from "../resources/ports.ts";

import { backupAnswer, type BackupAnswer } from "./backup-reports.ts";

const TIMEOUT_MS = 2_000;
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
const KEEP_ALIVE_MS = 4_000;

const outboxAnswer = z.object({ destinations: z.array(z.object({ rows: z.number(), parked: z.number() })) });

export class MemberClient {
  readonly #agent = new Agent({
    connections: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxResponseSize: ANSWER_BYTES_MAX,
    connect: { timeout: TIMEOUT_MS },
  });

  /** Connected devices. @throws when it does not answer in time */
  async connections(podIp: string): Promise<number> {
    return metricValue(await this.#get(podIp, "/metrics"), CONNECTIONS_METRIC);
  }

  /** What waits for other cells, and what they rejected. @throws when it does not answer in time */
  async outbox(podIp: string): Promise<{ rows: number; parked: number }> {
    const { destinations } = outboxAnswer.parse(JSON.parse(await this.#get(podIp, "/v1/outbox")));
    const sum = (field: "rows" | "parked") => destinations.reduce((total, one) => total + one[field], 0);
    return { rows: sum("rows"), parked: sum("parked") };
  }

  /** How the backups of a managed Postgres stand. @throws when its pod does not answer in time */
  async backup(podIp: string): Promise<BackupAnswer> {
    return backupAnswer.parse(JSON.parse(await this.#get(podIp, STATE_PATH)));
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #get(podIp: string, path: string): Promise<string> {
    const host = podIp.includes(":") ? `[${podIp}]` : podIp;
    const url = `http://${host}:${PORTS.internal}${path}`;
    const { statusCode, body } = await request(url, {
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
    return text;
  }
}

/** Sum over all label sets; 0 for a metric that is not there. Prometheus text format 0.0.4. */
export function metricValue(text: string, metric: string): number {
  const lines = text.split("\n").filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`));
  return lines.map((line) => Number(/ (\S+)(?: \d+)?$/.exec(line)?.[1] ?? 0)).reduce((sum, value) => sum + value, 0);
}

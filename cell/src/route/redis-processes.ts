/** The processes of a cell in Redis. */

import type { Redis, RedisScript } from "@cellwire/runtime/redis.ts";
import { z } from "zod";
import type { ProcessDirectory, ProcessEntry } from "./contract.ts";
import type { RouteKeys } from "./keys.ts";
import type { RedisGuard } from "./redis-guard.ts";
import { luaScript } from "./redis-routes.ts";

/** Processes announce themselves every second; many announcements may be lost. */
const PROCESS_TTL_MS = 15_000;

const PROCESSES_MAX = 256;
const announceReply = z.array(z.string()).max(3 * PROCESSES_MAX);
const role = z.literal(["gateway", "forwarder"]);

export interface RedisProcessesOptions {
  readonly redis: Redis;
  readonly keys: RouteKeys;
  readonly guard: RedisGuard;
  readonly ttlMs?: number;
}

export class RedisProcesses implements ProcessDirectory {
  readonly #options: RedisProcessesOptions;
  readonly #announceScript: RedisScript;
  readonly #withdrawScript: RedisScript;

  constructor(options: RedisProcessesOptions) {
    this.#options = options;
    this.#announceScript = luaScript("announce-process");
    this.#withdrawScript = luaScript("withdraw-process");
  }

  announce(self: ProcessEntry): Promise<readonly ProcessEntry[] | "unknown"> {
    const { redis, keys, guard, ttlMs = PROCESS_TTL_MS } = this.#options;
    const args = [self.name, self.role, self.url, ttlMs];
    return guard.ask(async () => entriesIn(await this.#announceScript.run(redis, [keys.processes], args)));
  }

  async withdraw(self: ProcessEntry): Promise<void> {
    const { redis, keys, guard } = this.#options;
    await guard.ask(() => this.#withdrawScript.run(redis, [keys.processes], [self.name, self.url]));
  }
}

function entriesIn(reply: unknown): ProcessEntry[] {
  const fields = announceReply.parse(reply);
  const entries: ProcessEntry[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    // A role that only a later version knows is none of ours.
    const known = role.safeParse(fields[at + 1]);
    if (known.success) entries.push({ name: fields[at]!, role: known.data, url: fields[at + 2]! });
  }
  return entries;
}

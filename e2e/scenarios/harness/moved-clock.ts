/** A wall clock of the cells and the directory that tests move ahead; the monotonic one goes on as it is. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { READ_EVERY_MS } from "./moved-clock-preload.ts";

const PRELOAD = fileURLToPath(new URL("moved-clock-preload.ts", import.meta.url));

export class MovedClock {
  readonly #directory = mkdtempSync(path.join(tmpdir(), "cellwire-clock-"));
  readonly #file = path.join(this.#directory, "ahead-ms");
  #aheadMs = 0;

  constructor() {
    writeFileSync(this.#file, "0");
  }

  /** For the environment of every service. */
  get env(): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--import=${PRELOAD}`, CELLWIRE_TEST_CLOCK_FILE: this.#file };
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true });
  }

  nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Resolves when every service has seen it. */
  async moveTo(aheadMs: number): Promise<void> {
    this.#aheadMs = aheadMs;
    writeFileSync(this.#file, String(aheadMs));
    await delay(2 * READ_EVERY_MS);
  }
}

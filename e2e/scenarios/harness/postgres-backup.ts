/** A backup of a cell's Postgres, and its restore: the data directory as it was, promoted to a timeline of its own. */

import { execFileSync } from "node:child_process";
import { appendFileSync, chownSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ManagedProcess } from "@cellwire/local/managed-process.ts";

export class PostgresBackup {
  readonly #postgres: ManagedProcess;

  constructor(postgres: ManagedProcess) {
    this.#postgres = postgres;
  }

  /** The server is down for as long as the copy takes. */
  async take(): Promise<void> {
    await this.#postgres.stop();
    rmSync(this.#copy, { recursive: true, force: true });
    // With the owners: the server may run under an account of its own.
    execFileSync("cp", ["-a", this.#data, this.#copy]);
    this.#postgres.start();
    await this.#postgres.waitReady();
  }

  /** The server is killed, its data are lost, and the backup takes their place. May be done again with the same backup. */
  async restore(): Promise<void> {
    await this.#postgres.kill();
    rmSync(this.#data, { recursive: true });
    execFileSync("cp", ["-a", this.#copy, this.#data]);
    const { uid, gid } = statSync(this.#data);
    // There is no archive: recovery ends where the copy does, and a new timeline begins (PostgreSQL, "Continuous Archiving").
    appendFileSync(path.join(this.#data, "postgresql.auto.conf"), "restore_command = 'false'\n");
    const signal = path.join(this.#data, "recovery.signal");
    writeFileSync(signal, "");
    chownSync(signal, uid, gid);
    this.#postgres.start();
    await this.#postgres.waitReady();
  }

  get #data(): string {
    const { args } = this.#postgres.spec;
    return args[args.indexOf("-D") + 1]!;
  }

  get #copy(): string {
    return `${this.#data}.backup`;
  }
}

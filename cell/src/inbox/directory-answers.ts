/** The directory's last answers, kept in the cell's Postgres: a process may start while the directory is down. */

import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Pool } from "pg";
import type { Statements } from "./statements.ts";

export interface DirectoryAnswers {
  /** undefined: nothing was kept, or it cannot be read now. Never rejects. */
  load(name: AnswerName): Promise<unknown>;
  /** Never rejects. Writes nothing when it is the same as before. */
  keep(name: AnswerName, content: object): Promise<void>;
}

type AnswerName = "keys" | "cells";

export class PostgresDirectoryAnswers implements DirectoryAnswers {
  readonly #options: {
    readonly pool: Pool;
    readonly statements: Statements;
    readonly clock: Clock;
    readonly log: Logger;
  };
  readonly #kept = new Map<AnswerName, string>();

  constructor(options: { pool: Pool; statements: Statements; clock: Clock; log: Logger }) {
    this.#options = options;
  }

  async load(name: AnswerName): Promise<unknown> {
    const { pool, statements, log } = this.#options;
    try {
      const statement = { ...statements("load-directory-answer"), values: [name] };
      return (await pool.query<{ content: unknown }>(statement)).rows[0]?.content;
    } catch (err) {
      log.warn({ err, name }, "the directory's last answer could not be read");
      return undefined;
    }
  }

  async keep(name: AnswerName, content: object): Promise<void> {
    const { pool, statements, clock, log } = this.#options;
    const text = JSON.stringify(content);
    if (this.#kept.get(name) === text) return;
    try {
      await pool.query({ ...statements("keep-directory-answer"), values: [name, text, clock.nowMs()] });
      this.#kept.set(name, text);
    } catch (err) {
      log.warn({ err, name }, "the directory's answer could not be kept");
    }
  }
}

/** How devices can be woken, and when to look whether one should be, in the cell's Postgres. */

import type { DeviceId, UserId } from "@cellwire/protocol";
import type { Pool } from "pg";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { Statements } from "../inbox/statements.ts";
import type { PushKind } from "./provider.ts";

export interface PushCheck extends LinkedDevice {
  readonly kind: PushKind;
  readonly target: string;
  /** Wake-ups in a row that no push service took. */
  readonly failures: number;
  /** Whether it has not got a message that should have reached it. */
  readonly misses: boolean;
}

export interface SettledCheck extends Pick<PushCheck, "user" | "device" | "target" | "failures"> {
  readonly checkMs: number;
  /** When it was woken, and from when on it may be again. */
  readonly woken?: { readonly atMs: number; readonly freeMs: number };
}

interface CheckRow {
  readonly user_id: UserId;
  readonly device_id: DeviceId;
  readonly kind: PushKind;
  readonly target: string;
  readonly failures: number;
  readonly misses: boolean;
}

export class PushSubscriptions {
  readonly #pool: Pool;
  readonly #statements: Statements;

  constructor({ pool, statements }: { pool: Pool; statements: Statements }) {
    this.#pool = pool;
    this.#statements = statements;
  }

  async subscribe(
    { user, device }: LinkedDevice,
    to: { readonly kind: PushKind; readonly target: string; readonly nowMs: number; readonly checkMs: number },
  ): Promise<void> {
    await this.#run("push-subscribe", [user, device, to.kind, to.target, to.checkMs, to.nowMs]);
  }

  async unsubscribe({ user, device }: LinkedDevice): Promise<void> {
    await this.#run("push-unsubscribe", [user, device]);
  }

  /** Has devices checked soon that miss a message sent up to `untilMs`. One process at a time does it. @returns how many */
  async markUnwoken(request: { untilMs: number; lookBackMs: number; nowMs: number }): Promise<number> {
    const values = [request.untilMs, request.lookBackMs, request.nowMs];
    const { rows } = await this.#pool.query<{ marked: string }>("select mark_unwoken($1, $2, $3) as marked", values);
    return Number(rows[0]!.marked);
  }

  /** Whose turn it is; nobody else gets them before `claimMs`. */
  async claim(request: {
    nowMs: number;
    untilMs: number;
    claimMs: number;
    limit: number;
  }): Promise<readonly PushCheck[]> {
    const { rows } = await this.#pool.query<CheckRow>("select * from claim_push_checks($1, $2, $3, $4)", [
      request.nowMs,
      request.untilMs,
      request.claimMs,
      request.limit,
    ]);
    return rows.map(({ user_id: user, device_id: device, ...rest }) => ({ user, device, ...rest }));
  }

  async settle(checks: readonly SettledCheck[]): Promise<void> {
    if (checks.length === 0) return;
    await this.#run("push-settle", [
      checks.map(({ user }) => user),
      checks.map(({ device }) => device),
      checks.map(({ target }) => target),
      checks.map(({ checkMs }) => checkMs),
      checks.map(({ woken }) => woken?.freeMs ?? null),
      checks.map(({ woken }) => woken?.atMs ?? null),
      checks.map(({ failures }) => failures),
    ]);
  }

  /** The push service knows it no more. */
  async forget({ user, device, target }: Pick<PushCheck, "user" | "device" | "target">): Promise<void> {
    await this.#run("push-gone", [user, device, target]);
  }

  async #run(name: Parameters<Statements>[0], values: unknown[]): Promise<void> {
    await this.#pool.query({ ...this.#statements(name), values });
  }
}

/** What the backend does with users of this cell: look, revoke, suspend, resume. */

import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import type { Answer } from "@cellwire/server-api/operations.ts";
import type { Call, Handlers } from "@cellwire/server-api/serve.ts";
import type { Pool } from "pg";
import type { Displacement } from "../gateway/mesh-frames.ts";
import { PostgresRevocations } from "../inbox/revocations.ts";
import type { Statements } from "../inbox/statements.ts";
import type { OperationLog } from "./operation-log.ts";

export interface ServerUsersOptions {
  readonly pool: Pool;
  readonly cell: CellId;
  readonly statements: Statements;
  readonly operations: OperationLog;
  /** @throws {ServerApiError} unless the user lives here */
  readonly requireHome: (user: UserId) => Promise<void>;
  /** Closes connections of the device in all gateways of the cell. */
  readonly displace: (displacement: Displacement) => void;
  readonly clock: Clock;
}

type UserHandlers = Required<Pick<Handlers, "getUser" | "revoke" | "suspend" | "resume">>;

export function userHandlers(options: ServerUsersOptions): UserHandlers {
  return {
    getUser: async ({ params: { user } }) => {
      await options.requireHome(user);
      return userState(options, user);
    },
    revoke: (call) => revoke(options, call),
    suspend: (call) => setSuspended(options, call, options.clock.nowMs()),
    resume: (call) => setSuspended(options, call, null),
  };
}

async function userState({ pool, cell, statements }: ServerUsersOptions, user: UserId): Promise<Answer<"getUser">> {
  const { rows } = await pool.query<{ since_ms: string }>("select since_ms from suspension where user_id = $1", [user]);
  const devices = await pool.query<{ device_id: string; linked_ms: string; name: string }>({
    ...statements("linked-devices"),
    values: [user],
  });
  return {
    user,
    cell,
    suspendedSinceMs: rows[0] ? Number(rows[0].since_ms) : null,
    devices: devices.rows.map((row) => ({
      device: row.device_id,
      linkedAtMs: Number(row.linked_ms),
      name: row.name,
    })),
  };
}

async function revoke(options: ServerUsersOptions, call: Call<"revoke">): Promise<Answer<"revoke">> {
  const { cell, clock, operations, requireHome } = options;
  const { user } = call.params;
  const { device } = call.body;
  await requireHome(user);
  const revoked = await operations.once({
    op: call.op,
    request: ["revoke", user, device],
    make: async (client) => {
      const done = await new PostgresRevocations({ pool: client, cell, clock }).revoke({ user, device });
      if (!done) throw new ServerApiError("NOT_HOME");
      return { devices: [...done.devices], known: done.known };
    },
  });
  // Also when it is repeated: the answer may have been lost together with what this tells the gateways.
  closeAll(options, { user, devices: revoked.devices, reason: "revoked" });
  return revoked;
}

async function setSuspended(
  options: ServerUsersOptions,
  call: Call<"suspend" | "resume">,
  sinceMs: number | null,
): Promise<Answer<"suspend">> {
  const { pool, cell, operations, requireHome } = options;
  const { user } = call.params;
  await requireHome(user);
  const answer = await operations.once({
    op: call.op,
    request: [sinceMs === null ? "resume" : "suspend", user],
    make: async (client) => {
      const { rows } = await client.query<{ done: boolean }>("select suspend_user($1, $2, $3) as done", [
        cell,
        user,
        sinceMs,
      ]);
      if (!rows[0]!.done) throw new ServerApiError("NOT_HOME");
      return { suspendedSinceMs: sinceMs };
    },
  });
  const isSuspended = (await pool.query("select from suspension where user_id = $1", [user])).rowCount === 1;
  if (sinceMs !== null && isSuspended) {
    const { devices } = await userState(options, user);
    closeAll(options, { user, devices: devices.map(({ device }) => device), reason: "suspended" });
  }
  return answer;
}

export function closeAll(
  { displace }: Pick<ServerUsersOptions, "displace">,
  closed: { user: UserId; devices: readonly string[]; reason: Displacement["reason"] },
): void {
  const { user, devices, reason } = closed;
  // Whatever connection there is was made before.
  const connectionEpoch = Number.MAX_SAFE_INTEGER;
  for (const device of devices) displace({ user, device: device as DeviceId, connectionEpoch, reason });
}

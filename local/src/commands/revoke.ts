/** `./cellwire revoke`: locks a device, or all devices of a user, out of its home cell at once. */

import { isDeviceId, isUserId, type DeviceId, type UserId } from "@cellwire/protocol";
import { Argument, Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { dataOption } from "../command-options.ts";
import { LocalError } from "../errors.ts";
import { requireState } from "../running-cluster.ts";
import type { ClusterState } from "../state-file.ts";

const ASK_MS = 5_000;

const answer = z.object({ devices: z.array(z.string()), known: z.boolean() });

type Verdict = z.output<typeof answer> | "not here" | "no answer";

export function revokeCommand(): Command {
  return new Command("revoke")
    .description("lock a device, or all devices of a user, out at once: tickets refused, connections closed")
    .addArgument(new Argument("<user>", "user id").argParser(parseUser))
    .addArgument(new Argument("[device]", "one device alone").argParser(parseDevice))
    .addOption(dataOption())
    .action(revoke);
}

async function revoke(user: UserId, device: DeviceId | undefined, options: { data: string }): Promise<void> {
  const state = requireState(options.data);
  const verdicts = await Promise.all(
    state.cells.map(async ({ id }) => [id, await ask(state, id, { user, device })] as const),
  );
  for (const [cell, verdict] of verdicts) {
    if (typeof verdict === "string") continue;
    if (device !== undefined && !verdict.known) throw unknownDevice({ cell, user, device });
    const { devices } = verdict;
    console.log(
      `${cell} revoked ${devices.length === 0 ? "no device, but every ticket" : devices.join(", ")} of ${user}`,
    );
    return;
  }
  const silent = verdicts.filter(([, verdict]) => verdict === "no answer").map(([cell]) => cell);
  throw new LocalError(silent.length > 0 ? "NOT_RUNNING" : "BAD_ARGUMENT", {
    message: silent.length > 0 ? `${silent.join(" and ")} did not answer` : `no cell is the home of ${user}`,
    remedy:
      silent.length > 0 ? "see what runs with `./cellwire status`" : "check the id; the user must have connected once",
  });
}

function unknownDevice({ cell, user, device }: { cell: string; user: UserId; device: DeviceId }): LocalError {
  return new LocalError("BAD_ARGUMENT", {
    message: `${user} has no device ${device}; ${cell} refuses that id from now on all the same`,
    remedy: `check the id, or lock out all devices with \`./cellwire revoke ${user}\``,
  });
}

/** Any process of the cell will do. */
async function ask(
  state: ClusterState,
  cell: string,
  request: { user: UserId; device: DeviceId | undefined },
): Promise<Verdict> {
  const services = state.processes.filter(({ name }) => new RegExp(`^${cell}/(gateway|forwarder)-`).test(name));
  for (const { healthUrl } of services) {
    const verdict = await post(`${healthUrl}/v1/revoke`, request);
    if (verdict !== "no answer") return verdict;
  }
  return "no answer";
}

async function post(url: string, body: object): Promise<Verdict> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ASK_MS),
    });
    if (response.status === 404) return "not here";
    return response.ok ? answer.parse(await response.json()) : "no answer";
  } catch {
    return "no answer";
  }
}

function parseUser(text: string): UserId {
  if (isUserId(text)) return text;
  throw new InvalidArgumentError("It must have 1 to 64 characters of A-Z a-z 0-9 . _ ~ -.");
}

function parseDevice(text: string): DeviceId {
  if (isDeviceId(text)) return text;
  throw new InvalidArgumentError("It is no device id.");
}

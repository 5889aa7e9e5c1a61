/** `./cellwire chat USER`: a plain terminal client. */

import { mkdirSync } from "node:fs";
import path from "node:path";
import { isDeviceId, isUserId, type DeviceId, type UserId } from "@cellwire/protocol";
import { createSqliteStore } from "@cellwire/sdk/store-sqlite";
import { Command, InvalidArgumentError } from "commander";
import { knownCells, refuseUnknownRegion } from "../regions.ts";
import { TerminalChat } from "../terminal-chat.ts";
import { deploymentOf, openUserClient, withDeploymentOptions, type DeploymentOptions } from "../user-client.ts";

interface ChatOptions extends DeploymentOptions {
  readonly to?: UserId;
  readonly region?: string;
  readonly device?: DeviceId;
}

export function chatCommand(): Command {
  return withDeploymentOptions(new Command("chat"))
    .description(
      "talk as USER from this terminal; with piped input it ends when every line has its outcome, with 1 if one was not taken",
    )
    .argument("<user>", "who you are", parseUser)
    .option("--to <user>", "whom to talk to at first", parseUser)
    .option("--device <device>", "another device of USER on this machine, with a store of its own", parseDevice)
    .option("--region <region>", "where to live, when USER is new")
    .action(chat);
}

async function chat(user: UserId, options: ChatOptions): Promise<void> {
  const deployment = await deploymentOf(options); // before anything is made in a directory that may not be ours
  try {
    const { region, to: peer, device } = options;
    const cells = region === undefined ? [] : await knownCells(deployment.directoryUrl);
    if (region !== undefined) refuseUnknownRegion(region, cells);
    const stores = storesDirectory(options);
    mkdirSync(stores, { recursive: true });
    // In hexadecimal: user ids may be "." and "..", and differ only by case.
    const file = [user, ...(device === undefined ? [] : [device])]
      .map((id) => Buffer.from(id).toString("hex"))
      .join("-");
    const store = createSqliteStore(path.join(stores, `${file}.sqlite`));
    const named = { ...(region !== undefined && { region }), ...(device !== undefined && { device }) };
    const client = openUserClient({ deployment, user, store, ...named });
    const { stdin: input, stdout: output } = process;
    const wanted = region === undefined ? undefined : { region, cells };
    const allTaken = await new TerminalChat(client, { user, peer, wanted, input, output }).run();
    if (!allTaken) process.exitCode = 1;
  } finally {
    deployment.close();
  }
}

/** Of a directory elsewhere: beside the data directory, which is of the cluster that `up` runs, and has a directory for each. */
function storesDirectory({ data, directory, kubernetes }: DeploymentOptions): string {
  if (kubernetes) return path.join(`${data}-chat`, "kubernetes");
  if (directory === undefined) return path.join(data, "chat");
  return path.join(`${data}-chat`, new URL(directory).host.replaceAll(/[^\w.-]/g, "-"));
}

function parseUser(text: string): UserId {
  if (isUserId(text)) return text;
  throw new InvalidArgumentError("A user id has 1 to 64 characters of A-Z a-z 0-9 . _ ~ -.");
}

function parseDevice(text: string): DeviceId {
  if (isDeviceId(text)) return text;
  throw new InvalidArgumentError("A device id has 1 to 32 characters of A-Z a-z 0-9 . _ ~ -.");
}

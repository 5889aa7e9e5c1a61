/** `./cellwire chat USER`: a plain terminal client. */

import { mkdirSync } from "node:fs";
import path from "node:path";
import { isUserId, type UserId } from "@cellwire/protocol";
import { createSqliteStore } from "@cellwire/sdk/store-sqlite";
import { Command, InvalidArgumentError } from "commander";
import { knownCells, refuseUnknownRegion } from "../regions.ts";
import { TerminalChat } from "../terminal-chat.ts";
import { deploymentOf, openUserClient, withDeploymentOptions, type DeploymentOptions } from "../user-client.ts";

interface ChatOptions extends DeploymentOptions {
  readonly to?: UserId;
  readonly region?: string;
}

export function chatCommand(): Command {
  return withDeploymentOptions(new Command("chat"))
    .description(
      "talk as USER from this terminal; with piped input it ends when every line has its outcome, with 1 if one was not taken",
    )
    .argument("<user>", "who you are", parseUser)
    .option("--to <user>", "whom to talk to at first", parseUser)
    .option("--region <region>", "where to live, when USER is new")
    .action(chat);
}

async function chat(user: UserId, options: ChatOptions): Promise<void> {
  const deployment = await deploymentOf(options); // before anything is made in a directory that may not be ours
  try {
    const { region, to: peer } = options;
    const cells = region === undefined ? [] : await knownCells(deployment.directoryUrl);
    if (region !== undefined) refuseUnknownRegion(region, cells);
    const stores = storesDirectory(options);
    mkdirSync(stores, { recursive: true });
    // In hexadecimal: user ids may be "." and "..", and differ only by case.
    const store = createSqliteStore(path.join(stores, `${Buffer.from(user).toString("hex")}.sqlite`));
    const client = openUserClient({ deployment, user, store, ...(region !== undefined && { region }) });
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

/** `./cellwire token server`: a token for the server API, to try it with. */

import { SCOPES } from "@cellwire/server-api/operations.ts";
import { Command, Option } from "commander";
import { dataOption } from "../command-options.ts";
import { paths } from "../data-directory.ts";
import { readBackendKeys } from "../keys.ts";
import { requireState } from "../running-cluster.ts";
import { signServerToken } from "../server-token.ts";

interface TokenOptions {
  readonly data: string;
  readonly cell?: string;
  readonly scope?: readonly string[];
}

export function tokenCommand(): Command {
  const server = new Command("server")
    .description("print a token of the application's backend, good for an hour (docs/server-api.md)")
    .addOption(new Option("--cell <id>", "for that cell's own API instead of the directory's"))
    .addOption(new Option("--scope <scope...>", "only these").choices([...SCOPES]))
    .addOption(dataOption())
    .action(printServerToken);
  return new Command("token").description("print a token to try things with").addCommand(server);
}

async function printServerToken({ data, cell, scope }: TokenOptions): Promise<void> {
  requireState(data);
  console.log(await signServerToken(readBackendKeys(paths(data).keys), { cell, scopes: scope }));
}

/** The command line. Everything it can do is one file in commands/. */

import { ClientError } from "@cellwire/sdk";
import { Command } from "commander";
import { benchCommand } from "./commands/bench.ts";
import { chatCommand } from "./commands/chat.ts";
import { clusterCommand } from "./commands/cluster.ts";
import { demoCommand } from "./commands/demo.ts";
import { downCommand } from "./commands/down.ts";
import { revokeCommand } from "./commands/revoke.ts";
import { statusCommand } from "./commands/status.ts";
import { testCommand } from "./commands/test.ts";
import { tokenCommand } from "./commands/token.ts";
import { traceCommand } from "./commands/trace.ts";
import { upCommand } from "./commands/up.ts";
import { LocalError } from "./errors.ts";

const COMMANDS = [
  upCommand,
  downCommand,
  statusCommand,
  demoCommand,
  chatCommand,
  traceCommand,
  revokeCommand,
  tokenCommand,
  testCommand,
  benchCommand,
  clusterCommand,
];

async function main(): Promise<void> {
  const program = new Command("./cellwire")
    .description("Cellwire on this machine: a directory and cells from Cell manifests, as processes")
    .showSuggestionAfterError();
  for (const build of COMMANDS) program.addCommand(build().showHelpAfterError("(--help lists the options)"));
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof LocalError) console.error(`cellwire: ${error.message}; ${error.remedy}.`);
    else if (error instanceof ClientError) console.error(`cellwire: ${error.message}`);
    else throw error;
    process.exitCode = 1;
  }
}

await main();

/** `./cellwire trace`: "where is this message?", asked of every cell. */

import { isMessageId, type MessageId } from "@cellwire/protocol";
import { Argument, Command, InvalidArgumentError } from "commander";
import { dataOption } from "../command-options.ts";
import { traceMessage, type TraceLine } from "../message-trace.ts";
import { requireState } from "../running-cluster.ts";
import { textTable } from "../text-table.ts";

export function traceCommand(): Command {
  return new Command("trace")
    .description("say where a message is: every place in every cell, ids only")
    .addArgument(new Argument("<message-id>", "as `demo`, `chat` and the SDK show it").argParser(parseId))
    .addOption(dataOption())
    .action(trace);
}

async function trace(message: MessageId, options: { data: string }): Promise<void> {
  const { cells } = requireState(options.data);
  const answers = await Promise.all(
    cells.map(async (cell) => ({ id: cell.id, lines: await ask(cell.postgresUrl, message) })),
  );
  const rows = answers.flatMap(({ id, lines }) =>
    lines ? lines.map(({ place, text }) => [id, place, text]) : [[id, "?", "its Postgres does not answer"]],
  );
  if (rows.length === 0) {
    console.log(`No cell holds ${message}: it was never accepted, or is older than the cells keep messages.`);
  } else {
    console.log(textTable([["CELL", "PLACE", "WHAT"], ...rows]));
  }
  if (rows.length === 0 || answers.some(({ lines }) => lines === undefined)) process.exitCode = 1;
}

/** Undefined when the cell can't be asked: the others still answer. */
async function ask(postgresUrl: string, message: MessageId): Promise<TraceLine[] | undefined> {
  try {
    return await traceMessage(postgresUrl, message);
  } catch (error) {
    console.error(`cellwire: ${(error as Error).message}`);
    return undefined;
  }
}

function parseId(text: string): MessageId {
  if (isMessageId(text)) return text;
  throw new InvalidArgumentError("It must be a UUIDv7 in lower case.");
}

/** Regions that a person may ask to live in, and whether that is where he lives. */

import { z } from "zod";
import { LocalError } from "./errors.ts";

const TIMEOUT_MS = 10_000;

const answer = z.object({ cells: z.array(z.object({ cell: z.string(), region: z.string(), state: z.string() })) });

export interface KnownCell {
  readonly cell: string;
  readonly region: string;
}

/** Those of a directory that are not retired. @throws {LocalError} NOT_RUNNING */
export async function knownCells(directoryUrl: string): Promise<readonly KnownCell[]> {
  try {
    const response = await fetch(`${directoryUrl}/v1/cells`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.parse(await response.json()).cells.filter(({ state }) => state !== "RETIRED");
  } catch (cause) {
    throw new LocalError("NOT_RUNNING", {
      message: `the directory ${directoryUrl} did not say which regions there are`,
      remedy: "see whether it runs with `./cellwire status`",
      cause,
    });
  }
}

/** @throws {LocalError} BAD_ARGUMENT */
export function refuseUnknownRegion(region: string, cells: readonly KnownCell[]): void {
  const regions = [...new Set(cells.map((one) => one.region))].toSorted();
  if (regions.includes(region)) return;
  throw new LocalError("BAD_ARGUMENT", {
    message: `there is no region ${region}`,
    remedy: regions.length === 0 ? "register a cell first" : `choose one of ${regions.join(", ")}`,
  });
}

/** One sentence for a user who lives in `cell`, and not in the region that was asked for; undefined when he does. */
export function regionNotice(
  wanted: { region: string; cells: readonly KnownCell[] },
  cell: string,
): string | undefined {
  const region = wanted.cells.find((one) => one.cell === cell)?.region;
  if (region === undefined || region === wanted.region) return undefined;
  return `You live in region ${region} (cell ${cell}), not in ${wanted.region}: a region counts when a user is new.`;
}

/** How large the volume of Postgres is: a file says it, which whoever runs the cell keeps true. */

import { readFile } from "node:fs/promises";

const TIMEOUT_MS = 5_000;
const WHOLE_NUMBER = /^[1-9]\d{0,15}$/;

/** @throws when the file cannot be read, or has something else than a whole number of bytes */
export async function readVolumeBytes(file: string): Promise<number> {
  const text = await readFile(file, { encoding: "utf8", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!WHOLE_NUMBER.test(text.trim())) throw new Error(`${file} has no whole number of bytes`);
  return Number(text);
}

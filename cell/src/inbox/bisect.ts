/** Runs a batch; if the database rejects it, halves it until only the guilty items fail. */

/** SQLSTATE classes that blame a row: data exception, integrity constraint violation. It fails whenever it comes again. */
const ROW_FAULT = /^(22|23)/;

/**
 * One outcome per item in order; an item that fails alone has its error in its place.
 * @throws when the fault lies with the connection or the server: nothing is known about the batch then.
 */
export async function bisect<T, R>(
  batch: readonly T[],
  run: (part: readonly T[]) => Promise<readonly R[]>,
): Promise<(R | Error)[]> {
  if (batch.length === 0) return [];
  try {
    return [...(await run(batch))];
  } catch (error) {
    if (!(error instanceof Error) || !isRowFault(error)) throw error;
    if (batch.length === 1) return [error];
    const middle = batch.length >> 1;
    const first = await bisect(batch.slice(0, middle), run);
    return [...first, ...(await bisect(batch.slice(middle), run))];
  }
}

function isRowFault(error: Error): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && ROW_FAULT.test(code);
}

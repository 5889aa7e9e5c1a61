/** What V8 is told about the heap of a process with very many connections. */

import { setFlagsFromString } from "node:v8";

/** V8 otherwise lets a heap grow to about twice of what lives in it, before it looks for what does not. */
const GROWING_PERCENT = 20;

/**
 * Every handshake leaves garbage that got old while the database was asked, and thousands come at once: kept, it is three quarters of what
 * a gateway holds for them. Collecting more often costs little where little is allocated for long.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}

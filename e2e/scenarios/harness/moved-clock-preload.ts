/** Loaded into a service before anything else: its Date is ahead by what a file says, which is read again and again. */

import { readFileSync } from "node:fs";

export const READ_EVERY_MS = 50;

const file = process.env["CELLWIRE_TEST_CLOCK_FILE"];
if (file !== undefined) moveClock(file);

function moveClock(fileName: string): void {
  const RealDate = globalThis.Date;
  let aheadMs = 0;
  const read = () => {
    const said = Number(readFileSync(fileName, "utf8"));
    // An empty file is about to be written.
    if (said > 0) aheadMs = said;
  };
  read();
  setInterval(read, READ_EVERY_MS).unref();
  const now = () => RealDate.now() + aheadMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}

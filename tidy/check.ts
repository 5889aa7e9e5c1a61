/** `npm run check`: every static check, one line each, and the whole output of those that fail. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const CHECK_TIMEOUT_MS = 5 * 60_000;

const CHECKS = ["format:check", "lint", "types", "unused", "imports", "tidy"] as const;

function main(): void {
  let failed = 0;
  for (const name of CHECKS) {
    const started = performance.now();
    const run = spawnSync("npm", ["run", "--silent", name], { cwd: ROOT, encoding: "utf8", timeout: CHECK_TIMEOUT_MS });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const passed = run.status === 0;
    console.log(`${passed ? "ok    " : "FAILED"} ${name.padEnd(13)} ${seconds} s`);
    if (passed) continue;
    failed += 1;
    console.log(`${run.stdout}${run.stderr}`.trimEnd().replaceAll(/^/gm, "    "));
  }
  console.log(`check: ${CHECKS.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main();

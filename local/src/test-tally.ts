/** Adds up what vitest and the static checks report. Pure. */

import { z } from "zod";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

const CHECK_LINE = /^check: (\d+) passed, (\d+) failed$/m;
const NOTHING_RAN: Tally = { passed: 0, failed: 1, skipped: 0 };

/**
 * @param json vitest's JSON report; undefined when it wrote none
 * @param exitedWithZero what vitest itself made of it: an unhandled error fails the run though every test passed
 */
export function tallyVitest(json: unknown, exitedWithZero: boolean): Tally {
  const report = vitestReport.safeParse(json);
  if (!report.success) return NOTHING_RAN;
  let [passed, failed, skipped] = [0, 0, 0];
  for (const file of report.data.testResults) {
    for (const { status } of file.assertionResults) {
      if (status === "passed") passed += 1;
      else if (status === "failed") failed += 1;
      else skipped += 1;
    }
    // A file that could not be loaded, or whose set-up failed, may list no test as failed.
    const blamed = file.assertionResults.some(({ status }) => status === "failed");
    if (file.status === "failed" && !blamed) failed += 1;
  }
  if (!exitedWithZero && failed === 0) failed = 1;
  return { passed, failed, skipped };
}

/** @param output of `npm run check` */
export function tallyChecks(output: string, exitedWithZero: boolean): Tally {
  const line = CHECK_LINE.exec(output);
  if (!line) return NOTHING_RAN;
  const failed = Number(line[2]);
  return { passed: Number(line[1]), failed: exitedWithZero ? failed : Math.max(failed, 1), skipped: 0 };
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The closing line, read by machines too. */
export function tallyLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

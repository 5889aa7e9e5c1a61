import { expect, test } from "vitest";
import { sum, tallyChecks, tallyLine, tallyVitest } from "./test-tally.ts";

function report(...files: { status: string; tests: string[] }[]): unknown {
  return {
    testResults: files.map(({ status, tests }) => ({
      name: "a.test.ts",
      status,
      assertionResults: tests.map((one) => ({ status: one })),
    })),
  };
}

test("tests are counted by their outcome, todo and pending as skipped", () => {
  const json = report({ status: "failed", tests: ["passed", "failed", "pending", "todo", "skipped"] });
  expect(tallyVitest(json, false)).toEqual({ passed: 1, failed: 1, skipped: 3 });
});

test("a file that could not be loaded counts as a failure", () => {
  const json = report({ status: "failed", tests: [] }, { status: "passed", tests: ["passed"] });
  expect(tallyVitest(json, false)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test("a run that failed though every test passed counts as a failure", () => {
  expect(tallyVitest(report({ status: "passed", tests: ["passed"] }), false).failed).toBe(1);
});

test("a run without a report counts as a failure", () => {
  expect(tallyVitest(undefined, true).failed).toBe(1);
});

test("static checks are counted from their closing line", () => {
  expect(tallyChecks("ok lint\ncheck: 5 passed, 1 failed\n", false)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  expect(tallyChecks("npm ERR!", false).failed).toBe(1);
  expect(tallyChecks("check: 6 passed, 0 failed\n", false).failed).toBe(1);
});

test("the closing line sums up everything", () => {
  const total = sum([
    { passed: 1, failed: 0, skipped: 2 },
    { passed: 3, failed: 1, skipped: 0 },
  ]);
  expect(tallyLine(total)).toBe("4 passed, 1 failed, 2 skipped");
});

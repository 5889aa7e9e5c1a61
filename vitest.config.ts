import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const MINUTE_MS = 60_000;
/** A Chromium's binary; `./cellwire test browser` finds or installs one. */
const BROWSER = process.env["CELLWIRE_TEST_BROWSER"];

/**
 * Five projects, by what a test needs: `unit` needs nothing, `integration` starts a real Postgres and Redis,
 * `e2e` starts whole cells and therefore runs one file at a time, `browser` needs a Chromium besides, in which its tests run,
 * `cluster` needs a Kubernetes (`./cellwire test --cluster`).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "*/src/**/*.test.ts",
            "protocol/test/**/*.test.ts",
            "tidy/**/*.test.ts",
            "e2e/oracle/**/*.test.ts",
            "lifecycle/checker/**/*.test.ts",
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["*/test/integration/**/*.test.ts"],
          testTimeout: MINUTE_MS,
          hookTimeout: 2 * MINUTE_MS,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e/scenarios/**/*.test.ts"],
          testTimeout: 3 * MINUTE_MS,
          hookTimeout: 5 * MINUTE_MS,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: "browser",
          include: ["**/e2e/browser/**/*.test.ts"],
          globalSetup: ["e2e/browser/cells.ts"],
          testTimeout: MINUTE_MS,
          hookTimeout: 5 * MINUTE_MS,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright(BROWSER === undefined ? {} : { launchOptions: { executablePath: BROWSER } }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        test: {
          name: "cluster",
          include: ["e2e/cluster/**/*.test.ts"],
          testTimeout: 5 * MINUTE_MS,
          hookTimeout: 10 * MINUTE_MS,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});

/** `./cellwire test`: the static checks and every test, with the services that they need. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { CHECKOUT } from "../cluster.ts";
import { parseWhole } from "../command-options.ts";
import { fullEnvironment } from "../config.ts";
import { LocalError } from "../errors.ts";
import { findBrowser } from "../services/browser.ts";
import { startSuiteCluster } from "../kubernetes/suite-cluster.ts";
import { sum, tallyChecks, tallyLine, tallyVitest, type Tally } from "../test-tally.ts";
import { startThrowawayObjectStore, type ThrowawayObjectStore } from "../throwaway-object-store.ts";
import { startThrowawayStores, type ThrowawayStores } from "../throwaway-stores.ts";

const SUITES = ["unit", "integration", "e2e", "browser"] as const;
/** Besides: on Kubernetes, and only when asked for. */
type Suite = (typeof SUITES)[number] | "cluster";

const SUITE_TIMEOUT_MS = 60 * 60_000;
const SEEDS_MAX = 1_000;
const SEED_MAX = 2 ** 32 - 1;
/** Tests that have a seed in their name. */
const SEEDED_TESTS = ", seed \\d+$";

interface RunContext {
  readonly env: NodeJS.ProcessEnv;
  readonly scratch: string;
  readonly onlySeeded: boolean;
}

export function testCommand(): Command {
  return new Command("test")
    .description("run the static checks and all tests; or one suite")
    .argument("[suite]", `one suite alone: ${SUITES.join(", ")}`, parseSuite)
    .option("--cluster", "only the tests on Kubernetes, on the running cluster or on one that is started for them")
    .option("--seeds <n>", "with e2e: the scenario of random faults alone, with n seeds, each in its name", (text) =>
      parseWhole(text, { min: 1, max: SEEDS_MAX }),
    )
    .option("--seed <seed>", "with e2e: the scenario of random faults alone, with this seed again", (text) =>
      parseWhole(text, { min: 0, max: SEED_MAX }),
    )
    .action(test);
}

function parseSuite(text: string): (typeof SUITES)[number] {
  const suite = SUITES.find((name) => name === text);
  if (suite) return suite;
  throw new LocalError("BAD_ARGUMENT", {
    message: `there is no test suite ${text}`,
    remedy: `choose one of ${SUITES.join(", ")}, or --cluster for the tests on Kubernetes`,
  });
}

interface Seeds {
  readonly seeds?: number;
  readonly seed?: number;
}

async function test(named: Suite | undefined, options: Seeds & { cluster?: true }): Promise<void> {
  const suite = options.cluster ? "cluster" : named;
  const isSeeded = options.seeds !== undefined || options.seed !== undefined;
  if (isSeeded && suite !== "e2e") {
    throw new LocalError("BAD_ARGUMENT", {
      message: "seeds are for the e2e suite alone",
      remedy: "run ./cellwire test e2e with them",
    });
  }
  const suites = suite ? [suite] : SUITES;
  const scratch = mkdtempSync(path.join(tmpdir(), "cellwire-report-"));
  const stores = suites.includes("integration") ? await startThrowawayStores(console.log) : undefined;
  const needsObjects = suites.includes("integration") || suites.includes("e2e");
  const objectStore = needsObjects ? await startThrowawayObjectStore(console.log) : undefined;
  const browser = suites.includes("browser") ? findBrowser(console.log) : undefined;
  const cluster = options.cluster ? await startSuiteCluster(console.log) : undefined;
  const stop = async () => void (await Promise.all([stores?.stop(), objectStore?.stop(), cluster?.stop()]));
  const end = endOnSignal(stop);
  try {
    const context = { env: testEnvironment({ stores, objectStore, browser }, options), scratch, onlySeeded: isSeeded };
    const tallies: Tally[] = [];
    if (!suite) tallies.push(await runChecks(context));
    for (const one of suites) {
      if (one === "browser" && browser === undefined) tallies.push(skipBrowser());
      else tallies.push(await runSuite(one, context));
    }
    const total = sum(tallies);
    console.log(`\n${tallyLine(total)}`);
    if (total.failed > 0) process.exitCode = 1;
  } finally {
    end();
    await stop();
    rmSync(scratch, { recursive: true });
  }
}

interface Started {
  readonly stores: ThrowawayStores | undefined;
  readonly objectStore: ThrowawayObjectStore | undefined;
  readonly browser: string | undefined;
}

function testEnvironment({ stores, objectStore, browser }: Started, { seeds, seed }: Seeds): NodeJS.ProcessEnv {
  const env = fullEnvironment();
  const bin = path.join(CHECKOUT, "node_modules", ".bin");
  return {
    ...env,
    // Tests that start processes get the same Node as the services.
    PATH: `${bin}:${env["PATH"] ?? ""}`,
    ...(stores && { CELLWIRE_TEST_POSTGRES_URL: stores.postgresUrl, CELLWIRE_TEST_REDIS_URL: stores.redisUrl }),
    ...(objectStore && { CELLWIRE_TEST_S3_URL: objectStore.url }),
    ...(browser !== undefined && { CELLWIRE_TEST_BROWSER: browser }),
    ...(seeds !== undefined && { CELLWIRE_E2E_SEEDS: String(seeds) }),
    ...(seed !== undefined && { CELLWIRE_E2E_SEED: String(seed) }),
  };
}

function skipBrowser(): Tally {
  console.log("\nSKIPPED, tests in a browser: there is no Chromium; install chromium and run ./cellwire test browser");
  return { passed: 0, failed: 0, skipped: 1 };
}

async function runChecks(context: RunContext): Promise<Tally> {
  console.log("\n== static checks");
  const { output, exitedWithZero } = await run(["npm", "run", "--silent", "check"], context.env);
  return tallyChecks(output, exitedWithZero);
}

async function runSuite(suite: Suite, context: RunContext): Promise<Tally> {
  console.log(`\n== ${suite} tests`);
  const file = path.join(context.scratch, `${suite}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const only = context.onlySeeded ? ["--testNamePattern", SEEDED_TESTS] : [];
  const command = ["vitest", "run", "--project", suite, "--passWithNoTests", ...only, ...reporters];
  const { exitedWithZero } = await run(command, context.env);
  return tallyVitest(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined, exitedWithZero);
}

/** Shows the output as it comes, and gives it back. */
async function run(
  [command = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ output: string; exitedWithZero: boolean }> {
  const child = spawn(command, args, {
    cwd: CHECKOUT,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: SUITE_TIMEOUT_MS,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    process.stdout.write(chunk);
    output += chunk.toString();
  });
  // Ctrl-C reaches it by itself; other signals do not. Cells that it had started are ended by the next run.
  const pass = () => child.kill("SIGINT");
  process.once("SIGTERM", pass);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once("close", (code) => resolve(code === 0));
  child.once("error", () => resolve(false));
  const exitedWithZero = await promise.finally(() => process.off("SIGTERM", pass));
  return { exitedWithZero, output };
}

/** Ctrl-C reaches vitest by itself, being in the same process group; what was started for it is in groups of its own. */
function endOnSignal(stop: () => Promise<void>): () => void {
  const end = () => void stop().finally(() => process.exit(1));
  process.once("SIGINT", end).once("SIGTERM", end);
  return () => process.off("SIGINT", end).off("SIGTERM", end);
}

/** The chart's Job: makes the Secrets that an installation needs before anything else of it can start, and ends. */

import { ConfigError } from "@cellwire/runtime/config.ts";
import { createLogger } from "@cellwire/runtime/log.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { EXIT_CODES, exitWithBadConfiguration } from "@cellwire/runtime/run-main.ts";
import { KubeConfig } from "@kubernetes/client-node";
import { KubeClient } from "../kube/client.ts";
import { readInstallationConfig } from "./config.ts";
import { ensureSecrets, installationSecrets } from "./secrets.ts";

await main();

async function main(): Promise<void> {
  const installation = configured();
  const log = createLogger({ service: "installation", level: installation.logLevel });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  const client = new KubeClient({ config: kubeConfig });
  try {
    const created = await ensureSecrets(client, installationSecrets(installation, systemRandom));
    for (const name of created) log.info({ name }, "secret created");
  } catch (err) {
    log.fatal({ err }, "installation failed");
    process.exitCode = EXIT_CODES.failed;
  } finally {
    await client.close();
  }
}

function configured(): ReturnType<typeof readInstallationConfig> {
  try {
    return readInstallationConfig();
  } catch (error) {
    if (error instanceof ConfigError) exitWithBadConfiguration(error);
    throw error;
  }
}

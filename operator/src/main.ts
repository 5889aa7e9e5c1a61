/** The operator's process. Runs until it is told to stop; several may run, one of them acts. */

import { KubeConfig } from "@kubernetes/client-node";
import { createLogger } from "@cellwire/runtime/log.ts";
import { runMain } from "@cellwire/runtime/run-main.ts";
import { composeOperator } from "./compose.ts";
import { readOperatorConfig } from "./config.ts";

const SERVICE = "operator";

await main();

async function main(): Promise<void> {
  await runMain({
    name: SERVICE,
    log: createLogger({ service: SERVICE, level: "info" }),
    build: async () => {
      const config = readOperatorConfig();
      const kube = new KubeConfig();
      kube.loadFromDefault();
      return composeOperator(config, kube, createLogger({ service: SERVICE, level: config.CELLWIRE_LOG_LEVEL }));
    },
  });
}

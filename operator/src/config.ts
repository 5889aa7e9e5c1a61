/** The environment of the operator. How it reaches the API server is up to the kubeconfig, or the pod that it is in. */

import { filePath, port, PROCESS_VARIABLES, readConfig, url } from "@cellwire/runtime/config.ts";
import { z } from "zod";

const VARIABLES = z.object({
  ...PROCESS_VARIABLES,
  /** /livez, /readyz and /metrics. */
  CELLWIRE_OPERATOR_PORT: port(),
  CELLWIRE_DIRECTORY_URL: url({ protocols: ["http:", "https:"] }),
  CELLWIRE_DIRECTORY_ADMIN_TOKEN_FILE: filePath(),
  /** Repository of the cells' image, without a tag: the release is the tag. */
  CELLWIRE_IMAGE: z.string("needs the repository of an image, without a tag"),
  /** The release of a cell for which nobody named one. */
  CELLWIRE_DEFAULT_VERSION: z.string("needs the tag of an image"),
  CELLWIRE_POSTGRES_IMAGE: z.string("needs an image with its tag"),
  CELLWIRE_REDIS_IMAGE: z.string("needs an image with its tag"),
  POD_NAME: z.string("needs the name of this pod, unique among the operators"),
  POD_NAMESPACE: z.string("needs the namespace of this pod, where the lease is"),
});

export type OperatorConfig = z.output<typeof VARIABLES>;

/** @throws {ConfigError} listing every fault */
export function readOperatorConfig(environment: NodeJS.ProcessEnv = process.env): OperatorConfig {
  return readConfig(VARIABLES, environment);
}

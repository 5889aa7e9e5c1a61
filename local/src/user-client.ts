/** A client of the running cluster for a user of this machine. */

import type { UserId } from "@cellwire/protocol";
import type { Client, Store } from "@cellwire/sdk";
import { createClient } from "@cellwire/sdk";
import { paths } from "./data-directory.ts";
import { readApplicationKeys } from "./keys.ts";
import { requireState } from "./running-cluster.ts";
import { signUserToken } from "./user-token.ts";

export interface UserClientOptions {
  readonly dataDir: string;
  readonly user: UserId;
  /** Where a user who is new is placed. */
  readonly region?: string;
  readonly store?: Store;
}

/** @throws {LocalError} NOT_RUNNING */
export function openUserClient({ dataDir, user, region, store }: UserClientOptions): Client {
  const { directoryUrl } = requireState(dataDir);
  const application = readApplicationKeys(paths(dataDir).keys);
  return createClient({
    directoryUrl,
    userToken: () => signUserToken(application, user),
    ...(region !== undefined && { region }),
    ...(store !== undefined && { store }),
  });
}

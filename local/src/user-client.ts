/** A client for a user: of the cluster of a data directory, of the cells on Kubernetes, or of a directory elsewhere. */

import type { DeviceId, UserId } from "@cellwire/protocol";
import type { Client, Store } from "@cellwire/sdk";
import { createClient } from "@cellwire/sdk";
import { Option, type Command } from "commander";
import { dataOption } from "./command-options.ts";
import { paths } from "./data-directory.ts";
import type { Deployment } from "./deployment.ts";
import { LocalError } from "./errors.ts";
import { DEFAULT_CLUSTER_DIR } from "./kubernetes/cluster-directory.ts";
import { accessTo } from "./kubernetes/cluster-kind.ts";
import { kubernetesDeployment } from "./kubernetes/kubernetes-deployment.ts";
import { readApplicationKeys, readKeySet, type KeySet } from "./keys.ts";
import { requireState } from "./running-cluster.ts";
import { signUserToken } from "./user-token.ts";

export interface DeploymentOptions {
  readonly data: string;
  readonly kubernetes?: true;
  readonly directory?: string;
  readonly applicationKeys?: string;
}

export interface UserClientOptions {
  readonly deployment: Deployment;
  readonly user: UserId;
  /** Where a user who is new is placed. */
  readonly region?: string;
  readonly store?: Store;
  /** Its name when the store is new. */
  readonly device?: DeviceId;
}

export function openUserClient({ deployment, user, region, store, device }: UserClientOptions): Client {
  return createClient({
    directoryUrl: deployment.directoryUrl,
    userToken: () => signUserToken(deployment.application, user),
    ...(deployment.webSocket && { webSocket: deployment.webSocket }),
    ...(region !== undefined && { region }),
    ...(store !== undefined && { store }),
    ...(device !== undefined && { device }),
  });
}

export function withDeploymentOptions(command: Command): Command {
  return command
    .addOption(dataOption())
    .addOption(new Option("--kubernetes", "the cells on Kubernetes, on the cluster of ./cellwire cluster"))
    .addOption(new Option("--directory <url>", "a directory that runs elsewhere, in place of --data's"))
    .addOption(new Option("--application-keys <file>", "with --directory: the application's private key set, as JSON"));
}

/** @throws {LocalError} NOT_RUNNING, BAD_ARGUMENT, PROCESS_FAILED */
export async function deploymentOf(options: DeploymentOptions): Promise<Deployment> {
  const { data, directory, applicationKeys } = options;
  if (options.kubernetes) return await kubernetesDeployment(accessTo(DEFAULT_CLUSTER_DIR));
  if ((directory === undefined) !== (applicationKeys === undefined)) {
    throw new LocalError("BAD_ARGUMENT", {
      message: "--directory and --application-keys belong together",
      remedy: "give both, or neither for the cluster of ./cellwire up",
    });
  }
  if (directory === undefined || applicationKeys === undefined) {
    const { directoryUrl } = requireState(data);
    return { directoryUrl, application: readApplicationKeys(paths(data).keys), close: () => {} };
  }
  if (!/^https?:$/.test(URL.parse(directory)?.protocol ?? "")) {
    throw new LocalError("BAD_ARGUMENT", {
      message: `--directory ${directory} is no URL`,
      remedy: "write it like http://directory.example",
    });
  }
  return { directoryUrl: directory, application: readKeys(applicationKeys), close: () => {} };
}

function readKeys(file: string): KeySet {
  try {
    return readKeySet(file);
  } catch (cause) {
    throw new LocalError("BAD_ARGUMENT", {
      message: `--application-keys ${file} holds no key set`,
      remedy: 'name a JSON file like {"active": "key id", "keys": [an Ed25519 JWK with d]}',
      cause,
    });
  }
}

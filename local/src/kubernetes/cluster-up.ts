/** From nothing to a native cluster that runs pods with our images. */

import path from "node:path";
import { clusterDirectory, type NativeState } from "./cluster-directory.ts";
import { CLUSTER_MANIFESTS } from "./cluster-manifests.ts";
import { buildImages, IMAGE_NAMES, type ImageName } from "./image-build.ts";
import { importImages } from "./image-import.ts";
import { kubectl, untilKubectl, type Access } from "./kubectl.ts";
import { endNative, refuseRunningCluster, startNative } from "./native-cluster.ts";
import { checkMachine, providePrograms } from "./programs.ts";

const API_READY_MS = 60_000;
const NODE_READY_MS = 60_000;
/** Made by a controller a moment after the node is there; pods are refused without it. */
const DEFAULT_ACCOUNT_MS = 30_000;

export interface UpOptions {
  readonly dataDir: string;
  /** Besides pause, without which there is no pod. */
  readonly images: readonly ImageName[];
  readonly onProgress: (line: string) => void;
}

export interface NativeCluster {
  readonly access: Access;
  readonly state: NativeState;
}

/** @throws {LocalError} when one runs already, the machine can't, or a part does not come up; nothing then stays behind */
export async function upNative({ dataDir, images, onProgress }: UpOptions): Promise<NativeCluster> {
  const directory = clusterDirectory(dataDir);
  refuseRunningCluster(directory);
  checkMachine();
  const programs = providePrograms(onProgress);
  const built = buildImages(["pause", ...images.filter((name) => name !== "pause")], programs, onProgress);
  onProgress("Starting the control plane and the node");
  const state = await startNative(directory, programs);
  const access = { kubectl: path.join(programs, "kubectl"), kubeconfig: directory.kubeconfig };
  try {
    await untilKubectl(access, ["get", "--raw", "/readyz"], API_READY_MS);
    onProgress("The API server is ready");
    await kubectl(access, ["apply", "-f", "-"], CLUSTER_MANIFESTS);
    await untilKubectl(access, ["wait", "--for=condition=Ready", "node/node", "--timeout=5s"], NODE_READY_MS);
    onProgress("The node is ready");
    const imported = await importImages(directory, state, built);
    if (imported.length > 0) onProgress(`Imported ${imported.join(", ")}`);
    await untilKubectl(access, ["get", "serviceaccount", "default"], DEFAULT_ACCOUNT_MS);
  } catch (error) {
    await endNative(directory);
    throw error;
  }
  return { access, state };
}

/** Builds and imports what changed. @returns the references of what was imported */
export async function loadImages(options: UpOptions & { readonly state: NativeState }): Promise<readonly string[]> {
  const { dataDir, images, state, onProgress } = options;
  const built = buildImages(images.length > 0 ? images : IMAGE_NAMES, providePrograms(onProgress), onProgress);
  return await importImages(clusterDirectory(dataDir), state, built);
}

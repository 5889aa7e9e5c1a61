/** The cluster that a test run uses: the running one, or one that is started for it and stopped after it. */

import { clusterDirectory, DEFAULT_CLUSTER_DIR } from "./cluster-directory.ts";
import { clusterKind } from "./cluster-kind.ts";
import { loadImages, upNative } from "./cluster-up.ts";
import { IMAGE_NAMES } from "./image-build.ts";
import { endNative, runningCluster } from "./native-cluster.ts";

export interface SuiteCluster {
  /** Leaves alone what it did not start. */
  stop(): Promise<void>;
}

export async function startSuiteCluster(onProgress: (line: string) => void): Promise<SuiteCluster> {
  const dataDir = DEFAULT_CLUSTER_DIR;
  const directory = clusterDirectory(dataDir);
  if (clusterKind(dataDir).kind !== "native") return { stop: async () => {} };
  const options = { dataDir, images: IMAGE_NAMES, onProgress };
  const state = runningCluster(directory);
  if (state) {
    await loadImages({ ...options, state });
    return { stop: async () => {} };
  }
  await upNative(options);
  return {
    stop: async () => {
      await endNative(directory);
    },
  };
}

/** Makes a volume outlive its claim. */

import type { KubeObject } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import type { Visit } from "../visit.ts";

export async function keepVolume(visit: Visit, claim: KubeObject): Promise<void> {
  const { api, events } = visit.world;
  const { volumeName } = (claim["spec"] ?? {}) as { readonly volumeName?: string };
  // Never bound: there is nothing to keep.
  if (volumeName === undefined) return;
  const key = { name: volumeName };
  const volume = await api.get(RESOURCES.PersistentVolume, key);
  if (volume === undefined) return;
  const { persistentVolumeReclaimPolicy: policy } = (volume["spec"] ?? {}) as {
    persistentVolumeReclaimPolicy?: string;
  };
  if (policy !== "Retain") {
    const { uid, resourceVersion } = volume.metadata;
    await api.patch(RESOURCES.PersistentVolume, key, {
      patch: { spec: { persistentVolumeReclaimPolicy: "Retain" } },
      preconditions: { uid: uid!, resourceVersion: resourceVersion! },
    });
  }
  const message = `PersistentVolume ${volumeName} is kept with the cell's data; its claim goes with the namespace`;
  events.record(visit.object, { type: "Warning", reason: "Retained", message });
}

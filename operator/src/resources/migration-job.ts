/** Brings the cell's database to the schema of a release, before any pod of that release starts. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata } from "./cell-object.ts";
import { cellPodTemplate, type CellPodInput } from "./cell-pod.ts";
import { migrationJobName } from "./names.ts";
import { podResources } from "./pod-resources.ts";
import { releaseAnnotations } from "./release.ts";

const ATTEMPTS_MAX = 5;
const DEADLINE_SECONDS = 3_600;

export function migrationJob(input: CellPodInput): KubeObject {
  const name = migrationJobName(input.cell.metadata.name, input.target.release);
  const annotations = releaseAnnotations(input.target);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: ownedMetadata(input, { name, component: "migrate", annotations }),
    spec: {
      backoffLimit: ATTEMPTS_MAX,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      template: cellPodTemplate(input, {
        process: "migrate",
        more: { restartPolicy: "Never" },
        container: { env: [], resources: podResources(input.cell, "migrate") },
      }),
    },
  };
}

/** Brings the database to the target release's schema before a pod of that release starts (expand, then roll). */

import type { KubeObject } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { migrationJob } from "../../resources/migration-job.ts";
import { migrationJobName } from "../../resources/names.ts";
import { isSameRelease, releaseText } from "../../resources/release.ts";
import { ensureAll } from "../ensure.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { podTrouble } from "../pod-trouble.ts";
import { carried, isKnownRevision, targetRelease } from "../rollout.ts";
import { cached, type Visit } from "../visit.ts";

export async function migration(visit: Visit): Promise<Outcome> {
  const target = targetRelease(visit);
  const { release } = target;
  if (!isKnownRevision(release)) {
    const message = `this operator does not know revision ${release.templateRevision} of the pod templates; upgrade it`;
    return waiting("UnknownTemplateRevision", message);
  }
  const name = migrationJobName(visit.cell.metadata.name, release);
  visit.wanted.add(`${RESOURCES.Job.kind}/${name}`);
  if (Object.values(carried(visit)).some((one) => isSameRelease(one?.release, release))) return DONE;
  const { directoryUrl } = visit.world.settings;
  const object = migrationJob({ ...visit.input, target, directoryUrl, secretsHash: "" });
  const outcome = await ensureAll(visit, [{ resource: RESOURCES.Job, object, once: true }]);
  if (outcome.kind !== "done") return outcome;
  const job = cached(visit, RESOURCES.Job, name);
  if (jobCondition(job, "Complete")) return DONE;
  const failed = jobCondition(job, "Failed");
  if (failed === undefined) {
    const trouble = podTrouble(visit, "migrate");
    const progress = `Job ${name} migrates the database to ${releaseText(release)}`;
    return waiting("Migrating", trouble === undefined ? progress : `${progress}; ${trouble}`);
  }
  const remedy = `read its pods' logs, then go back to the former release, or delete the Job to try again`;
  return waiting("MigrationFailed", `Job ${name} failed (${failed.message ?? "no message"}); ${remedy}`);
}

function jobCondition(job: KubeObject | undefined, type: "Complete" | "Failed"): { message?: string } | undefined {
  type Status = { readonly conditions?: readonly { type: string; status: string; message?: string }[] };
  const conditions = (job?.["status"] as Status | undefined)?.conditions;
  return conditions?.find((condition) => condition.type === type && condition.status === "True");
}

import { releaseText } from "../../resources/release.ts";
import type { Facts } from "../facts.ts";
import type { PhaseName } from "../outcome.ts";
import { isFalse, isTrue, type ConditionState } from "./condition.ts";

/** Gateways or forwarders are being replaced. A roll that cannot go on is False, and says why. */
export function rollingOut(facts: Facts): ConditionState {
  const { outcomes, release, gateway, forwarder } = facts;
  const goal = releaseText(release.target);
  const back = "set the release back to end this, or correct what keeps it";
  for (const phase of ["migration", "forwarder", "gateway"] as const satisfies readonly PhaseName[]) {
    const outcome = outcomes.get(phase);
    if (outcome === undefined || outcome.kind === "done") continue;
    const isHalt = ["MigrationFailed", "Stalled", "UnknownTemplateRevision"].includes(outcome.reason);
    if (isHalt) return isFalse("Halted", `the roll to ${goal} stands still: ${outcome.message}; ${back}`);
  }
  if (release.isReached) return isFalse("Reached", `gateways and forwarders run ${goal}`);
  if (!gateway.exists && !forwarder.exists) return isFalse("NotStarted", `nothing runs yet; ${goal} will`);
  const count = (name: string, { updated, wanted, ready }: typeof gateway) =>
    `${updated} of ${wanted} ${name}${ready < wanted ? ` (${ready} serve)` : ""}`;
  const progress = `${count("gateways", gateway)} and ${count("forwarders", forwarder)} run ${goal}`;
  const trouble = facts.podTroubles.forwarder ?? facts.podTroubles.gateway;
  return isTrue("Progressing", trouble === undefined ? progress : `${progress}; ${trouble}`);
}

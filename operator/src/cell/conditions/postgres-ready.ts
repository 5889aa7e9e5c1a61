import type { KubeObject } from "../../kube/contract.ts";
import { isLarger } from "../../resources/postgres-volume-claim.ts";
import type { Facts } from "../facts.ts";
import { isFalseBecauseOf, isTrue, type ConditionState } from "./condition.ts";

export function postgresReady(facts: Facts): ConditionState {
  const { spec } = facts.cell;
  const { mode, external, storage } = spec.postgres;
  const outcome = facts.outcomes.get("postgres");
  if (mode === "External" && outcome?.kind === "done") {
    return isTrue(
      "External",
      `run by others, as Secret ${external!.secretName} says; the gateways' readiness tells of it`,
    );
  }
  if (mode === "CloudNativePG" && outcome?.kind === "done") return isTrue("Ready", "CloudNativePG says so");
  const volume = volumeText(facts.volumeClaim, storage.size);
  if (mode === "Managed" && facts.postgres.ready > 0) return isTrue("Ready", volume ?? "Postgres answers");
  return isFalseBecauseOf(facts, "postgres", [facts.podTroubles.postgres, volume]);
}

interface Claim {
  readonly spec?: { readonly resources?: { readonly requests?: { readonly storage?: string } } };
  readonly status?: { readonly phase?: string; readonly capacity?: { readonly storage?: string } };
}

/** What is unusual about the volume. */
function volumeText(object: KubeObject | undefined, wanted: string): string | undefined {
  if (object === undefined) return undefined;
  const { spec, status } = object as Claim;
  const { name } = object.metadata;
  const [asked, actual] = [spec?.resources?.requests?.storage, status?.capacity?.storage];
  if (object.metadata.deletionTimestamp !== undefined) {
    return `someone deleted volume claim ${name}; it stays, and its data, until docs/runbooks/restore.md is followed`;
  }
  if (status?.phase === "Pending") return `volume claim ${name} is not bound to a volume yet`;
  if (asked !== undefined && isLarger(asked, wanted)) return `volume claim ${name} has ${asked}: volumes cannot shrink`;
  if (asked !== undefined && actual !== undefined && isLarger(asked, actual)) {
    return `volume claim ${name} grows from ${actual} to ${asked}`;
  }
  return undefined;
}

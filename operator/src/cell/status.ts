/** What the operator tells about a Cell, from the facts and what it told before. Pure. */

import { CELL_CONDITIONS, type CellCondition, type CellStatus } from "../api/cell-status.ts";
import { selectorLabels } from "../resources/cell-object.ts";
import { childNames } from "../resources/names.ts";
import { isSameRelease } from "../resources/release.ts";
import { available, NO_GATEWAYS } from "./conditions/available.ts";
import type { ConditionState } from "./conditions/condition.ts";
import { backedUp, NOT_ASKED } from "./conditions/backed-up.ts";
import { deleting } from "./conditions/deleting.ts";
import { directoryRegistered } from "./conditions/directory-registered.ts";
import { forwarderReady } from "./conditions/forwarder-ready.ts";
import { gatewayReady } from "./conditions/gateway-ready.ts";
import { paused } from "./conditions/paused.ts";
import { postgresReady } from "./conditions/postgres-ready.ts";
import { redisReady } from "./conditions/redis-ready.ts";
import { rollingOut } from "./conditions/rolling-out.ts";
import { upToDate } from "./conditions/up-to-date.ts";
import type { Facts } from "./facts.ts";

export type Conditions = Readonly<Record<CellCondition, ConditionState>>;

const CONDITIONS: Readonly<Record<CellCondition, (facts: Facts) => ConditionState>> = {
  Available: available,
  PostgresReady: postgresReady,
  RedisReady: redisReady,
  GatewayReady: gatewayReady,
  ForwarderReady: forwarderReady,
  DirectoryRegistered: directoryRegistered,
  BackedUp: backedUp,
  UpToDate: upToDate,
  RollingOut: rollingOut,
  Deleting: deleting,
  Paused: paused,
};

/** As the CRD bounds it. */
const MESSAGE_LENGTH_MAX = 32_768;

export interface StatusInput {
  readonly facts: Facts;
  /** Of the Cell that was visited. */
  readonly generation: number;
  readonly before: CellStatus;
  /** RFC 3339, whole seconds. */
  readonly now: string;
}

export function composeStatus({ facts, generation, before, now }: StatusInput): CellStatus {
  const conditions = Object.fromEntries(
    CELL_CONDITIONS.map((type) => [type, CONDITIONS[type](facts)]),
  ) as unknown as Conditions;
  const isCarriedOut = conditions.UpToDate.status === "True";
  const { name } = facts.cell.metadata;
  const phase = phaseOf(facts, conditions);
  const users = facts.deletion?.usersRemaining ?? facts.record?.users ?? before.users;
  const connections = facts.connections ?? before.connections;
  const endpoint = facts.endpoint ?? before.endpoint;
  return withoutUndefined({
    observedGeneration: isCarriedOut ? generation : before.observedGeneration,
    phase,
    reason: phase === "Ready" ? undefined : reasonOf(facts, conditions),
    conditions: CELL_CONDITIONS.map((type) => conditionOf({ type, state: conditions[type], generation, before, now })),
    release: releaseOf(facts, before, now),
    endpoint,
    users,
    connections,
    directory: directoryOf(facts, before),
    deletion: deletionOf(facts, before, now),
    gatewayReplicas: facts.gateway.total,
    selector: selectorText(selectorLabels(name, "gateway")),
  });
}

/** One word for people. */
function phaseOf(facts: Facts, conditions: Conditions): string {
  const { deletion } = facts;
  if (deletion !== undefined) return deletion.step;
  if (conditions.Paused.status === "True") return "Paused";
  if (conditions.RollingOut.reason === "Halted") return "Halted";
  const { directoryState: state } = facts;
  if (conditions.Available.status !== "True") {
    if (conditions.Available.reason === NO_GATEWAYS) return NO_GATEWAYS;
    return state === undefined || state === "PROVISIONING" ? "Provisioning" : "Unavailable";
  }
  if (conditions.RollingOut.status === "True") return "RollingOut";
  if (state === "DRAINING") return "Draining";
  return degrading(conditions).every(({ status }) => status === "True") ? "Ready" : "Degraded";
}

/** Of a cell that serves. That it is backed up matters where that was asked for, and from the first failure on. */
function degrading({ UpToDate, RedisReady, BackedUp }: Conditions): ConditionState[] {
  const isUnprotected = BackedUp.status === "False" && BackedUp.reason !== NOT_ASKED;
  return [UpToDate, RedisReady, ...(isUnprotected ? [BackedUp] : [])];
}

/** Why it is not Ready, for `kubectl get`: the reason of what is being waited for. */
function reasonOf(facts: Facts, conditions: Conditions): string | undefined {
  const { Available, Deleting, Paused, RollingOut } = conditions;
  if (facts.deletion !== undefined) return Deleting.reason;
  if (Paused.status === "True") return Paused.reason;
  if (Available.reason === NO_GATEWAYS) return NO_GATEWAYS;
  // Of what is being made, what comes first; of what was there, what is missing.
  const isMade = RollingOut.reason !== "Halted" && facts.release.isReached;
  const [first, ...others] = degrading(conditions) as [ConditionState, ...ConditionState[]];
  const inOrder = isMade ? [Available, first, ...others] : [first, Available, ...others];
  return inOrder.find(({ status }) => status !== "True")?.reason;
}

type Condition = NonNullable<CellStatus["conditions"]>[number];

interface ConditionInput {
  readonly type: CellCondition;
  readonly state: ConditionState;
  readonly generation: number;
  readonly before: CellStatus;
  readonly now: string;
}

function conditionOf({ type, state, generation, before, now }: ConditionInput): Condition {
  const former = before.conditions?.find((condition) => condition.type === type);
  const lastTransitionTime = former?.status === state.status ? former.lastTransitionTime : now;
  const message = state.message.slice(0, MESSAGE_LENGTH_MAX);
  return { type, ...state, message, observedGeneration: generation, lastTransitionTime };
}

function releaseOf({ release }: Facts, before: CellStatus, now: string): CellStatus["release"] {
  const { target, isReached } = release;
  const former = before.release;
  if (!isReached) return withoutUndefined({ ...former, target });
  const isNews = !isSameRelease(former?.current, target) || former?.reachedAt === undefined;
  return { current: target, target, reachedAt: isNews ? now : former.reachedAt };
}

function directoryOf({ record }: Facts, before: CellStatus): CellStatus["directory"] {
  if (record === undefined) return before.directory;
  return { state: record.state, revision: record.revision, generation: record.generation };
}

function deletionOf({ deletion, cell }: Facts, before: CellStatus, now: string): CellStatus["deletion"] {
  if (deletion === undefined) return undefined;
  const { outcome, step, usersRemaining } = deletion;
  const { mode, reclaimPolicy } = cell.spec.postgres;
  const isKept = mode !== "External" && reclaimPolicy === "Retain";
  return withoutUndefined({
    startedAt: before.deletion?.startedAt ?? now,
    step,
    usersRemaining,
    blockedBy: outcome.kind === "done" ? undefined : outcome.message.slice(0, 1_024),
    retained: isKept ? [childNames(cell.metadata.name).postgres] : undefined,
  });
}

function selectorText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map((pair) => pair.join("="))
    .join(",");
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

/**
 * Who may acknowledge, and when a cell is dead.
 *
 *   The cell: acknowledges while more than half of its voters (the directory, up to five peers, itself) vouch for its
 *   generation. A vouch counts from the moment the cell *asked*, on its own clocks.
 *
 *   A voter, for one (cell, generation):  VOUCHING ──withdraw(round + 1), durable before it is told──▶ WITHDRAWN(round)
 *                                         VOUCHING ◀──lifted(round) by the directory──────────────────────┘
 *
 *   The directory, for one (cell, generation):
 *
 *   ACTIVE ──withdrawn──▶ SUSPECT ──no majority is possible any more──▶ FENCED ──lease + drift later──▶ FAILED
 *      ▲                    │ lifted: the cell was heard again            nothing leads back from FENCED:
 *      └────────────────────┘                                             the cell rejoins as a new generation
 *
 * A withdrawal is lifted by the directory alone, for its round: a voter that took it back by itself could vouch while the
 * directory counts it as withdrawn, and a late `lifted` must not end a later withdrawal.
 */

export const LEASE_MS = 8_000;
/** By how much the clocks of cell and directory may run apart during one lease. */
export const DRIFT_MS = 1_000;

/** Both clocks: the monotonic one may stand still while a machine is suspended, the wall clock may be set back. */
export interface Instant {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Per voter, when the request was sent that it vouched for last. */
export type Vouches = Readonly<Record<string, Instant>>;

export interface LeaseView {
  readonly voters: readonly string[];
  readonly vouches: Vouches;
  readonly now: Instant;
  readonly leaseMs?: number;
}

/**
 * Asked after the commit and before each acknowledgement, also before one to another cell: a process that slept in
 * between must find out. With one cell and no peers there is nobody who could take over, and no lease.
 */
export function mayAcknowledge({ voters, vouches, now, leaseMs = LEASE_MS }: LeaseView): boolean {
  const vouching = voters.filter((voter) => {
    const asked = vouches[voter];
    return (
      asked !== undefined &&
      isWithin(asked.monotonicMs, now.monotonicMs, leaseMs) &&
      isWithin(asked.wallMs, now.wallMs, leaseMs)
    );
  });
  return vouching.length >= majorityOf(voters.length);
}

export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** A clock that went back says nothing about how long ago it was. */
function isWithin(askedMs: number, nowMs: number, leaseMs: number): boolean {
  return nowMs >= askedMs && nowMs - askedMs < leaseMs;
}

/** Durable at each voter. `round` counts its withdrawals, so that an old `lifted` is told from a new one. */
export interface VoterRecord {
  readonly withdrawn: boolean;
  readonly round: number;
}

export const VOUCHING: VoterRecord = Object.freeze({ withdrawn: false, round: 0 });

export type VoterEvent = { readonly kind: "withdraw" } | { readonly kind: "lifted"; readonly round: number };

export function stepVoter(record: VoterRecord, event: VoterEvent): VoterRecord {
  if (event.kind === "withdraw") return record.withdrawn ? record : { withdrawn: true, round: record.round + 1 };
  return record.withdrawn && record.round === event.round ? { ...record, withdrawn: false } : record;
}

export function mayVouch(record: VoterRecord): boolean {
  return !record.withdrawn;
}

/** Durable at the directory. `withdrawn`: voter → round. */
export interface Liveness {
  readonly state: "ACTIVE" | "SUSPECT" | "FENCED" | "FAILED";
  readonly withdrawn: Readonly<Record<string, number>>;
  /** Voter → highest round that was lifted. */
  readonly lifted: Readonly<Record<string, number>>;
  readonly fencedAtMs: number | null;
}

export const ALIVE: Liveness = Object.freeze({ state: "ACTIVE", withdrawn: {}, lifted: {}, fencedAtMs: null });

export type LivenessEvent =
  | { readonly kind: "withdrawn"; readonly voter: string; readonly round: number; readonly nowMs: number }
  /** A voter hears the cell again and asks; only answered with `lifted` when this step says so. */
  | { readonly kind: "lift"; readonly voter: string; readonly round: number }
  | { readonly kind: "tick"; readonly nowMs: number };

export interface LivenessRules {
  readonly voters: readonly string[];
  readonly leaseMs?: number;
  readonly driftMs?: number;
}

export function stepLiveness(current: Liveness, event: LivenessEvent, rules: LivenessRules): Liveness {
  switch (event.kind) {
    case "withdrawn":
      return recordWithdrawal(current, event, rules);
    case "lift":
      return lift(current, event);
    case "tick": {
      const waitMs = (rules.leaseMs ?? LEASE_MS) + (rules.driftMs ?? DRIFT_MS);
      const over = current.state === "FENCED" && event.nowMs - current.fencedAtMs! >= waitMs;
      return over ? { ...current, state: "FAILED" } : current;
    }
  }
}

function recordWithdrawal(
  current: Liveness,
  { voter, round, nowMs }: LivenessEvent & { kind: "withdrawn" },
  { voters }: LivenessRules,
): Liveness {
  const isOld = round <= Math.max(current.withdrawn[voter] ?? 0, current.lifted[voter] ?? 0);
  if (isOld || !voters.includes(voter) || current.state === "FENCED" || current.state === "FAILED") return current;
  const withdrawn = { ...current.withdrawn, [voter]: round };
  const left = voters.length - Object.keys(withdrawn).length;
  if (left >= majorityOf(voters.length)) return { ...current, withdrawn, state: "SUSPECT" };
  return { ...current, withdrawn, state: "FENCED", fencedAtMs: nowMs };
}

function lift(current: Liveness, { voter, round }: LivenessEvent & { kind: "lift" }): Liveness {
  if (current.state !== "SUSPECT" || current.withdrawn[voter] !== round) return current;
  const { [voter]: _, ...withdrawn } = current.withdrawn;
  const lifted = { ...current.lifted, [voter]: round };
  return { ...current, withdrawn, lifted, state: Object.keys(withdrawn).length === 0 ? "ACTIVE" : "SUSPECT" };
}

/** Never decreasing while the storage is the same. */
export interface StoragePosition {
  readonly systemIdentifier: string;
  readonly timeline: number;
  /** Last write-ahead position known to be durable. */
  readonly position: bigint;
}

/** True when what was reported to the voters cannot be in this storage: the cell must be granted a new generation first. */
export function storageWentBack(reported: StoragePosition, found: StoragePosition): boolean {
  return (
    found.systemIdentifier !== reported.systemIdentifier ||
    found.timeline !== reported.timeline ||
    found.position < reported.position
  );
}

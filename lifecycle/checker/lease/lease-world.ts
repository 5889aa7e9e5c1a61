/**
 * The model "lease": one cell, its voters (directory, one peer, itself), and time in ticks. Between any two steps the cell may
 * sleep. Messages stay for ever and arrive never, once or often, late. Invariant: a cell that the directory has declared FAILED
 * cannot acknowledge. The model "cells" takes this for granted.
 */

import { ALIVE, VOUCHING, mayAcknowledge, mayVouch, stepLiveness, stepVoter } from "../../src/lease.ts";
import type { Liveness, VoterRecord } from "../../src/lease.ts";
import type { Step, World } from "../world.ts";

export type LeaseSwitch =
  /** Bugs. */
  | "checkBeforeCommit"
  | "vouchCountsFromArrival"
  | "withdrawalForgotten"
  | "liftedWithoutRound"
  | "monotonicClockAlone"
  | "wallClockAlone"
  | "noDrift";

export interface LeaseSetting {
  readonly name: string;
  readonly ticksMax: number;
  /** Ticks of a lease, and by how many the cell's clock may lose against the directory's. */
  readonly lease: number;
  readonly drift: number;
  /** Faults of clocks: a monotonic clock that stands still for a tick, a wall clock that is set back. At most one of them. */
  readonly clockFaults: number;
  readonly peerCrashes: number;
  /** Times that each voter withdraws. */
  readonly roundsMax: number;
  readonly on: ReadonlySet<LeaseSwitch>;
}

const VOTERS = ["cell", "directory", "peer"] as const;

interface State {
  /** The directory's clock. */
  now: number;
  cell: { monotonic: number; wall: number; vouches: Record<string, Asked>; lost: number };
  lease: number;
  /** With the bug: the lease held when the message was committed. */
  checked: boolean;
  peer: VoterRecord;
  /** The directory as a voter. */
  own: VoterRecord;
  liveness: Liveness;
  messages: readonly string[];
  clockFaults: number;
  peerCrashes: number;
}

interface Asked {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

type Message =
  | { t: "vouch"; by: string; monotonicMs: number; wallMs: number }
  | { t: "withdrawn"; round: number }
  | { t: "lift"; round: number }
  | { t: "lifted"; round: number };

export function leaseWorld(setting: LeaseSetting): World<State> {
  return {
    name: setting.name,
    initial: () => {
      const state = initial(setting);
      talk(state, setting);
      return state;
    },
    copy: (state) => ({ ...state, cell: { ...state.cell, vouches: { ...state.cell.vouches } } }),
    keyOf: (state) => JSON.stringify(state),
    steps: (state) => stepsOf(state, setting),
    broken: (state) => {
      const acknowledges = setting.on.has("checkBeforeCommit") ? state.checked : holdsLease(state, setting.on);
      return acknowledges && state.liveness.state === "FAILED" ? "a cell that was declared dead acknowledges" : null;
    },
    // Whether a cell that is well is left in peace is a question of timing, which this model does not ask.
    unfinished: () => null,
  };
}

function initial(setting: LeaseSetting): State {
  return {
    now: 0,
    cell: { monotonic: 0, wall: 0, vouches: {}, lost: 0 },
    lease: setting.lease,
    checked: false,
    peer: VOUCHING,
    own: VOUCHING,
    liveness: ALIVE,
    messages: [],
    clockFaults: setting.clockFaults,
    peerCrashes: setting.peerCrashes,
  };
}

function stepsOf(state: State, setting: LeaseSetting): Step<State>[] {
  const steps = [
    ...cellSteps(state, setting),
    ...voterSteps(state, setting),
    ...receiveSteps(state, setting),
    ...timeSteps(state, setting),
  ];
  return steps.map((step) => ({
    ...step,
    apply: (draft) => {
      step.apply(draft);
      talk(draft, setting);
    },
  }));
}

/** A voter that withdrew hears the cell again, and asks the directory whether it may vouch. */
function talk(draft: State, setting: LeaseSetting): void {
  if (!mayVouch(draft.peer)) send(draft, { t: "lift", round: draft.peer.round });
  draft.messages = draft.messages.filter((text) => mayMatter(draft, JSON.parse(text) as Message, setting));
}

/** What is said of a round that is over changes nothing. */
function mayMatter({ peer, liveness }: State, message: Message, { on }: LeaseSetting): boolean {
  if (message.t === "vouch") return true;
  if (liveness.state === "FAILED") return false;
  if (message.t === "lifted") return on.has("liftedWithoutRound") || message.round >= peer.round;
  return message.round > (liveness.lifted["peer"] ?? 0);
}

/**
 * The cell asks all the time; an answer arrives at once or never. One that arrives late says what it would have said at once, so
 * that late answers are modelled only with the bug that counts from their arrival.
 */
function cellSteps(state: State, { on }: LeaseSetting): Step<State>[] {
  const steps: Step<State>[] = [];
  const asked = { monotonicMs: state.cell.monotonic, wallMs: state.cell.wall };
  for (const [by, record] of [
    ["peer", state.peer],
    ["directory", state.own],
  ] as const) {
    if (!mayVouch(record)) continue;
    steps.push({
      label: `the ${by} vouches at ${asked.monotonicMs}`,
      apply: (draft) => {
        if (on.has("vouchCountsFromArrival")) send(draft, { t: "vouch", by, ...asked });
        draft.cell.vouches[by] = asked;
      },
    });
  }
  if (on.has("checkBeforeCommit") && !state.checked) {
    steps.push({
      label: "the cell looks at its lease, and commits",
      apply: (draft) => void (draft.checked = holdsLease(draft, on)),
    });
  }
  return steps;
}

/** The cell vouches for itself as long as it can ask itself. */
function holdsLease({ cell, lease }: State, on: LeaseSetting["on"]): boolean {
  const now = { monotonicMs: cell.monotonic, wallMs: cell.wall };
  const seen = (at: Asked) => {
    if (on.has("monotonicClockAlone")) return { ...at, wallMs: now.wallMs };
    return on.has("wallClockAlone") ? { ...at, monotonicMs: now.monotonicMs } : at;
  };
  const vouches = Object.fromEntries(Object.entries(cell.vouches).map(([voter, at]) => [voter, seen(at)]));
  return mayAcknowledge({ voters: VOTERS, vouches: { ...vouches, cell: now }, now, leaseMs: lease });
}

function voterSteps(state: State, setting: LeaseSetting): Step<State>[] {
  const steps: Step<State>[] = [];
  if (mayVouch(state.peer) && state.peer.round < setting.roundsMax) {
    steps.push({
      label: "the peer has not heard the cell and withdraws",
      apply: (draft) => {
        draft.peer = stepVoter(draft.peer, { kind: "withdraw" });
        send(draft, { t: "withdrawn", round: draft.peer.round });
      },
    });
  }
  if (!mayVouch(state.own)) {
    steps.push({
      label: "the directory hears the cell again",
      apply: (draft) => {
        const before = draft.liveness;
        step(draft, { kind: "lift", voter: "directory", round: draft.own.round }, setting);
        if (draft.liveness !== before) draft.own = stepVoter(draft.own, { kind: "lifted", round: draft.own.round });
      },
    });
  } else if (state.own.round < setting.roundsMax) {
    steps.push({
      label: "the directory has not heard the cell and withdraws",
      apply: (draft) => {
        draft.own = stepVoter(draft.own, { kind: "withdraw" });
        step(draft, { kind: "withdrawn", voter: "directory", round: draft.own.round, nowMs: draft.now }, setting);
      },
    });
  }
  if (state.peerCrashes > 0) {
    steps.push({
      label: "the peer crashes and starts again",
      fault: true,
      apply: (draft) => {
        draft.peerCrashes -= 1;
        if (setting.on.has("withdrawalForgotten")) draft.peer = { ...draft.peer, withdrawn: false };
      },
    });
  }
  return steps;
}

function receiveSteps(state: State, setting: LeaseSetting): Step<State>[] {
  return state.messages.map((text) => ({
    label: `arrives: ${text}`,
    apply: (draft) => receive(draft, JSON.parse(text) as Message, setting),
  }));
}

function receive(draft: State, message: Message, setting: LeaseSetting): void {
  switch (message.t) {
    case "vouch":
      draft.cell.vouches[message.by] = { monotonicMs: draft.cell.monotonic, wallMs: draft.cell.wall };
      return;
    case "withdrawn":
      return step(draft, { kind: "withdrawn", voter: "peer", round: message.round, nowMs: draft.now }, setting);
    case "lift": {
      const before = draft.liveness;
      step(draft, { kind: "lift", voter: "peer", round: message.round }, setting);
      if (draft.liveness !== before) send(draft, { t: "lifted", round: message.round });
      return;
    }
    case "lifted": {
      const round = setting.on.has("liftedWithoutRound") ? draft.peer.round : message.round;
      draft.peer = stepVoter(draft.peer, { kind: "lifted", round });
    }
  }
}

function step(draft: State, event: Parameters<typeof stepLiveness>[1], setting: LeaseSetting): void {
  const driftMs = setting.on.has("noDrift") ? 0 : setting.drift;
  draft.liveness = stepLiveness(draft.liveness, event, { voters: VOTERS, leaseMs: setting.lease, driftMs });
}

function timeSteps(state: State, setting: LeaseSetting): Step<State>[] {
  if (state.now >= setting.ticksMax) return [];
  const tick = (by: { monotonic: number; wall: number; lost?: number; faults?: number }) => (draft: State) => {
    draft.now += 1;
    draft.cell.monotonic += by.monotonic;
    draft.cell.wall += by.wall;
    draft.cell.lost += by.lost ?? 0;
    draft.clockFaults -= by.faults ?? 0;
    step(draft, { kind: "tick", nowMs: draft.now }, setting);
  };
  const steps: Step<State>[] = [{ label: "a tick", apply: tick({ monotonic: 1, wall: 1 }) }];
  if (state.cell.lost < setting.drift) {
    steps.push({
      label: "a tick that the cell's clocks lose",
      fault: true,
      apply: tick({ monotonic: 0, wall: 0, lost: 1 }),
    });
  }
  if (state.clockFaults > 0) {
    steps.push(
      {
        label: "a tick during which the machine is suspended",
        fault: true,
        apply: tick({ monotonic: 0, wall: 1, faults: 1 }),
      },
      {
        label: "a tick, and the cell's wall clock is set back by one",
        fault: true,
        apply: tick({ monotonic: 1, wall: 0, faults: 1 }),
      },
    );
  }
  return steps;
}

function send(state: State, message: Message): void {
  const text = JSON.stringify(message);
  if (!state.messages.includes(text)) state.messages = [...state.messages, text].sort();
}

/**
 * The model "outbox": messages 1, 2 … of one device in one conversation, hence one lane, from their outbox rows through the
 * queue and the courier to the authority and back. Posts and answers stay for ever and arrive never, once or often, late.
 * Invariants: one number per message, and in the order in which they were sent. Every row must come to an end, or be
 * parked. A job whose worker died stays in the queue under its id: nothing here relies on the queue to notice.
 */

import { FREE_LANE, claim, inOrder, isEnd, mayClaim, settle, stepRow } from "../../src/outbox.ts";
import type { Answer, Lane, RowState } from "../../src/outbox.ts";
import type { CellId } from "@cellwire/protocol";
import type { Step, World } from "../world.ts";

export type OutboxSwitch =
  /** Bugs. */
  "jobIdReused" | "answersOutOfOrder";

export interface OutboxSetting {
  readonly name: string;
  readonly rows: number;
  /** The row that the destination rejects as malformed; 0 for none. */
  readonly malformed: number;
  readonly budget: Budget;
  readonly on: ReadonlySet<OutboxSwitch>;
}

interface Budget {
  /** Answers "ask again later". */
  retries: number;
  moves: number;
  redrives: number;
  expiries: number;
  /** Of relay and courier, and of all of Redis. */
  crashes: number;
  redisLosses: number;
  /** Deadlines that pass while the batch is still on its way. */
  earlyDeadlines: number;
}

interface State {
  rows: readonly RowState[];
  lane: Lane;
  /** The lane's deadline has passed. */
  late: boolean;
  claims: number;
  /** Volatile: the relay has claimed and not yet added the job. */
  adding: string | null;
  jobs: Readonly<Record<string, "waiting" | "active">>;
  messages: readonly string[];
  /** Row numbers in the order in which the authority numbered them; it is where `home` says, and a move takes it along. */
  numbered: readonly number[];
  home: string;
  budget: Budget;
}

type Message =
  | { t: "post"; to: string; batch: string; rows: readonly number[] }
  | { t: "answer"; batch: string; answers: readonly { row: number; answer: Answer }[] };

const BEFORE_DEADLINE = { deadlineMs: 1, nowMs: 0 };
const PAST_DEADLINE_MS = 2;

export function outboxWorld(setting: OutboxSetting): World<State> {
  return {
    name: setting.name,
    initial: () => ({
      rows: Array.from({ length: setting.rows }, () => ({ kind: "WAITING" })),
      lane: FREE_LANE,
      late: false,
      claims: 0,
      adding: null,
      jobs: {},
      messages: [],
      numbered: [],
      home: "s",
      budget: { ...setting.budget },
    }),
    copy: (state) => ({ ...state, budget: { ...state.budget } }),
    keyOf: (state) => JSON.stringify(state),
    steps: (state) => [
      ...messageSteps(state, setting),
      ...courierSteps(state),
      ...relaySteps(state, setting),
      ...faultSteps(state),
      ...deadlineSteps(state),
    ],
    broken: (state) => broken(state, setting),
    unfinished,
  };
}

function relaySteps(state: State, setting: OutboxSetting): Step<State>[] {
  const steps: Step<State>[] = [];
  if (state.rows.some(({ kind }) => kind === "WAITING")) {
    const resolve = (draft: State) => {
      draft.rows = draft.rows.map((row) => stepRow(row, { kind: "resolved", cell: draft.home as CellId }));
    };
    steps.push({ label: "the recipient's home becomes known", apply: resolve });
  }
  if (state.adding !== null) steps.push({ label: `the relay adds job ${state.adding}`, apply: addJob });
  const nowMs = state.late ? PAST_DEADLINE_MS : BEFORE_DEADLINE.nowMs;
  if (state.adding === null && mayClaim(state.lane, nowMs) && pending(state).length > 0) {
    const batch = setting.on.has("jobIdReused") ? "lane" : `batch-${state.claims + 1}`;
    steps.push({
      label: `the relay claims the lane as ${batch}`,
      apply: (draft) => {
        draft.lane = claim(batch, BEFORE_DEADLINE.deadlineMs);
        draft.late = false;
        if (!setting.on.has("jobIdReused")) draft.claims += 1;
        draft.adding = batch;
      },
    });
  }
  return steps;
}

/** The queue drops an addition whose id exists. */
function addJob(draft: State): void {
  const batch = draft.adding!;
  draft.adding = null;
  draft.jobs = { ...draft.jobs, [batch]: draft.jobs[batch] ?? "waiting" };
}

function pending(state: State): number[] {
  const rows = state.rows.flatMap((row, at) => (row.kind === "PENDING" ? [at + 1] : []));
  const destination = (at: number) => (state.rows[at - 1] as { destination: string }).destination;
  return rows.filter((at) => destination(at) === destination(rows[0]!));
}

function courierSteps(state: State): Step<State>[] {
  return Object.entries(state.jobs)
    .filter(([, job]) => job === "waiting")
    .map(([batch]) => ({
      label: `a courier takes job ${batch}`,
      apply: (draft) => {
        // A stale job finds nothing and ends.
        if (draft.lane.batch !== batch || pending(draft).length === 0) return endJob(draft, batch);
        draft.jobs = { ...draft.jobs, [batch]: "active" };
        const rows = pending(draft);
        const to = (draft.rows[rows[0]! - 1] as { destination: string }).destination;
        send(draft, { t: "post", to, batch, rows });
      },
    }));
}

function endJob(draft: State, batch: string): void {
  const { [batch]: _, ...others } = draft.jobs;
  draft.jobs = others;
}

function messageSteps(state: State, setting: OutboxSetting): Step<State>[] {
  return state.messages.flatMap((text): Step<State>[] => {
    const message = JSON.parse(text) as Message;
    if (message.t === "answer") {
      const what = message.answers.map(({ row, answer }) => `${row} ${answer.kind}`).join(", ");
      return [{ label: `the answer to ${message.batch} arrives: ${what}`, apply: (draft) => onAnswer(draft, message) }];
    }
    const label = `${message.to} receives ${message.batch} with ${message.rows.join(", ")}`;
    const steps: Step<State>[] = [{ label, apply: (draft) => onPost(draft, { message, setting }) }];
    if (state.budget.retries > 0) {
      const first = { label: `${label}, and has no time for ${message.rows[0]}`, fault: true };
      steps.push({ ...first, apply: (draft) => onPost(draft, { message, setting, busyFor: message.rows[0]! }) });
    }
    return steps;
  });
}

interface Post {
  readonly message: Message & { t: "post" };
  readonly setting: OutboxSetting;
  /** The row for which the destination has no time. */
  readonly busyFor?: number;
}

function onPost(draft: State, { message: { to, batch, rows }, setting, busyFor }: Post): void {
  if (busyFor !== undefined) draft.budget.retries -= 1;
  const wanted = rows.map((row) => ({
    conversation: "c",
    row,
    answer: answerTo(draft, { row, to, busyFor, setting }),
  }));
  const ordered = setting.on.has("answersOutOfOrder") ? wanted.map(({ answer }) => answer) : inOrder(wanted);
  const answers = ordered.map((answer, at) => ({ row: rows[at]!, answer }));
  for (const { row, answer } of answers) if (answer.kind === "ack") draft.numbered = [...draft.numbered, row];
  const number = (row: number) => ({ term: 1, n: draft.numbered.indexOf(row) + 1 });
  send(draft, {
    t: "answer",
    batch,
    answers: answers.map(({ row, answer }) => ({
      row,
      answer: answer.kind === "ack" || answer.kind === "duplicate" ? { ...answer, key: number(row) } : answer,
    })),
  });
}

function answerTo(
  { home, numbered }: State,
  { row, to, busyFor, setting }: { row: number; to: string; busyFor?: number | undefined; setting: OutboxSetting },
): Answer {
  const key = { term: 1, n: 0 };
  if (to !== home) return { kind: "moved", cell: home as CellId };
  if (numbered.includes(row)) return { kind: "duplicate", key };
  if (busyFor === row) return { kind: "retry" };
  return row === setting.malformed ? { kind: "reject", code: "MALFORMED" } : { kind: "ack", key };
}

function onAnswer(draft: State, { batch, answers }: Message & { t: "answer" }): void {
  const lane = settle(draft.lane, batch);
  endJob(draft, batch);
  if (lane === null) return;
  draft.lane = lane;
  draft.late = false;
  for (const { row, answer } of answers) change(draft, row, { kind: "answered", answer });
}

function change(draft: State, row: number, event: Parameters<typeof stepRow>[1]): void {
  draft.rows = draft.rows.map((state, at) => (at === row - 1 ? stepRow(state, event) : state));
}

function faultSteps(state: State): Step<State>[] {
  const { budget } = state;
  const steps: Step<State>[] = [];
  const fault = (label: string, apply: (draft: State) => void) => steps.push({ label, fault: true, apply });
  if (budget.crashes > 0 && state.adding !== null) {
    fault("the relay crashes before it adds the job", (draft) => ((draft.budget.crashes -= 1), (draft.adding = null)));
  }
  // What the courier posted may or may not arrive; its job stays as it is.
  if (budget.redisLosses > 0 && Object.keys(state.jobs).length > 0) {
    fault("Redis loses everything", (draft) => ((draft.budget.redisLosses -= 1), (draft.jobs = {})));
  }
  if (budget.crashes > 0) {
    for (const batch of Object.keys(state.jobs).filter((id) => state.jobs[id] === "active")) {
      fault(`the courier of ${batch} dies, and its connections with it`, (draft) => {
        draft.budget.crashes -= 1;
        draft.messages = draft.messages.filter((text) => (JSON.parse(text) as Message).batch !== batch);
      });
    }
  }
  if (budget.moves > 0 && state.home === "s") {
    fault("the recipient moves from s to d", (draft) => ((draft.budget.moves -= 1), (draft.home = "d")));
  }
  for (const [at, row] of state.rows.entries()) {
    if (budget.redrives > 0 && row.kind === "PARKED") {
      fault(
        `an operator drives row ${at + 1} again`,
        (draft) => ((draft.budget.redrives -= 1), change(draft, at + 1, { kind: "redriven" })),
      );
    }
    if (budget.expiries > 0 && !isEnd(row)) {
      fault(
        `the partition of row ${at + 1} is dropped`,
        (draft) => ((draft.budget.expiries -= 1), change(draft, at + 1, { kind: "partitionDropped" })),
      );
    }
  }
  return steps;
}

/** It passes for certain when nothing of the batch is left that could settle it, and sometimes before that. */
function deadlineSteps(state: State): Step<State>[] {
  const { batch } = state.lane;
  if (batch === null || state.late) return [];
  const label = `the deadline of ${batch} passes`;
  const isAlive =
    state.adding === batch ||
    state.jobs[batch] === "waiting" ||
    state.messages.some((text) => (JSON.parse(text) as Message).batch === batch);
  if (!isAlive) return [{ label, apply: (draft) => void (draft.late = true) }];
  if (state.budget.earlyDeadlines === 0) return [];
  return [{ label, fault: true, apply: (draft) => ((draft.budget.earlyDeadlines -= 1), (draft.late = true)) }];
}

function broken({ numbered, rows }: State, { malformed }: OutboxSetting): string | null {
  if (new Set(numbered).size < numbered.length) return "a message was numbered twice";
  const done = rows.findIndex((row, at) => row.kind === "DONE" && !numbered.includes(at + 1));
  if (done >= 0) return `row ${done + 1} is done, and its message has no number`;
  // One that was parked, or is too old, has lost its place.
  const inPlace = numbered.filter((row) => row !== malformed && rows[row - 1]!.kind !== "EXPIRED");
  const early = inPlace.find((row, at) => inPlace[at + 1] !== undefined && inPlace[at + 1]! < row);
  return early === undefined ? null : `message ${early} overtook an earlier one`;
}

function unfinished({ rows }: State): string | null {
  const at = rows.findIndex((row) => !isEnd(row) && row.kind !== "PARKED");
  return at < 0 ? null : `row ${at + 1} is ${rows[at]!.kind} for ever`;
}

function send(state: State, message: Message): void {
  const text = JSON.stringify(message);
  if (!state.messages.includes(text)) state.messages = [...state.messages, text].sort();
}

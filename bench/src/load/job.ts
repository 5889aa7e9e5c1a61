/** What the benchmark and its load generator processes say to each other. */

export interface LoadClient {
  readonly user: string;
  readonly device: string;
  /** Lives on the same load generator, so that one clock measures a message's way. */
  readonly peer: string;
  readonly gatewayUrl: string;
  readonly ticket: string;
  /** Users whose presence it watches. */
  readonly watches?: readonly string[];
}

export type Pattern =
  /** Each client keeps `inFlight` messages under way, from the send to the recipient. */
  | { readonly kind: "closed-loop"; readonly inFlight: number }
  /** One message after the other, evenly spaced, whatever was answered. */
  | { readonly kind: "paced"; readonly perSecond: number }
  /** Sockets stay open and silent. */
  | { readonly kind: "idle" };

export interface TrafficJob {
  readonly kind: "traffic";
  /** Different for each process, so that message ids are. */
  readonly seed: number;
  readonly clients: readonly LoadClient[];
  readonly pattern: Pattern;
  readonly contentBytes: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface TrafficResult {
  readonly sent: number;
  readonly accepted: number;
  readonly delivered: number;
  /** In the measured time alone. */
  readonly deliveredMeasured: number;
  readonly measuredMs: number;
  /** Milliseconds from the time a message was due to its delivery, of those delivered in the measured time. */
  readonly latenciesMs: Float64Array;
  /** When each of them was delivered, by the machine's monotonic clock. */
  readonly latencyAtMs: Float64Array;
  /** The same to its `accepted`. */
  readonly acceptMs: Float64Array;
  /** Deliveries that came above a hole, and heads that were offered instead of deliveries. */
  readonly holes: number;
  readonly offers: number;
  /** Frames with news of users who are watched, and how many users they named. */
  readonly presenceFrames: number;
  readonly presences: number;
  /** Of this process, in the measured time. */
  readonly cpuMs: number;
}

/**
 * Devices that come to `returnTo` at once: connected before to `gatewayUrl` of their own, when they lose it; or offline
 * before, and then when they are told.
 */
export interface StormJob {
  readonly kind: "storm";
  readonly clients: readonly LoadClient[];
  readonly returnTo: string;
  readonly isOffline?: boolean;
  /** When they were caught up last. */
  readonly headsSinceMs: number;
  readonly timeoutMs: number;
}

/** One entry a client, milliseconds from the loss of its connection, or from when it was told to come. */
export interface StormResult {
  readonly caughtUpMs: Float64Array;
  readonly pulledMs: Float64Array;
  /** Messages, of all clients together. */
  readonly pulled: number;
  readonly attempts: number;
}

export interface FanOutGroup {
  readonly id: string;
  readonly conversation: Uint8Array;
  /** Number of its newest message. */
  readonly head: number;
}

/** Members of a group, some of whom write to all. */
export interface FanOutJob {
  readonly kind: "fan-out";
  readonly seed: number;
  readonly clients: readonly LoadClient[];
  readonly group: FanOutGroup;
  /** Absent: these members only receive. In a closed loop `inFlight` posts are on their way to members of this process. */
  readonly posts?: Exclude<Pattern, { kind: "idle" }>;
  readonly contentBytes: number;
  /** Everyone reads what arrives, and says so. */
  readonly isRead: boolean;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface FanOutResult {
  /** By number of the post: when it was due, by the machine's monotonic clock. Empty where nothing was posted. */
  readonly dueAtMs: Float64Array;
  /** By number of the post: when the last of these members had it, and how many of them had it. */
  readonly lastAtMs: Float64Array;
  readonly copies: Float64Array;
  /** Posts due in the measured time: the first, and the one after the last. */
  readonly measured: readonly [number, number];
  readonly deliveredMeasured: number;
  readonly measuredMs: number;
  readonly cpuMs: number;
  readonly holes: number;
  readonly offers: number;
  readonly receipts: number;
}

/** A device with the SDK that was linked while it connected, went, and comes back when it is told. */
export interface CatchUpJob {
  readonly kind: "catch-up";
  readonly directoryUrl: string;
  readonly userToken: string;
  readonly device: string;
  /** That wait. */
  readonly messages: number;
  /** Who sends meanwhile. */
  readonly liveSender: string;
  /** After the last message that waited. */
  readonly goOnMs: number;
  readonly timeoutMs: number;
}

/** Milliseconds from the start of connecting; `endMs` and `liveAtMs` by the machine's monotonic clock. */
export interface CatchUpResult {
  readonly caughtUpMs: number;
  /** Everything that waited was handed over. */
  readonly allMs: number;
  readonly endMs: number;
  readonly rssKiB: { readonly before: number; readonly most: number };
  readonly cpuMs: number;
  /** By message: how long it took from being made, to the millisecond, and when it was handed over. */
  readonly liveMs: Float64Array;
  readonly liveAtMs: Float64Array;
}

export type Job = TrafficJob | StormJob | FanOutJob | CatchUpJob;
export type Result = TrafficResult | StormResult | FanOutResult | CatchUpResult;
export type ResultOf<J extends Job> = J extends TrafficJob
  ? TrafficResult
  : J extends StormJob
    ? StormResult
    : J extends FanOutJob
      ? FanOutResult
      : CatchUpResult;

export type ToWorker = { readonly kind: "job"; readonly job: Job } | { readonly kind: "go" | "end" };

export type FromWorker =
  | { readonly kind: "connected" }
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "failed"; readonly message: string };

/** What the benchmark and its load generator processes say to each other. */

export interface LoadClient {
  readonly user: string;
  readonly device: string;
  /** Lives on the same load generator, so that one clock measures a message's way. */
  readonly peer: string;
  readonly gatewayUrl: string;
  readonly ticket: string;
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
  /** The same to its `accepted`. */
  readonly acceptMs: Float64Array;
  /** Deliveries that came above a hole, and heads that were offered instead of deliveries. */
  readonly holes: number;
  readonly offers: number;
  /** Of this process, in the measured time. */
  readonly cpuMs: number;
}

/** Devices that are connected to `gatewayUrl` of their own, lose it, and come back to another at once. */
export interface StormJob {
  readonly kind: "storm";
  readonly clients: readonly LoadClient[];
  readonly returnTo: string;
  /** When they were caught up last. */
  readonly headsSinceMs: number;
  readonly timeoutMs: number;
}

/** One entry a client, milliseconds from the loss of its connection. */
export interface StormResult {
  readonly caughtUpMs: Float64Array;
  readonly pulledMs: Float64Array;
  /** Messages, of all clients together. */
  readonly pulled: number;
  readonly attempts: number;
}

export type Job = TrafficJob | StormJob;
export type ResultOf<J extends Job> = J extends TrafficJob ? TrafficResult : StormResult;

export type ToWorker = { readonly kind: "job"; readonly job: Job } | { readonly kind: "go" };

export type FromWorker =
  | { readonly kind: "connected" }
  | { readonly kind: "done"; readonly result: TrafficResult | StormResult }
  | { readonly kind: "failed"; readonly message: string };

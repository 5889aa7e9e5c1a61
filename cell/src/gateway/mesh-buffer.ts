/** What waits to be written to one sibling: batched per turn of the event loop, bounded in bytes, honest about losses. */

import { Buffer } from "node:buffer";
import { encodeMeshFrame } from "./mesh-frames.ts";
import type { DropReason, MeshMetrics } from "./mesh-metrics.ts";

/** The writing side of a WebSocket. */
export interface FrameSink {
  /** Bytes that were given to `send` and not yet to the system. */
  readonly bufferedAmount: number;
  /** `written` is called, perhaps with an error, when the system has the bytes. */
  send(bytes: Uint8Array, written: (error?: Error | null) => void): void;
}

/** Bound of what is held for one sibling; also of one message, so that nothing held can be too large to receive. */
export const MESH_BUFFER_BYTES_MAX = 4 * 1024 * 1024;
/** A batch of this size does not wait for the end of the turn. */
const BATCH_BYTES = 256 * 1024;
/** After an overflow there is room again below this. */
const ROOM_BYTES = MESH_BUFFER_BYTES_MAX / 2;

const PROBE = encodeMeshFrame({ probe: {} });

/**
 * Takes frames while it is open and drops them otherwise. Whoever dropped a frame owes the sibling a probe, which is paid as
 * the first frame after the next opening, or, after an overflow, as soon as there is room.
 */
export class MeshBuffer {
  readonly #metrics: MeshMetrics;
  #sink: FrameSink | undefined;
  #frames: Uint8Array[] = [];
  #queuedBytes = 0;
  #flushSoon: NodeJS.Immediate | undefined;
  #owesProbe: boolean;

  constructor(options: { owesProbe: boolean; metrics: MeshMetrics }) {
    this.#owesProbe = options.owesProbe;
    this.#metrics = options.metrics;
  }

  get owesProbe(): boolean {
    return this.#owesProbe;
  }

  open(sink: FrameSink): void {
    this.#sink = sink;
    if (this.#owesProbe) this.#payProbe();
  }

  /** The sink is lost, and perhaps frames with it. */
  close(): void {
    if (!this.#sink) return;
    this.#sink = undefined;
    this.#frames = [];
    this.#queuedBytes = 0;
    this.#owesProbe = true;
  }

  /** The sibling may have missed something that never came here. */
  oweProbe(): void {
    this.#owesProbe = true;
  }

  /** As `oweProbe`, and pays it at once when there is room. */
  probe(): void {
    this.#owesProbe = true;
    if (this.#sink && this.#sink.bufferedAmount + this.#queuedBytes <= ROOM_BYTES) this.#payProbe();
  }

  /** Takes an encoded MeshMessage of one frame. */
  offer(frame: Uint8Array): void {
    if (!this.#sink) this.#drop("down");
    else if (this.#sink.bufferedAmount + this.#queuedBytes + frame.length > MESH_BUFFER_BYTES_MAX) this.#drop("full");
    else this.#queue(frame);
  }

  /** Hands what is queued to the sink. */
  flush(): void {
    clearImmediate(this.#flushSoon);
    this.#flushSoon = undefined;
    const sink = this.#sink;
    if (!sink || this.#frames.length === 0) return;
    const batch = this.#frames.length === 1 ? this.#frames[0]! : Buffer.concat(this.#frames, this.#queuedBytes);
    this.#frames = [];
    this.#queuedBytes = 0;
    sink.send(batch, (error) => {
      if (!error) this.#written(sink);
    });
  }

  #queue(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#queuedBytes += frame.length;
    if (this.#queuedBytes >= BATCH_BYTES) this.flush();
    else this.#flushSoon ??= setImmediate(() => this.flush());
  }

  #drop(reason: DropReason): void {
    this.#owesProbe = true;
    this.#metrics.frameDropped(reason);
  }

  #written(sink: FrameSink): void {
    const isCurrent = sink === this.#sink;
    if (isCurrent && this.#owesProbe && sink.bufferedAmount + this.#queuedBytes <= ROOM_BYTES) this.#payProbe();
  }

  #payProbe(): void {
    this.#owesProbe = false;
    this.#metrics.probeSent();
    this.#queue(PROBE);
  }
}

import type { CellId } from "@cellwire/protocol";

const REQUESTS_PER_CELL_MAX = 24;
const BYTES_PER_CELL_MAX = 32 * 1024 * 1024;
const BYTES_MAX = 128 * 1024 * 1024;

/** Bounds what other cells may have in flight here, each by itself and all together. */
export class PeerGate {
  readonly #byCell = new Map<CellId, { requests: number; bytes: number }>();
  #bytes = 0;

  /** The way out, to be called once; undefined: full. */
  enter(cell: CellId, bytes: number): (() => void) | undefined {
    const inFlight = this.#byCell.get(cell) ?? { requests: 0, bytes: 0 };
    if (inFlight.requests >= REQUESTS_PER_CELL_MAX || inFlight.bytes + bytes > BYTES_PER_CELL_MAX) return undefined;
    if (this.#bytes + bytes > BYTES_MAX) return undefined;
    inFlight.requests += 1;
    inFlight.bytes += bytes;
    this.#bytes += bytes;
    this.#byCell.set(cell, inFlight);
    return () => {
      inFlight.requests -= 1;
      inFlight.bytes -= bytes;
      this.#bytes -= bytes;
      if (inFlight.requests === 0) this.#byCell.delete(cell);
    };
  }
}

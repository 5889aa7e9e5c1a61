/** What the mesh counts. Labels are fixed words. */

import type { Meter } from "@opentelemetry/api";

/** `down`: no link to that process is up; `full`: over the bound of its buffer. */
export type DropReason = "down" | "full";
/**
 * Why this process has to offer heads to its devices. `told`: a sibling dropped frames; `link-lost`: a link of a sibling
 * broke, perhaps with frames in it; `sibling-gone`: the sibling of a broken link never came back.
 */
export type ProbeReason = "told" | "link-lost" | "sibling-gone";

export interface MeshMetrics {
  /** +1 when a link is up, -1 when it no longer is. */
  links(direction: "in" | "out", change: 1 | -1): void;
  frameDropped(reason: DropReason): void;
  probeSent(): void;
  probeReceived(reason: ProbeReason): void;
}

export function meshMetrics(meter: Meter): MeshMetrics {
  const links = meter.createUpDownCounter("cellwire_mesh_links", {
    description: "Links to and from siblings that are up",
  });
  const dropped = meter.createCounter("cellwire_mesh_frames_dropped", {
    description: "Frames for siblings that were lost here",
  });
  const sent = meter.createCounter("cellwire_mesh_probes_sent", { description: "Siblings told that frames were lost" });
  const received = meter.createCounter("cellwire_mesh_probes_received", {
    description: "Times that frames for this process may have been lost, by reason",
  });
  return {
    links: (direction, change) => links.add(change, { direction }),
    frameDropped: (reason) => dropped.add(1, { reason }),
    probeSent: () => sent.add(1),
    probeReceived: (reason) => received.add(1, { reason }),
  };
}

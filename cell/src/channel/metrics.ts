/** What a process counts of channels. */

import type { Meter } from "@opentelemetry/api";

export class ChannelMetrics {
  /** Stored here as the authority. */
  posted = 0;
  /** Stored here as a cell that follows. */
  pulled = 0;
  /** Frames written to sockets, and those that a full socket was not sent. */
  pushed = 0;
  dropped = 0;
  /** Gaps that were read from the table, and listening sockets. */
  reread = 0;
  listening = 0;
  followed = 0;

  /** Call it once. */
  observe(meter: Meter): void {
    const counter = (name: string, description: string, read: () => number) =>
      meter.createObservableCounter(name, { description }).addCallback((result) => result.observe(read()));
    const gauge = (name: string, description: string, read: () => number) =>
      meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read()));
    counter("cellwire_channel_posts_stored", "Posts that this process numbered", () => this.posted);
    counter("cellwire_channel_posts_pulled", "Posts pulled from the cells that number them", () => this.pulled);
    counter("cellwire_channel_pushes", "Frames of posts written to sockets", () => this.pushed);
    counter("cellwire_channel_pushes_dropped", "Frames that full sockets were not sent", () => this.dropped);
    counter("cellwire_channel_rereads", "Times that posts were read since their push was missing", () => this.reread);
    gauge("cellwire_channel_listeners", "Sockets that listen, once for each channel", () => this.listening);
    gauge("cellwire_channel_followed", "Channels that are pulled from other cells", () => this.followed);
  }
}

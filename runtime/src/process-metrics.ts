import type { Meter } from "@opentelemetry/api";
import { monitorEventLoopDelay } from "node:perf_hooks";

const DELAY_RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/** Memory, CPU and event loop delay of this process, read when metrics are collected. Returns how to end it. */
export function observeProcess(meter: Meter, service: string): () => void {
  const attributes = { service };
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();

  const resident = meter.createObservableGauge("process_resident_memory_bytes", { description: "Resident memory." });
  resident.addCallback((result) => result.observe(process.memoryUsage.rss(), attributes));

  const heap = meter.createObservableGauge("process_heap_used_bytes", { description: "JavaScript heap in use." });
  heap.addCallback((result) => result.observe(process.memoryUsage().heapUsed, attributes));

  const cpu = meter.createObservableCounter("process_cpu_seconds", { description: "User and system CPU time." });
  cpu.addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe((user + system) / MICROSECONDS, attributes);
  });

  const loopDelay = meter.createObservableGauge("process_event_loop_delay_p99_seconds", {
    description: "99th percentile of the event loop delay since the last collection.",
  });
  loopDelay.addCallback((result) => {
    result.observe(delay.percentile(99) / NANOSECONDS, attributes);
    delay.reset();
  });

  return () => delay.disable();
}

import { metrics, trace, type Meter, type Tracer } from "@opentelemetry/api";
import { tracesWanted } from "./config.ts";
import { withDeadline } from "./deadline.ts";
import type { Service } from "./lifecycle.ts";
import type { Logger } from "./log.ts";
import { MessageTracer } from "./message-tracer.ts";
import { observeProcess } from "./process-metrics.ts";

export { traceparentOf } from "./trace-context.ts";

/** What a process tells about itself: metrics on demand as Prometheus text, traces pushed over OTLP when asked for. */
export interface Telemetry extends Service {
  /** Prometheus text format 0.0.4. */
  metricsText(): Promise<string>;
  /** For spans of single messages; undefined while traces are off. */
  messageTracer(name: string): MessageTracer | undefined;
}

const FLUSH_TIMEOUT_MS = 3_000;

/**
 * Instruments of one part of the code. Call it after `startTelemetry`: what was made before counts nowhere. Attribute
 * values must come from a small fixed set, never be ids.
 */
export function meter(name: string): Meter {
  return metrics.getMeter(name);
}

/** Spans of one part of the code; they cost next to nothing while traces are off. */
export function tracer(name: string): Tracer {
  return trace.getTracer(name);
}

/**
 * Starts telemetry for the whole process: once, before anything makes instruments. Traces are on only when
 * OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set; the other OTEL_* variables of the
 * OpenTelemetry specification then apply. Never rejects for an unreachable collector.
 */
export async function startTelemetry(options: { service: string; log?: Logger }): Promise<Telemetry> {
  const { metricsText, stop: stopMetrics } = await startMetrics(options.service);
  const stopTraces = tracesWanted() ? await startTraces(options.service) : undefined;
  const messageTracer = (name: string) => (stopTraces ? new MessageTracer(tracer(name)) : undefined);
  let stopping: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    try {
      await withDeadline(Promise.resolve(stopTraces?.()), { what: "export of traces", timeoutMs: FLUSH_TIMEOUT_MS });
    } catch (err) {
      // A collector that is away must not turn a clean stop into a failed one.
      options.log?.warn({ err }, "last traces not exported");
    }
    await stopMetrics();
  };
  return {
    name: "telemetry",
    metricsText,
    messageTracer,
    start: async () => undefined,
    stop: () => (stopping ??= stopAll()),
  };
}

/** Imported on use: the packages would otherwise slow down each command and test that touches this file. */
async function startMetrics(
  service: string,
): Promise<{ metricsText: () => Promise<string>; stop: () => Promise<void> }> {
  const { MeterProvider } = await import("@opentelemetry/sdk-metrics");
  const { PrometheusExporter, PrometheusSerializer } = await import("@opentelemetry/exporter-prometheus");
  // Only its reader is used: the text goes out through the HTTP server of the process, not through a port of its own.
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  const stopObserving = observeProcess(provider.getMeter("process"), service);
  const serializer = new PrometheusSerializer("", false, undefined, true, true);
  return {
    metricsText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    stop: async () => {
      stopObserving();
      await provider.shutdown({ timeoutMillis: FLUSH_TIMEOUT_MS });
      metrics.disable();
    },
  };
}

async function startTraces(service: string): Promise<() => Promise<void>> {
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK({ serviceName: service, metricReaders: [], logRecordProcessors: [] });
  sdk.start();
  return async () => {
    await sdk.shutdown();
    trace.disable();
  };
}

import { afterEach, expect, test, vi } from "vitest";
import { meter, startTelemetry, tracer, traceparentOf, type Telemetry } from "./telemetry.ts";

let telemetry: Telemetry | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
  vi.unstubAllEnvs();
});

test("the metrics of the process and of the code come out as Prometheus text", async () => {
  telemetry = await startTelemetry({ service: "tested" });
  meter("tested").createCounter("tested_messages").add(3, { outcome: "accepted" });
  const text = await telemetry.metricsText();
  expect(text).toContain(`tested_messages_total{outcome="accepted"} 3`);
  for (const name of [
    "resident_memory_bytes",
    "heap_used_bytes",
    "cpu_seconds_total",
    "event_loop_delay_p99_seconds",
  ]) {
    expect(text).toMatch(new RegExp(`^process_${name}\\{service="tested"\\} [0-9.e+-]+$`, "m"));
  }
});

test("traces are off unless an OTLP endpoint is configured", async () => {
  telemetry = await startTelemetry({ service: "tested" });
  expect(traceparentOf(tracer("tested").startSpan("x"))).toBeUndefined();
  expect(telemetry.messageTracer("tested")).toBeUndefined();
});

test("traces are on with an OTLP endpoint", async () => {
  // A span that is not ended is not exported, so nothing is sent to this address.
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
  telemetry = await startTelemetry({ service: "tested" });
  expect(traceparentOf(tracer("tested").startSpan("x"))).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(telemetry.messageTracer("tested")!.firstStep("x", "").traceparent).toMatch(/-01$/);
});

test("telemetry can be stopped twice and started again", async () => {
  const first = await startTelemetry({ service: "tested" });
  await first.stop();
  await first.stop();
  telemetry = await startTelemetry({ service: "tested" });
  meter("tested").createCounter("tested_again").add(1);
  expect(await telemetry.metricsText()).toContain("tested_again_total 1");
});

import { expect, onTestFinished, test, vi } from "vitest";
import { HttpServer } from "../../src/http-server.ts";
import { silentLogger } from "../../src/log.ts";
import { startTelemetry, tracer } from "../../src/telemetry.ts";

test("a span that ended reaches the OTLP collector before the stop resolves", async () => {
  const received: string[] = [];
  const collector = new HttpServer({
    name: "collector",
    host: "127.0.0.1",
    port: 0,
    log: silentLogger,
    bodyLimitBytes: 100_000,
    routes: (app) => {
      app.addContentTypeParser("application/x-protobuf", { parseAs: "buffer" }, (_request, body, done) =>
        done(null, body),
      );
      app.post("/v1/traces", (request, reply) => {
        received.push(String(request.body));
        return reply.send();
      });
    },
  });
  await collector.start();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${collector.port}`);
  onTestFinished(() => void vi.unstubAllEnvs());

  const telemetry = await startTelemetry({ service: "tested-service" });
  tracer("tested").startSpan("tested-span").end();
  await telemetry.stop();
  expect(received.join("")).toMatch(/tested-service[^]*tested-span/);
});

test("a collector that is away does not make the stop fail", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
  onTestFinished(() => void vi.unstubAllEnvs());
  const warn = vi.fn<(...line: unknown[]) => void>();
  const telemetry = await startTelemetry({ service: "tested", log: { ...silentLogger, warn } });
  tracer("tested").startSpan("lost").end();
  await telemetry.stop();
  expect(warn).toHaveBeenCalledOnce();
});

import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { contextFromTraceparent, traceparentOf } from "./trace-context.ts";

/** The example of W3C Trace Context, section 3.2.3. */
const EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("a traceparent survives the way through a context", () => {
  const span = trace.getSpan(contextFromTraceparent(EXAMPLE));
  expect(span?.spanContext()).toEqual({
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    traceFlags: 1,
    isRemote: true,
  });
  expect(span === undefined ? undefined : traceparentOf(span)).toBe(EXAMPLE);
});

test.each([
  undefined,
  "",
  "garbage",
  EXAMPLE.toUpperCase(),
  `${EXAMPLE}-more`,
  "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
])("%j starts a new trace", (text) => {
  expect(contextFromTraceparent(text)).toBe(ROOT_CONTEXT);
});

test("a span has no traceparent while traces are off", () => {
  expect(traceparentOf(trace.getTracer("tested").startSpan("x"))).toBeUndefined();
});

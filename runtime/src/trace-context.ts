import { isSpanContextValid, ROOT_CONTEXT, trace, type Context, type Span } from "@opentelemetry/api";

const TRACEPARENT = /^00-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})$/;

/** The span as a `traceparent` (W3C Trace Context, section 3.2), `undefined` while traces are off. */
export function traceparentOf(span: Span): string | undefined {
  const context = span.spanContext();
  if (!isSpanContextValid(context)) return undefined;
  const flags = context.traceFlags.toString(16).padStart(2, "0");
  return `00-${context.traceId}-${context.spanId}-${flags}`;
}

/** The context whose spans continue the trace of `text`; a new trace when there is none or it cannot be read. */
export function contextFromTraceparent(text: string | undefined): Context {
  const groups = TRACEPARENT.exec(text ?? "")?.groups;
  if (groups === undefined) return ROOT_CONTEXT;
  const { traceId = "", spanId = "", flags = "" } = groups;
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(spanContext) ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}
